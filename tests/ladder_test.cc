// What `knap verify` must notice: each test damages one artefact of a complete output folder.
#include "verify/ladder/ladder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/sys/files.h"
#include "eda/tool/testing.h"
#include "eda/yosys/synth.h"
#include "tests/ladder_fixture.h"
#include "verify/ladder/netlist_rung.h"
#include "verify/ladder/rtl_rung.h"

namespace knap::ladder {
namespace {

using verify::Artefacts;
using verify::Expected;
using verify::Rung;
using verify::Verdict;

constexpr std::size_t kRecords = 12;

class LadderSlow : public ::testing::Test {
 protected:
  void SetUp() override { KNAP_TOOL_OR_SKIP(tools_, eda::Tool::Verilator); }

  void write(const std::function<void(map::StreamPlan&)>& change = {}, std::size_t records = kRecords) {
    Result<Made> made = write_folder(folder_.path(), records, change);
    ASSERT_TRUE(made.ok()) << to_string(made.error());
    made_ = std::move(*made);
  }
  Verdict verify() {
    Watch watch;
    Result<Verdict> verdict =
        verify::verify_folder(folder_.path(), {"0", "1"}, verify::VerifyOptions{}, tools_, watch);
    EXPECT_TRUE(verdict.ok()) << to_string(verdict.error());
    return verdict.ok() ? std::move(*verdict) : Verdict{};
  }
  static const Rung& rung(const Verdict& verdict, const std::string& name) {
    static const Rung none;
    const auto found = std::find_if(verdict.rungs.begin(), verdict.rungs.end(),
                                    [&](const Rung& r) { return r.name == name; });
    EXPECT_NE(found, verdict.rungs.end()) << name;
    return found == verdict.rungs.end() ? none : *found;
  }
  std::string text_of(const std::string& file) { return read_file(folder_.path() / file).value(); }
  void put(const std::string& file, const std::string& text) {
    ASSERT_TRUE(write_file(folder_.path() / file, text).ok());
  }
  /// Replaces the first `from` after `after` in rtl/<file>.
  void edit(const std::string& file, const std::string& after, const std::string& from,
            const std::string& to) {
    std::string text = text_of("rtl/" + file);
    const std::size_t at = text.find(from, text.find(after));
    ASSERT_NE(at, std::string::npos) << from << " is not in " << text;
    text.replace(at, from.size(), to);
    put("rtl/" + file, text);
  }

  /// From the first sample with the largest code on, which no record has, conv1 gives wrong results.
  void damage_the_largest_code() {
    ASSERT_EQ(text_of("verify/input.hex").find("7f"), std::string::npos);
    edit("residual_conv1.sv", "assign out_valid", "assign out_data = out_beat;",
         "logic was_loudest;\n  always_ff @(posedge clk)\n"
         "    if (rst) was_loudest <= 1'b0;\n"
         "    else if (in_valid & in_ready & in_data == 8'h7f) was_loudest <= 1'b1;\n"
         "  assign out_data = out_beat ^ was_loudest;");
  }

  eda::Toolbox tools_;
  TempFolder folder_ = TempFolder::make().value();
  Made made_;
};

TEST_F(LadderSlow, AnUndamagedFolderPassesWithItsPredictedTiming) {
  write();
  const Verdict verdict = verify();
  for (const Diagnostic& complaint : verify::complaints(verify::to_section(verdict), verdict.cycles))
    ADD_FAILURE() << complaint.where << ": " << complaint.message;
  EXPECT_TRUE(verify::to_section(verdict).passed);
  ASSERT_TRUE(verdict.cycles.measured);
  EXPECT_EQ(verdict.cycles.measured->interval, made_.plan.predicted.interval_cycles);
  EXPECT_EQ(verdict.rtl_accuracy, 1.0);
  EXPECT_EQ(rung(verdict, "hw_sim=verilator").streams, 7) << "six layers and the output";
}

TEST_F(LadderSlow, OneRecordOrTwoAreEnoughForTheTiming) {
  for (const std::size_t records : {1U, 2U}) {
    write({}, records);
    const Verdict verdict = verify();
    EXPECT_TRUE(verify::to_section(verdict).passed) << records;
    ASSERT_TRUE(verdict.cycles.measured) << records;
    EXPECT_EQ(verdict.cycles.measured, verdict.cycles.predicted) << records;
  }
}

TEST_F(LadderSlow, AFlippedBitOfAWeightIsFoundInItsLayer) {
  write();
  std::vector<hw::ConstantSpot> weights;
  for (const hw::ConstantSpot& spot : made_.emitted.constants)
    if (spot.layer == "conv2" && spot.what == "weight") weights.push_back(spot);
  ASSERT_EQ(weights.size(), 4U * 3 * 4);
  const hw::ConstantSpot& spot = weights[weights.size() / 2];
  std::string text = text_of("rtl/" + spot.file);
  std::size_t at = 0;
  for (std::int64_t line = 1; line < spot.line; ++line) at = text.find('\n', at) + 1;
  at += static_cast<std::size_t>(spot.column - 1 + spot.digits - 1);  // the last digit
  ASSERT_TRUE(text[at] == '0' || text[at] == '1') << text;
  text[at] = text[at] == '0' ? '1' : '0';
  put("rtl/" + spot.file, text);

  const Verdict verdict = verify();
  EXPECT_FALSE(verify::to_section(verdict).passed);
  EXPECT_EQ(rung(verdict, "integer=hw_sim").mismatches, 0) << "only the RTL was damaged";
  const Rung& rtl = rung(verdict, "hw_sim=verilator");
  ASSERT_TRUE(rtl.first_mismatch);
  EXPECT_EQ(rtl.first_mismatch->layer, "conv2");
}

TEST_F(LadderSlow, AFifoOneEntryTooSmallCostsCyclesOrStopsEverything) {
  write([](map::StreamPlan& decisions) {
    ASSERT_EQ(decisions.fifos.size(), 1U) << "the residual edge needs a FIFO";
    map::FifoDecision& fifo = decisions.fifos.begin()->second;
    if (--fifo.depth == 0) decisions.fifos.clear();
  });
  const Verdict verdict = verify();
  EXPECT_FALSE(verify::to_section(verdict).passed);
  ASSERT_TRUE(verdict.mismatches > 0 || verdict.cycles.measured);
  EXPECT_TRUE(verdict.mismatches > 0 ||
              verdict.cycles.measured->interval > made_.plan.predicted.interval_cycles);
}

TEST_F(LadderSlow, AMissingResetIsFound) {
  write();
  edit("residual_conv1.sv", "if (rst) begin\n      rows_done <=", "      row <= 4'd0;\n", "");
  const Verdict verdict = verify();
  EXPECT_FALSE(verify::to_section(verdict).passed);
  EXPECT_EQ(rung(verdict, "integer=hw_sim").mismatches, 0);
  EXPECT_GT(rung(verdict, "hw_sim=verilator").mismatches, 0);
}

TEST_F(LadderSlow, DataThatDependsOnTheStallPatternAreFound) {
  write();
  edit("residual_dense.sv", "assign out_valid", "assign out_data = out_beat;",
       "logic was_stalled;\n  always_ff @(posedge clk) was_stalled <= out_valid & !out_ready;\n"
       "  assign out_data = out_beat ^ was_stalled;");
  const Verdict verdict = verify();
  EXPECT_FALSE(verify::to_section(verdict).passed);
  const Rung& rtl = rung(verdict, "hw_sim=verilator");
  ASSERT_TRUE(rtl.first_mismatch);
  EXPECT_EQ(rtl.first_mismatch->layer, "dense");
  EXPECT_NE(rtl.first_mismatch->detail.find("with stalls"), std::string::npos) << rtl.first_mismatch->detail;
}

TEST_F(LadderSlow, AFaultThatNoRecordReachesIsFoundByPerturbedOnes) {
  write();
  damage_the_largest_code();
  const Verdict verdict = verify();
  EXPECT_FALSE(verify::to_section(verdict).passed);
  const Rung& rtl = rung(verdict, "hw_sim=verilator");
  ASSERT_TRUE(rtl.first_mismatch);
  EXPECT_EQ(rtl.first_mismatch->layer, "conv1");
  EXPECT_NE(rtl.first_mismatch->detail.find("with perturbed inputs"), std::string::npos)
      << rtl.first_mismatch->detail;
}

/// A folder with its netlist for up5k.
class LadderNetlistSlow : public LadderSlow {
 protected:
  static constexpr const char* kNetlist = "synth/up5k/netlist.json";

  void SetUp() override {
    LadderSlow::SetUp();
    if (IsSkipped()) return;
    KNAP_TOOL_OR_SKIP(tools_, eda::Tool::Yosys);
    write();
    synthesise();
  }
  void synthesise() {
    eda::SynthOptions options;
    options.top = "residual_top";
    const Result<eda::Synthesis> synthesis =
        eda::synthesise(folder_.path(), hw::find_device("up5k").value(), options, tools_, Watch());
    ASSERT_TRUE(synthesis.ok()) << to_string(synthesis.error());
    artefacts_ = verify::load_artefacts(folder_.path()).value();
    ASSERT_EQ(artefacts_.netlists.size(), 1U);
    expected_ = verify::evaluate_records(artefacts_, Watch()).value();
  }
  Rung compare(std::int64_t whole_netlist_luts = verify::VerifyOptions{}.whole_netlist_luts) {
    verify::VerifyOptions options;
    options.whole_netlist_luts = whole_netlist_luts;
    Result<Rung> rung =
        verify::compare_netlist(artefacts_, expected_, artefacts_.netlists[0], options, tools_, Watch());
    EXPECT_TRUE(rung.ok()) << to_string(rung.error());
    return rung.ok() ? std::move(*rung) : Rung{};
  }
  Rung compare_layers() { return compare(0); }

  Artefacts artefacts_;
  Expected expected_;
};

TEST_F(LadderNetlistSlow, AnUndamagedNetlistPassesAndEveryStreamIsStalled) {
  const Rung whole = compare();
  EXPECT_EQ(whole.mismatches, 0) << whole.first_mismatch.value_or(verify::Mismatch{}).layer;
  EXPECT_NE(whole.note.value_or("").find("7 of 7 streams were stalled"), std::string::npos)
      << whole.note.value_or("");
  EXPECT_EQ(whole.scope, "whole");
}

TEST_F(LadderNetlistSlow, AnUndamagedNetlistPassesLayerByLayer) {
  const Rung layers = compare_layers();
  EXPECT_EQ(layers.mismatches, 0) << layers.first_mismatch.value_or(verify::Mismatch{}).layer;
  EXPECT_EQ(layers.scope, "layers");
  std::int64_t outputs = 0;  // of every module: once without stalls, once with them
  for (const hw::Instance& instance : artefacts_.design.top().instances)
    for (const hw::StreamPorts& stream : artefacts_.design.modules[instance.module].streams)
      outputs += stream.direction == hw::Direction::Out ? 2 : 0;
  const auto of_top = static_cast<std::int64_t>(artefacts_.interface.streams.size()) + 1;
  EXPECT_EQ(layers.streams, outputs + of_top);
}

/// Two bits of a stream between two layers change places in the netlist's top.
TEST_F(LadderNetlistSlow, LayersThatAreJoinedWronglyAreFoundLayerByLayer) {
  auto netlist = nlohmann::ordered_json::parse(text_of(kNetlist));
  auto& data =
      netlist.at("modules").at("residual_top").at("cells").at("conv2").at("connections").at("in_data");
  ASSERT_GE(data.size(), 2U);
  std::swap(data.at(0), data.at(1));
  put(kNetlist, netlist.dump());
  const Rung damaged = compare_layers();
  EXPECT_GT(damaged.mismatches, 0);
  ASSERT_TRUE(damaged.first_mismatch);
  EXPECT_NE(damaged.first_mismatch->detail.find("its top"), std::string::npos)
      << damaged.first_mismatch->detail;
}

TEST_F(LadderNetlistSlow, AModuleThatTheNetlistDoesNotHaveIsRefusedLayerByLayer) {
  auto netlist = nlohmann::ordered_json::parse(text_of(kNetlist));
  netlist.at("modules").erase("residual_conv2");
  put(kNetlist, netlist.dump());
  verify::VerifyOptions options;
  options.whole_netlist_luts = 0;
  const Result<Rung> rung =
      verify::compare_netlist(artefacts_, expected_, artefacts_.netlists[0], options, tools_, Watch());
  ASSERT_FALSE(rung.ok());
  EXPECT_EQ(rung.error().fault(), Fault::Input) << to_string(rung.error());
}

TEST_F(LadderNetlistSlow, FoldersMayHaveAnyName) {
  const std::filesystem::path odd = folder_.path() / "sp ace \"q\" 'ä' $x;#";
  ASSERT_TRUE(write_folder(odd, 2).ok());
  eda::SynthOptions options;
  options.top = "residual_top";
  const auto synthesis = eda::synthesise(odd, hw::find_device("up5k").value(), options, tools_, Watch());
  ASSERT_TRUE(synthesis.ok()) << to_string(synthesis.error());
  Watch watch;
  const auto verdict = verify::verify_folder(odd, {"0", "1"}, verify::VerifyOptions{}, tools_, watch);
  ASSERT_TRUE(verdict.ok()) << to_string(verdict.error());
  EXPECT_TRUE(verify::to_section(*verdict).passed);
  EXPECT_EQ(verdict->rungs.back().name, "rtl=netlist");
  ASSERT_TRUE(write_file(odd / "synth/up5k/netlist.json", "{\"modules\": {").ok());
  const auto cut = verify::verify_folder(odd, {"0", "1"}, verify::VerifyOptions{}, tools_, watch);
  ASSERT_FALSE(cut.ok());
  EXPECT_EQ(cut.error().fault(), Fault::Input) << to_string(cut.error());
  EXPECT_EQ(cut.error().first().where, (odd / "synth/up5k/netlist.json").string());
}

/// The table behind the highest bit of the accumulator, which every result hangs on.
TEST_F(LadderNetlistSlow, AnInvertedTableIsFound) {
  auto netlist = nlohmann::ordered_json::parse(text_of(kNetlist));
  auto& module = netlist.at("modules").at("residual_conv2");
  auto& cells = module.at("cells");
  const auto driver = [&](const nlohmann::ordered_json& bit, const char* output) {
    return std::find_if(cells.begin(), cells.end(), [&](const auto& cell) {
      const auto& pins = cell.at("connections");
      return pins.contains(output) && pins.at(output).at(0) == bit;
    });
  };
  const auto flip_flop = driver(module.at("netnames").at("sum").at("bits").back(), "Q");
  ASSERT_NE(flip_flop, cells.end());
  const auto table = driver(flip_flop->at("connections").at("D").at(0), "O");
  ASSERT_NE(table, cells.end());
  std::string init = table->at("parameters").at("LUT_INIT");
  for (char& entry : init) entry = entry == '0' ? '1' : '0';
  table->at("parameters").at("LUT_INIT") = init;
  put(kNetlist, netlist.dump());
  for (const Rung& damaged : {compare(), compare_layers()}) {
    EXPECT_GT(damaged.mismatches, 0) << damaged.scope.value_or("");
    ASSERT_TRUE(damaged.first_mismatch);
    EXPECT_EQ(damaged.first_mismatch->layer, "conv2") << damaged.scope.value_or("");
  }
}

TEST_F(LadderNetlistSlow, AFaultThatNoRecordReachesIsFoundByPerturbedOnes) {
  damage_the_largest_code();
  synthesise();
  const Rung damaged = compare();
  ASSERT_TRUE(damaged.first_mismatch);
  EXPECT_EQ(damaged.first_mismatch->layer, "conv1");
  EXPECT_NE(damaged.first_mismatch->detail.find("perturbed inputs"), std::string::npos)
      << damaged.first_mismatch->detail;
}

// What Yosys 0.23 does to shift registers (docs/adr/0019).
TEST_F(LadderNetlistSlow, AClockEnableThatIsLostIsFound) {
  auto netlist = nlohmann::ordered_json::parse(text_of(kNetlist));
  auto& module = netlist.at("modules").at("residual_conv1");
  const auto enable = module.at("netnames").at("advance").at("bits").at(0);
  int lost = 0;
  for (auto& [name, cell] : module.at("cells").items())
    if (cell.at("connections").contains("E") && cell["connections"]["E"].at(0) == enable) {
      cell["connections"]["E"] = {"1"};
      ++lost;
    }
  ASSERT_GT(lost, 0);
  put(kNetlist, netlist.dump());
  for (const Rung& damaged : {compare(), compare_layers()}) {
    ASSERT_TRUE(damaged.first_mismatch) << damaged.scope.value_or("");
    EXPECT_EQ(damaged.first_mismatch->layer, "conv1") << damaged.scope.value_or("");
  }
}

}  // namespace
}  // namespace knap::ladder
