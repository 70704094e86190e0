// Every leaf, family by family: synthesised by Yosys, simulated from its netlist with our models of the hard
// cells, against the generic body - and its blocks counted against the formula of the estimate.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <optional>

#include "core/base/rng.h"
#include "core/sys/files.h"
#include "eda/tool/testing.h"
#include "eda/verilator/netlist.h"
#include "eda/yosys/synth.h"
#include "hw/cost/memory.h"
#include "hw/prim/leaves.h"

namespace knap {
namespace {

enum class Kind { RamBlock, RamLut, RamAsync, RomBlock, RomLut };

struct MemoryCase {
  Kind kind = Kind::RamBlock;
  int width = 1;
  int depth = 1;
  int stages = 1;
};

struct ProductCase {
  int a_width = 1, b_width = 1;
  bool is_a_signed = true, is_b_signed = true;
  int stages = 1;
};

// Every shape of a block, depths that need banks, widths that need columns, a memory of one word.
const std::vector<MemoryCase> kMemories = {
    {Kind::RamBlock, 72, 700},    {Kind::RamBlock, 40, 100},     {Kind::RamBlock, 9, 3000},
    {Kind::RamBlock, 3, 5000},    {Kind::RamBlock, 16, 300},     {Kind::RamBlock, 8, 1},
    {Kind::RomBlock, 72, 700},    {Kind::RomBlock, 40, 100},     {Kind::RomBlock, 9, 3000},
    {Kind::RomBlock, 3, 5000},    {Kind::RomBlock, 16, 300},     {Kind::RamLut, 5, 40},
    {Kind::RamLut, 33, 64},       {Kind::RamLut, 4, 100},        {Kind::RamLut, 7, 2},
    {Kind::RamAsync, 6, 20},      {Kind::RamAsync, 9, 32},       {Kind::RomLut, 12, 30},
    {Kind::RomLut, 7, 100},       {Kind::RamBlock, 36, 100, 2},  {Kind::RamBlock, 9, 3000, 2},
    {Kind::RamBlock, 3, 5000, 2}, {Kind::RamBlock, 18, 2000, 2}, {Kind::RomBlock, 72, 700, 2},
    {Kind::RomBlock, 9, 3000, 2}, {Kind::RomBlock, 3, 5000, 2},  {Kind::RomBlock, 16, 300, 2},
    {Kind::RomBlock, 36, 600},    {Kind::RomBlock, 18, 1100, 2},
};
const std::vector<ProductCase> kProducts = {
    {16, 16, true, true, 1}, {16, 16, true, false, 2},  {16, 16, false, false, 3}, {8, 7, false, true, 3},
    {12, 5, true, true, 2},  {3, 16, false, false, 1},  {18, 18, true, true, 2},   {1, 1, false, true, 3},
    {2, 9, true, true, 3},   {17, 17, false, false, 2}, {18, 18, false, true, 2},  {18, 18, false, true, 3},
    {18, 18, true, true, 1}, {18, 8, true, true, 2},    {17, 18, true, true, 3},
};

// Arithmetic in lookup tables, which Yosys is given as carry chains (knap_multiply.map.v, knap_sum.map.v).
// All get the width of the product, so sums are extended.
struct FabricCase {
  char op = '*';
  int a_width = 1, b_width = 1;
  bool is_signed = true;
  std::optional<int> factor = {};  ///< a constant instead of b
};
const std::vector<FabricCase> kFabric = {
    {'*', 8, 5, true},
    {'*', 5, 8, true},
    {'*', 8, 8, false},
    {'*', 4, 4, true},
    {'*', 2, 2, true},
    {'*', 2, 2, false},
    {'*', 9, 3, false},
    {'*', 3, 7, true},
    {'*', 1, 6, true},
    {'*', 12, 2, true},
    {'+', 8, 8, true},
    {'+', 9, 3, false},
    {'+', 3, 9, true},
    {'+', 1, 1, false},
    {'+', 12, 12, false},
    {'-', 8, 8, true},
    {'-', 5, 9, false},
    {'-', 9, 5, true},
    {'-', 2, 1, true},
    {'-', 12, 12, false},
    {'*', 18, 18, true},
    {'*', 18, 17, false},
    {'*', 18, 18, true, -131071},
    {'*', 18, 18, true, 87381},
    {'*', 8, 6, true, -23},
    {'*', 8, 6, true, -31},
    {'*', 8, 6, true, -32},
    {'*', 8, 6, true, 31},
    {'*', 8, 6, true, -1},
    {'*', 5, 8, true, 85},
    {'*', 5, 8, true, -86},
    {'*', 6, 8, false, 173},
    {'*', 6, 8, false, 255},
    {'*', 3, 2, false, 3},
};

/// Widths of accumulators.
constexpr std::array kSums{1, 2, 5, 8, 17, 18};

std::string sum_instance(std::size_t i, const std::string& out) {
  return fmt::format(
      "  knap_accumulate #(.WIDTH({1})) leaf_{2} (.first(s{0}_first), .start(s{0}_start), .sum(s{0}_sum), "
      ".addend(s{0}_addend), .next({2}));\n",
      i, kSums.at(i), out);
}

std::string fabric_expression(const FabricCase& c, std::size_t i) {
  if (c.factor) {
    const std::string factor = fmt::format("{}'({})", c.b_width, *c.factor);
    return c.is_signed ? fmt::format("$signed(f{}_a) * $signed({})", i, factor)
                       : fmt::format("f{}_a * {}", i, factor);
  }
  return c.is_signed ? fmt::format("$signed(f{0}_a) {1} $signed(f{0}_b)", i, c.op)
                     : fmt::format("f{0}_a {1} f{0}_b", i, c.op);
}

bool is_rom(Kind kind) { return kind == Kind::RomBlock || kind == Kind::RomLut; }

bool is_block(Kind kind) { return kind == Kind::RomBlock || kind == Kind::RamBlock; }

std::string_view module_of(Kind kind) {
  switch (kind) {
    case Kind::RamBlock:
      return "knap_ram_block";
    case Kind::RamLut:
      return "knap_ram_lut";
    case Kind::RamAsync:
      return "knap_ram_async";
    case Kind::RomBlock:
      return "knap_rom_block";
    case Kind::RomLut:
      return "knap_rom_lut";
  }
  return {};
}

int address_width(int depth) {
  int bits = 1;
  while ((1 << bits) < depth) ++bits;
  return bits;
}

std::string image(const MemoryCase& c, Rng& rng) {
  std::string text;
  for (int word = 0; word < c.depth; ++word) {
    for (int bit = 0; bit < c.width; ++bit) text += rng.integer(0, 1) == 1 ? '1' : '0';
    text += '\n';
  }
  return text;
}

/// An instance of the leaf whose signals are named <stem>_re, <stem>_ra, ...; `out` is what its data drives.
std::string memory_instance(std::size_t i, const MemoryCase& c, const std::string& out) {
  const std::string file = is_rom(c.kind) ? fmt::format(", .FILE(\"m{}.mem\")", i) : "";
  const std::string write =
      is_rom(c.kind)
          ? ""
          : fmt::format(".write_enable(m{0}_we), .write_address(m{0}_wa), .write_data(m{0}_wd), ", i);
  std::string read = c.kind == Kind::RamAsync ? "" : fmt::format(".read_enable(m{}_re), ", i);
  if (is_block(c.kind)) read += fmt::format(".output_enable(m{}_oe), ", i);
  const std::string stages = is_block(c.kind) ? fmt::format(", .READ_STAGES({})", c.stages) : "";
  return fmt::format(
      "  {} #(.WIDTH({}), .DEPTH({}), .ADDRESS_WIDTH({}){}{}) leaf_{} (.clk(clk), {}{}.read_address(m{}_ra), "
      ".read_data({}));\n",
      module_of(c.kind), c.width, c.depth, address_width(c.depth), stages, file, out, write, read, i, out);
}

std::string product_instance(std::size_t i, const ProductCase& c, const std::string& out) {
  return fmt::format(
      "  knap_multiply_dsp #(.A_WIDTH({}), .B_WIDTH({}), .A_SIGNED({}), .B_SIGNED({}), .STAGES({})) leaf_{} "
      "(.clk(clk), "
      ".enable(p{}_en), .a(p{}_a), .b(p{}_b), .product({}));\n",
      c.a_width, c.b_width, c.is_a_signed ? 1 : 0, c.is_b_signed ? 1 : 0, c.stages, out, i, i, i, out);
}

struct Signal {
  bool is_output = false;
  int width = 1;
  std::string name;
};

std::vector<Signal> signals() {
  std::vector<Signal> all;
  for (std::size_t i = 0; i < kMemories.size(); ++i) {
    const MemoryCase& c = kMemories[i];
    const int address = address_width(c.depth);
    if (!is_rom(c.kind)) {
      all.push_back({false, 1, fmt::format("m{}_we", i)});
      all.push_back({false, address, fmt::format("m{}_wa", i)});
      all.push_back({false, c.width, fmt::format("m{}_wd", i)});
    }
    if (c.kind != Kind::RamAsync) all.push_back({false, 1, fmt::format("m{}_re", i)});
    if (is_block(c.kind)) all.push_back({false, 1, fmt::format("m{}_oe", i)});
    all.push_back({false, address, fmt::format("m{}_ra", i)});
    all.push_back({true, c.width, fmt::format("m{}_rd", i)});
  }
  for (std::size_t i = 0; i < kProducts.size(); ++i) {
    all.push_back({false, 1, fmt::format("p{}_en", i)});
    all.push_back({false, kProducts[i].a_width, fmt::format("p{}_a", i)});
    all.push_back({false, kProducts[i].b_width, fmt::format("p{}_b", i)});
    all.push_back({true, kProducts[i].a_width + kProducts[i].b_width, fmt::format("p{}_p", i)});
  }
  for (std::size_t i = 0; i < kSums.size(); ++i) {
    all.push_back({false, 1, fmt::format("s{}_first", i)});
    for (const char* operand : {"start", "sum", "addend"})
      all.push_back({false, kSums.at(i), fmt::format("s{}_{}", i, operand)});
    all.push_back({true, kSums.at(i), fmt::format("s{}_next", i)});
  }
  for (std::size_t i = 0; i < kFabric.size(); ++i) {
    const FabricCase& c = kFabric[i];
    all.push_back({false, c.a_width, fmt::format("f{}_a", i)});
    all.push_back({false, c.b_width, fmt::format("f{}_b", i)});
    all.push_back({true, c.a_width + c.b_width, fmt::format("f{}_y", i)});
  }
  return all;
}

/// All leaves side by side, each on ports of its own.
std::string harness() {
  std::string text = "module leaf_top (\n  input wire clk";
  for (const Signal& s : signals())
    text += fmt::format(",\n  {} wire [{}:0] {}", s.is_output ? "output" : "input", s.width - 1, s.name);
  text += "\n);\n";
  for (std::size_t i = 0; i < kMemories.size(); ++i)
    text += memory_instance(i, kMemories[i], fmt::format("m{}_rd", i));
  for (std::size_t i = 0; i < kProducts.size(); ++i)
    text += product_instance(i, kProducts[i], fmt::format("p{}_p", i));
  for (std::size_t i = 0; i < kSums.size(); ++i) text += sum_instance(i, fmt::format("s{}_next", i));
  for (std::size_t i = 0; i < kFabric.size(); ++i)
    text += fmt::format("  assign f{}_y = {};\n", i, fabric_expression(kFabric[i], i));
  return text + "endmodule\n";
}

/// First every address is written, then writes and reads are random; never a read of the address that is
/// being written.
std::string testbench(int cycles) {
  std::string text =
      "module leaf_test;\n  logic clk = 0;\n  always #5 clk = ~clk;\n  int cycle = 0, bad = 0;\n  logic go = "
      "0;\n";
  std::string check;
  std::string drive;
  for (const Signal& s : signals())
    text += fmt::format("  {} [{}:0] {}{};\n", s.is_output ? "wire" : "logic", s.width - 1, s.name,
                        s.is_output ? "" : " = '0");
  text += "  leaf_top dut (.clk(clk)";
  for (const Signal& s : signals()) text += fmt::format(", .{0}({0})", s.name);
  text += ");\n";
  const auto compare = [&check](const std::string& name, const std::string& when) {
    check += fmt::format(
        "    if (go && {1} && {0} !== {0}_ref) begin bad <= bad + 1; if (bad < 8) $display(\"BAD {0} %h "
        "%h\", {0}, {0}_ref); end\n",
        name, when);
  };
  for (std::size_t i = 0; i < kMemories.size(); ++i) {
    const MemoryCase& c = kMemories[i];
    const int address = address_width(c.depth);
    text += fmt::format("  wire [{}:0] m{}_rd_ref;\n", c.width - 1, i);
    text += memory_instance(i, c, fmt::format("m{}_rd_ref", i));
    text +=
        fmt::format("  logic [{1}:0] next_r{0}, next_w{0}; logic seen{0} = 0, out{0} = 0;\n", i, address - 1);
    drive += c.stages == 1 ? fmt::format("    if (seen{0}) out{0} <= 1;\n", i)
                           : fmt::format("    if (seen{0} && m{0}_oe === 1) out{0} <= 1;\n", i);
    if (is_block(c.kind)) drive += fmt::format("    m{}_oe <= $urandom % 4 != 0;\n", i);
    drive += fmt::format(
        "    next_r{0} = {1}'($urandom % {2}); next_w{0} = cycle < {2} ? {1}'(cycle) : {1}'($urandom % "
        "{2});\n",
        i, address, c.depth);
    if (is_rom(c.kind)) {
      drive += fmt::format(
          "    m{0}_re <= $urandom % 4 != 0; m{0}_ra <= next_r{0}; if (m{0}_re) seen{0} <= 1;\n", i);
    } else {
      std::string data;
      for (int bits = 0; bits < c.width; bits += 32) data += bits == 0 ? "$urandom" : ", $urandom";
      drive += fmt::format(
          "    m{0}_we <= cycle < {1} || $urandom % 2 == 0; m{0}_wa <= next_w{0}; m{0}_wd <= "
          "{2}'({{{3}}});\n",
          i, c.depth, c.width, data);
      if (c.kind == Kind::RamAsync) {
        drive += fmt::format("    m{0}_ra <= next_r{0}; seen{0} <= cycle > {1};\n", i, c.depth + 2);
      } else {
        drive += fmt::format(
            "    m{0}_re <= cycle > {1} && next_r{0} != next_w{0} && $urandom % 4 != 0; m{0}_ra <= "
            "next_r{0}; if (m{0}_re === 1) seen{0} <= 1;\n",
            i, c.depth + 2);
      }
    }
    compare(fmt::format("m{}_rd", i), fmt::format("out{}", i));
  }
  for (std::size_t i = 0; i < kProducts.size(); ++i) {
    const ProductCase& c = kProducts[i];
    text += fmt::format("  wire [{}:0] p{}_p_ref;\n  int age{} = 0;\n", c.a_width + c.b_width - 1, i, i);
    text += product_instance(i, c, fmt::format("p{}_p_ref", i));
    // Extreme factors often.
    drive += fmt::format(
        "    p{0}_en <= $urandom % 4 != 0; p{0}_a <= $urandom % 8 == 0 ? {1}'(1) << {2} : {1}'($urandom); "
        "p{0}_b <= $urandom % 8 == 0 ? ($urandom % 2 == 0 ? '1 : {3}'(1) << {4}) : {3}'($urandom); if "
        "(p{0}_en === 1) age{0} <= age{0} + 1;\n",
        i, c.a_width, c.a_width - 1, c.b_width, c.b_width - 1);
    compare(fmt::format("p{}_p", i), fmt::format("age{} >= {}", i, c.stages));
  }
  for (std::size_t i = 0; i < kSums.size(); ++i) {
    text += fmt::format("  wire [{}:0] s{}_next_ref;\n", kSums.at(i) - 1, i);
    text += sum_instance(i, fmt::format("s{}_next_ref", i));
    drive += fmt::format("    s{}_first <= 1'($urandom);", i);
    for (const char* operand : {"start", "sum", "addend"})
      drive += fmt::format(" s{}_{} <= {}'($urandom);", i, operand, kSums.at(i));
    drive += "\n";
    compare(fmt::format("s{}_next", i), "1");
  }
  for (std::size_t i = 0; i < kFabric.size(); ++i) {
    const FabricCase& c = kFabric[i];
    text += fmt::format("  wire [{}:0] f{}_y_ref;\n  assign f{}_y_ref = {};\n", c.a_width + c.b_width - 1, i,
                        i, fabric_expression(c, i));
    drive +=
        fmt::format("    f{0}_a <= {1}'($urandom); f{0}_b <= {2}'($urandom);\n", i, c.a_width, c.b_width);
    compare(fmt::format("f{}_y", i), "1");
  }
  text += fmt::format(
      "  always @(posedge clk) begin\n    cycle <= cycle + 1; go <= 1;\n{}{}    if (cycle == {}) begin "
      "$display(\"LEAVES %0d\", bad); $finish; end\n  end\nendmodule\n",
      check, drive, cycles);
  return text;
}

class LeafNetlistsTool : public testing::TestWithParam<const char*> {};

TEST_P(LeafNetlistsTool, BehaveAsTheGenericBodiesAndTakeTheBlocksOfTheFormula) {
  eda::Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, eda::Tool::Yosys, eda::Tool::Verilator, eda::Tool::Make, eda::Tool::Gxx);
  const hw::Device device = hw::find_device(GetParam()).value();
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto rtl = folder->path() / "rtl";
  for (const auto& [name, text] : hw::leaf_files()) ASSERT_TRUE(write_file(rtl / "prim" / name, text).ok());
  std::string list = "leaf_top.sv\n";
  for (const std::string& source : hw::leaf_sources(device.family)) list += source + "\n";
  ASSERT_TRUE(write_file(rtl / fmt::format("files.{}.f", to_string(device.family)), list).ok());
  ASSERT_TRUE(write_file(rtl / "leaf_top.sv", harness()).ok());
  Rng rng(11, "leaf images");
  hw::Resources predicted;
  for (std::size_t i = 0; i < kMemories.size(); ++i) {
    const MemoryCase& c = kMemories[i];
    if (is_rom(c.kind)) {
      ASSERT_TRUE(write_file(rtl / fmt::format("m{}.mem", i), image(c, rng)).ok());
    }
    if (c.kind == Kind::RamBlock) predicted += hw::block_ram_cost(device.family, c.width, c.depth);
    if (c.kind == Kind::RomBlock) predicted += hw::block_rom_cost(device.family, c.width, c.depth);
    if (c.kind == Kind::RamLut) predicted += hw::lut_ram_cost(device.family, c.width, c.depth);
  }
  for (const ProductCase& c : kProducts)
    predicted += hw::dsp_cost(device.family, c.a_width, c.is_a_signed, c.b_width, c.is_b_signed);

  const Watch watch;
  const auto synthesis = eda::synthesise(folder->path(), device, {"leaf_top", {}, 600}, tools, watch);
  ASSERT_TRUE(synthesis.ok()) << to_string(synthesis.error());
  EXPECT_EQ(synthesis->cells.resources.bram, predicted.bram);
  EXPECT_EQ(synthesis->cells.resources.dsp, predicted.dsp);

  const auto work = folder->path() / "work";
  ASSERT_TRUE(make_folders(work).ok());
  auto sources =
      eda::netlist_sources(folder->path() / "synth" / std::string(device.alias) / "netlist.json",
                           std::string(to_string(device.family)), work, work / "yosys.log", tools, watch);
  ASSERT_TRUE(sources.ok()) << to_string(sources.error());
  ASSERT_TRUE(write_file(work / "test.sv", testbench(20000)).ok());
  for (std::string& file : sources->files) file = (sources->working_folder / file).string();
  sources->working_folder = rtl;  // where $readmem finds the images
  for (const std::string& source : hw::leaf_sources(std::nullopt)) sources->files.push_back(source);
  sources->files.push_back((work / "test.sv").string());
  sources->top = "leaf_test";
  const auto built = eda::build_simulation(*sources, work / "build", tools, watch);
  ASSERT_TRUE(built.ok()) << to_string(built.error());
  const auto output = eda::run_simulation(built->program, rtl, {}, 5, watch);
  ASSERT_TRUE(output.ok()) << to_string(output.error());
  EXPECT_NE(output->output.find("LEAVES 0\n"), std::string::npos) << output->output;
}

INSTANTIATE_TEST_SUITE_P(Device, LeafNetlistsTool, testing::Values("xc7z020", "xczu7ev", "ecp5-25f", "up5k"),
                         [](const auto& row) {
                           std::string name = row.param;
                           name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
                           return name;
                         });

}  // namespace
}  // namespace knap
