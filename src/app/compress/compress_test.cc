#include "app/compress/compress.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"
#include "core/sys/files.h"
#include "data/set/load.h"
#include "net/ir/text.h"
#include "prune/knapsack/instance_file.h"
#include "prune/knapsack/solve.h"

namespace knap::app {
namespace {

/// Which of two numbers is greater, learned by two dense layers, and a plan of them.
class CompressTorch : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = TempFolder::make().value();
    std::string table = "a,b,label\n";
    Rng rng(1, "compress");
    for (int i = 0; i < 400; ++i) {
      const std::int64_t x = rng.integer(0, 255), y = rng.integer(0, 255);
      table += fmt::format("{},{},{}\n", x, y, x > y ? "gt" : "le");
    }
    ASSERT_TRUE(write_file(folder_->path() / "d.csv", table).ok());
    data::DataOptions options;
    options.kind = data::DataKind::Csv;
    options.path = (folder_->path() / "d.csv").string();
    dataset_ = data::load(options, {}, Watch()).value();
    CandidateSpec& candidate = spec_.candidate;
    candidate.name = "greater";
    candidate.train.float_epochs = 15;
    candidate.train.quantised_epochs = 2;
    candidate.train.batch = 16;
    net::LayerSpec hidden, score;
    hidden.kind = score.kind = net::LayerKind::Dense;
    hidden.name = "hidden";
    hidden.units = 16;
    hidden.activation = net::Activation::Relu;
    score.name = "score";
    score.units = 2;
    candidate.network.layers = {hidden, score};
    Watch watch;
    const net::Graph initial = build_candidate(candidate, dataset_).value();
    const Candidate trained = train_candidate(candidate, initial, dataset_, {}, watch).value();
    spec_.dense = trained.trained.unrounded;
    spec_.integer = trained.integer;
    map::StreamPlan plan;
    for (const auto& [name, pe, simd] : {std::tuple{"hidden", 8, 2}, {"score", 2, 8}}) {
      plan.layers[name].pe = pe;
      plan.layers[name].simd = simd;
      plan.layers[name].multiplier = hw::MultiplierStyle::Dsp;
    }
    spec_.regions = map::stream_regions(spec_.integer, plan);
    spec_.devices = {hw::find_device("xczu7ev").value()};
    spec_.options.steps = 3;
    spec_.options.tightening = Tightening::Constant;
    spec_.options.epochs = 1;
    spec_.options.final_epochs = 1;
    spec_.options.tolerance = {"100 %"};
  }
  Result<Compressed> run(const std::filesystem::path& state = {}) {
    Watch watch;
    told_.clear();
    return compress(
        spec_, dataset_, state,
        [&](const std::vector<CompressStep>& steps) -> Result<void> {
          told_.push_back(steps.size());
          if (told_.size() == stop_after_) return Error(diag::kInterrupted, "test", "stopped");
          return {};
        },
        watch);
  }

  /// Of validation, before anything is pruned.
  double dense_accuracy() {
    CompressSpec untouched = spec_;
    untouched.options.steps = 1;
    untouched.options.epochs = untouched.options.final_epochs = 0;
    Watch watch;
    const auto ignore = [](const std::vector<CompressStep>&) { return Result<void>(); };
    return compress(untouched, dataset_, {}, ignore, watch)->tolerance.dense.value_or(0);
  }

  std::optional<TempFolder> folder_;
  data::Dataset dataset_;
  CompressSpec spec_;
  std::vector<std::size_t> told_;
  std::size_t stop_after_ = 0;
};

std::int64_t zeros(const net::IntGraph& graph) {
  std::int64_t pruned = 0;
  for (const auto& [layer, mask] : net::masks_of(graph))
    if (mask) pruned += mask->size() - net::kept(mask, mask->size());
  return pruned;
}

TEST_F(CompressTorch, StepsSaveMoreAndMoreAndTheResultKeepsWhatTheLastOneSelected) {
  const Result<Compressed> found = run();
  ASSERT_TRUE(found.ok()) << to_string(found.error());
  ASSERT_EQ(found->steps.size(), 3U);
  EXPECT_EQ(told_, (std::vector<std::size_t>{1, 2, 3}));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(found->steps[i].is_accepted);
    if (i > 0) {
      EXPECT_LT(found->steps[i].predicted[0].dsp, found->steps[i - 1].predicted[0].dsp);
      EXPECT_LT(found->steps[i].selected.size(), found->steps[i - 1].selected.size());
    }
  }
  EXPECT_EQ(found->kept, found->steps.back().selected);
  for (const CompressStep& step : found->steps) {  // what lies in compress/step_<n>.json gives the same again
    const prune::Instance read = prune::parse_instance(prune::print_instance(step.instance), "step").value();
    EXPECT_EQ(read, step.instance);
    EXPECT_EQ(prune::solve(read, {}, Watch())->selected, step.selected);
  }
  EXPECT_GT(zeros(found->candidate.integer), 0);
  EXPECT_TRUE(found->tolerance.met);
  // What one step has pruned the next one does not bring back.
  for (const int kept : found->steps[1].selected) {
    const std::vector<int>& before = found->steps[0].selected;
    EXPECT_TRUE(std::binary_search(before.begin(), before.end(), kept));
  }
}

TEST_F(CompressTorch, AStepThatLosesTooMuchIsTakenBackAndHalved) {
  spec_.options.tolerance = {"0 %"};
  spec_.options.steps = 1;
  spec_.options.epochs = 0;
  spec_.options.budget = {"dsp <= 2"};  // a lane in each layer
  ASSERT_GT(dense_accuracy(), 0.75);
  const Result<Compressed> found = run();
  ASSERT_TRUE(found.ok()) << to_string(found.error());
  ASSERT_FALSE(found->steps.front().is_accepted);
  ASSERT_GT(found->steps.size(), 1U);
  EXPECT_DOUBLE_EQ(found->steps[1].share, found->steps[0].share / 2);
}

TEST_F(CompressTorch, ABudgetOutOfReachOfTheToleranceSaysWhatBinds) {
  spec_.options.tolerance = {"0 %"};
  spec_.options.epochs = 0;
  spec_.options.budget = {"dsp <= 2"};
  const Result<Compressed> found = run();
  ASSERT_TRUE(found.ok()) << to_string(found.error());
  EXPECT_FALSE(found->reaches_budget);
  EXPECT_EQ(found->binding, "the tolerance");
}

TEST_F(CompressTorch, ARunThatWasStoppedGoesOnToTheSameBits) {
  const Result<Compressed> whole = run();
  ASSERT_TRUE(whole.ok());
  const std::filesystem::path state = folder_->path() / "state";
  ASSERT_TRUE(make_folders(state).ok());
  stop_after_ = 2;
  ASSERT_FALSE(run(state).ok());
  stop_after_ = 0;
  const Result<Compressed> resumed = run(state);
  ASSERT_TRUE(resumed.ok()) << to_string(resumed.error());
  EXPECT_EQ(net::hash(resumed->candidate.integer), net::hash(whole->candidate.integer));
  ASSERT_EQ(resumed->steps.size(), whole->steps.size());
  for (std::size_t i = 0; i < whole->steps.size(); ++i) {
    EXPECT_EQ(resumed->steps[i].instance, whole->steps[i].instance);
    EXPECT_EQ(resumed->steps[i].accuracy, whole->steps[i].accuracy);
  }
}

TEST_F(CompressTorch, OneTrainingPrunesToItsBudgetOnItsWay) {
  spec_.options.way = Way::Gradual;
  spec_.options.budget = {"dsp <= 50 %"};
  spec_.options.tolerance = {"60 %"};
  const Result<Compressed> found = run();
  ASSERT_TRUE(found.ok()) << to_string(found.error());
  ASSERT_GT(found->steps.size(), 3U);
  EXPECT_DOUBLE_EQ(found->steps.back().share, 1);
  EXPECT_EQ(found->steps.back().accuracy, found->accuracy);
  EXPECT_TRUE(found->reaches_budget);
  for (const int kept : found->kept) {
    const std::vector<int>& last = found->steps.back().selected;
    EXPECT_TRUE(std::binary_search(last.begin(), last.end(), kept));
  }
  EXPECT_LT(found->kept.size(), found->groups.size());
  for (const CompressStep& step : found->steps)
    EXPECT_EQ(prune::solve(step.instance, {}, Watch())->selected, step.selected);

  // Stopped in its midst, it goes on to the same bits and the same steps.
  const std::filesystem::path state = folder_->path() / "training";
  ASSERT_TRUE(make_folders(state).ok());
  const StepDone ignore = [](const std::vector<CompressStep>&) { return Result<void>(); };
  spec_.candidate.train.checkpoint_seconds = 0;
  for (int call = 0; call < 40; ++call) {
    Watch* stopped = nullptr;
    int reports = 0;
    Watch watch([&](const Progress&) {
      if (++reports >= 60) stopped->stop();
    });
    stopped = &watch;
    const Result<Compressed> again = compress(spec_, dataset_, state, ignore, watch);
    if (!again.ok()) continue;
    EXPECT_GT(call, 1);
    EXPECT_EQ(net::hash(again->candidate.integer), net::hash(found->candidate.integer));
    ASSERT_EQ(again->steps.size(), found->steps.size());
    for (std::size_t i = 0; i < again->steps.size(); ++i)
      EXPECT_EQ(again->steps[i].instance, found->steps[i].instance);
    return;
  }
  FAIL() << "never finished";
}

TEST_F(CompressTorch, AWayWithinATrainingRefusesWhatItHasNoUseFor) {
  spec_.options.way = Way::Gradual;
  const auto refused = [&](const char* key) {
    const Result<Compressed> found = run();
    ASSERT_FALSE(found.ok()) << key;
    EXPECT_NE(to_string(found.error()).find(key), std::string::npos) << to_string(found.error());
  };
  refused("compress.way");  // no budget
  spec_.options.budget = {"dsp <= 50 %"};
  spec_.options.importance = Importance::Activation;
  refused("compress.importance");
  spec_.options.importance = Importance::Taylor;
  spec_.options.tightening = Tightening::Bisection;
  refused("compress.tightening");
  spec_.options.tightening = Tightening::Cubic;
  spec_.options.from = 0.9;
  refused("compress.from");
  spec_.options.from = 0.2;
  spec_.candidate.train.patience = 2;
  refused("train.patience");
}

TEST_F(CompressTorch, TheRegulariserAndTheCriterionReachTheSteps) {
  const Compressed plain = run().value();
  spec_.options.regulariser = 0.5;
  EXPECT_NE(net::hash(run()->candidate.integer), net::hash(plain.candidate.integer));
  spec_.options.regulariser = 0;
  spec_.options.importance = Importance::Activation;
  const Compressed by_activation = run().value();
  spec_.options.importance = Importance::L1;
  EXPECT_NE(run()->steps.front().instance.values, by_activation.steps.front().instance.values);
}

TEST_F(CompressTorch, ATaughtNetworkTakesThePlaceOfTheDenseOneWhichIsWhatTolerancesAreRelativeTo) {
  const double before = dense_accuracy();
  const std::string untaught = net::hash(spec_.integer);
  auto teacher = std::make_shared<learn::Teacher>();
  for (const std::uint32_t record : dataset_.split(data::Split::Train))  // says the opposite of every label
    for (int k = 0; k < 2; ++k)
      teacher->logits.push_back(dataset_.records[record].label_index == k ? -8.0F : 8.0F);
  teacher->temperature = 1;
  teacher->label_share = 0;
  spec_.candidate.teacher = teacher;
  spec_.candidate.train.keep = learn::Keep::Last;  // the best epoch is that of the labels
  Watch watch;
  ASSERT_TRUE(teach_dense(spec_, dataset_, {}, watch).ok());
  ASSERT_TRUE(spec_.baseline.has_value());
  EXPECT_EQ(net::hash(*spec_.baseline), untaught);
  EXPECT_NE(net::hash(spec_.integer), untaught);
  EXPECT_DOUBLE_EQ(dense_accuracy(), before);
  spec_.baseline.reset();
  EXPECT_LT(dense_accuracy(), 1 - before + 0.2);  // it has learned what it was told
}

TEST_F(CompressTorch, AToleranceThatTheDenseNetworkViolatesIsRefused) {
  spec_.options.tolerance = {"accuracy >= 2"};
  const Result<Compressed> found = run();
  ASSERT_FALSE(found.ok());
  EXPECT_NE(to_string(found.error()).find("dense network"), std::string::npos) << to_string(found.error());
  spec_.options.tolerance = {"beauty >= 2"};
  EXPECT_FALSE(run().ok());
}

}  // namespace
}  // namespace knap::app
