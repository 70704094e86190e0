#include "hw/sv/emit.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "hw/ir/builder.h"
#include "hw/ir/random.h"

namespace knap::hw {
namespace {

/// A dense layer of 6 inputs and 2 outputs, two inputs at a time: what a generator makes, in small.
Module dense() {
  Builder b("dense_2x6",
            "Dense layer \"fc\": 6 inputs of 8 bit -> 2 outputs of 8 bit, two inputs at a time.\nThree beats "
            "per inference.",
            "fc");
  const Stream in = b.input_stream("in", {{-128, 127}, 2}, 3);
  const Value out_ready = b.output_stream_ready("out");
  const Reg beat = b.reg("beat", {{0, 2}}, 0, "which pair of inputs");
  const Reg valid = b.reg("valid", {kBit}, 0);
  const Reg finished = b.reg("finished", {kBit}, 0);
  const Value move =
      (out_ready | !finished.value()).named("move", "The pipeline moves while the output has room.");
  b.drive(in.ready, move);
  const Value step = (in.valid & move).named("step");
  const Value last = (beat.value() == 2).named("last");
  const Value following = (beat.value() + 1).narrow({0, 2});
  beat.set(mux(last, 0, following), step);
  valid.set(step & last, move);
  finished.set(valid, move);

  const auto weights = std::make_shared<const std::vector<std::int64_t>>(
      std::vector<std::int64_t>{3, -7, 0, 5, -8, 7, 1, 1, 2, -3, 4, -5});
  const Value w = b.rom("weights", "weight", MemoryStyle::Lut, {{-8, 7}, 4}, weights, beat, move,
                        "lane 2*output + input");
  const Value x = b.delay("x", in.data, move);
  const Value bias = b.constant({100, -20}, "bias").named("bias");
  std::vector<Value> outputs;
  for (int k = 0; k < 2; ++k) {
    const Value products = (x * w.slice(2 * k, 2)).named(fmt::format("products_{}", k));
    const Reg sum = b.reg(fmt::format("sum_{}", k), {{-6000, 6000}}, std::nullopt,
                          k == 0 ? "running sums of both outputs" : "");
    const Value start =
        mux(beat.value() == 1, bias.lane(k), sum.value());  // the first pair arrives one edge later
    sum.set((start + sum_lanes(products)).narrow({-6000, 6000}), move);
    outputs.push_back(clamp(sum.value().shr(4), {-128, 127}));
  }
  b.output_stream("out", finished, pack(outputs), 1);
  return b.finish(true);
}

Design dense_design() {
  Design design;
  design.modules.push_back(dense());
  return design;
}

TEST(Emit, ASmallModuleReadsLikeThis) {
  const std::filesystem::path path =
      std::filesystem::path(get_env("KNAP_SOURCE_DIR").value_or(".")) / "tests/golden/hw_sv_dense_2x6.sv";
  const std::string text = emit(dense_design()).files.at("dense_2x6.sv");
  if (get_env("KNAP_UPDATE_GOLDEN").has_value()) {
    ASSERT_TRUE(make_folders(path.parent_path()).ok());
    ASSERT_TRUE(write_file(path, text).ok());
  }
  const Result<std::string> golden = read_file(path);
  ASSERT_TRUE(golden.ok()) << to_string(golden.error());
  EXPECT_EQ(text, *golden) << "if this change is wanted, run again with KNAP_UPDATE_GOLDEN=1";
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  }
  return lines;
}

TEST(Emit, EveryConstantOfTheModelIsFoundWhereTheListSays) {
  const Emitted emitted = emit(dense_design());
  std::vector<std::int64_t> weights, biases;
  for (const ConstantSpot& spot : emitted.constants) {
    EXPECT_EQ(spot.layer, "fc");
    const std::string line =
        lines_of(emitted.files.at(spot.file)).at(static_cast<std::size_t>(spot.line - 1));
    const std::string digits =
        line.substr(static_cast<std::size_t>(spot.column - 1), static_cast<std::size_t>(spot.digits));
    std::int64_t value = std::stoll(digits, nullptr, spot.base);
    const int width = spot.base == 2 ? spot.digits : 4 * spot.digits;
    const bool is_unsigned =
        line.find("localparam") != std::string::npos && line.find("signed") == std::string::npos;
    if (!is_unsigned && value >= std::int64_t{1} << (width - 1)) value -= std::int64_t{1} << width;
    (spot.what == "weight" ? weights : biases).push_back(value);
  }
  EXPECT_THAT(weights, testing::UnorderedElementsAre(3, -7, 0, 5, -8, 7, 1, 1, 2, -3, 4, -5));
  EXPECT_THAT(biases, testing::UnorderedElementsAre(100, -20));
}

TEST(Emit, SourcesComeInCompileOrderAndMemoryImagesBesideThem) {
  Design design = dense_design();
  Builder top("top");
  const Stream in = top.input_stream("in", {{-128, 127}, 2}, 3);
  const Value ready = top.output_stream_ready("out");
  const auto out = top.instance(design, 0, "fc", {in.valid, in.data, ready});
  top.drive(in.ready, out[0]);
  top.output_stream("out", out[1], out[2], 1);
  design.modules.push_back(top.finish());
  const Emitted emitted = emit(design);
  EXPECT_THAT(emitted.sources, testing::ElementsAre("dense_2x6.sv", "top.sv"));
  EXPECT_EQ(emitted.files.count("dense_2x6_weights.mem"), 1u);
  EXPECT_EQ(lines_of(emitted.files.at("dense_2x6_weights.mem")).front(), "0101000010010011");
  EXPECT_THAT(emitted.files.at("top.sv"),
              testing::HasSubstr("  dense_2x6 fc (\n    .clk(clk),\n    .rst(rst),\n"));
}

TEST(Emit, NamesAreMadeLegalAndUnique) {
  Builder b("Module");
  const Value a = b.input("always", {{0, 3}});
  const Value twice = b.input("Always", {{0, 3}});
  b.output("y", (a + twice).named("clk"));
  Design design;
  design.modules.push_back(b.finish());
  const Emitted emitted = emit(design);
  const std::string& text = emitted.files.at("Module_s.sv");
  EXPECT_THAT(text, testing::HasSubstr("module Module_s ("));
  EXPECT_THAT(text, testing::HasSubstr("logic [1:0] always_s,"));
  EXPECT_THAT(text, testing::HasSubstr("logic [1:0] Always_s_1,"));
  EXPECT_THAT(text, testing::HasSubstr("logic [2:0] clk_1;"));
}

TEST(Emit, NoSignalHidesTheInstanceThatItLiesIn) {
  Builder inner("sum");
  const Value x = inner.input("x", {{0, 3}});
  const Reg held = inner.reg("sum", {{0, 3}}, 0);
  held.set(x);
  inner.output("y", held);
  Design design;
  design.modules.push_back(inner.finish());
  Builder top("top");
  const auto outputs = top.instance(design, 0, "sum", {top.input("x", {{0, 3}})});
  top.output("y", outputs[0]);
  design.modules.push_back(top.finish());
  EXPECT_THAT(emit(design).files.at("sum.sv"), testing::HasSubstr("logic [1:0] sum_1;"));
}

TEST(Emit, TheSameDesignGivesTheSameBytes) {
  Rng a(5, "emit"), b(5, "emit");
  EXPECT_EQ(emit(random_design(a)).files, emit(random_design(b)).files);
}

}  // namespace
}  // namespace knap::hw
