// Kill and resume: a run that is stopped and called again gives the bytes of an uninterrupted one.
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "core/sys/files.h"
#include "learn/train/toy.h"
#include "learn/train/train.h"
#include "net/ir/text.h"

namespace knap::learn {
namespace {

TrainOptions quick_run() {
  TrainOptions options;
  options.float_epochs = 3;
  options.quantised_epochs = 3;
  options.batch = 32;
  options.noise = 0.01;
  options.shift = 2;
  return options;
}

std::string bytes_of(const TrainResult& result) {
  net::WeightStore weights;
  std::string text = net::print(result.graph, weights) + net::print(result.float_graph, weights);
  for (const Curve& curve : result.curves)
    text += std::to_string(curve.loss) + " " + std::to_string(curve.validation_loss) + "\n";
  return text + weights.to_bytes();
}

Result<TrainResult> run(const TrainOptions& options, const std::filesystem::path& file, Watch& watch,
                        std::uint64_t seed = 5) {
  return train({toy_line_network(3, true), toy_lines(320, 3, 1), toy_lines(96, 3, 2), options, seed}, file,
               watch);
}

TEST(Resume, GivesTheSameBytesHoweverOftenTheRunIsStopped) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto file = folder->path() / "checkpoint";
  Watch plain_watch;
  const auto plain = run(quick_run(), {}, plain_watch);
  ASSERT_TRUE(plain.ok()) << to_string(plain.error());

  TrainOptions options = quick_run();
  options.checkpoint_seconds = 0;  // after every step, so that a stop falls anywhere
  int stops = 0;
  for (int call = 0; call < 60; ++call) {
    Watch* stopped = nullptr;
    int reports = 0;
    // A report follows every checkpoint: the run is stopped at a different step of each call.
    Watch watch([&](const Progress&) {
      if (++reports >= 3 + call % 5) stopped->stop();
    });
    stopped = &watch;
    const auto result = run(options, file, watch);
    if (result.ok()) {
      EXPECT_EQ(bytes_of(*result), bytes_of(*plain));
      EXPECT_GE(stops, 8);
      return;
    }
    EXPECT_TRUE(result.error().is(diag::kInterrupted)) << to_string(result.error());
    ++stops;
  }
  FAIL() << "never finished";
}

TEST(Resume, AStopWhileFormatsAreChosenCostsNothingButTheChoice) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto file = folder->path() / "checkpoint";
  Watch plain_watch;
  const auto plain = run(quick_run(), {}, plain_watch);
  ASSERT_TRUE(plain.ok()) << to_string(plain.error());
  Watch* stopped = nullptr;
  Watch watch([&](const Progress& progress) {
    if (progress.note.starts_with("choosing formats")) stopped->stop();
  });
  stopped = &watch;
  const auto first = run(quick_run(), file, watch);
  ASSERT_FALSE(first.ok());
  EXPECT_TRUE(first.error().is(diag::kInterrupted)) << to_string(first.error());
  const auto found = checkpoint_from_bytes(*read_file(file));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->phase, 1);
  EXPECT_EQ(found->phase_name, "quantised");
  EXPECT_FALSE(found->has_begun);
  const auto again = run(quick_run(), file, plain_watch);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(bytes_of(*again), bytes_of(*plain));
}

TEST(Resume, ARunKilledWhenItsPatienceWasOverGoesOnWithTheNextPhase) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto file = folder->path() / "checkpoint";
  TrainOptions options = quick_run();
  options.float_epochs = 30;
  options.patience = 1;
  Watch plain_watch;
  const auto plain = run(options, {}, plain_watch);
  ASSERT_TRUE(plain.ok()) << to_string(plain.error());
  int epochs = 0;  // of the float phase
  for (const Curve& curve : plain->curves) epochs += curve.phase == "float";
  ASSERT_LT(epochs, 30);

  // The file as it lies there after the last of these epochs: that is when the kill comes.
  std::string killed;
  Watch watch([&](const Progress&) {
    const auto found = checkpoint_from_bytes(read_file(file).ok() ? *read_file(file) : "");
    if (found && found->phase == 0 && found->epoch == epochs) killed = *read_file(file);
  });
  ASSERT_TRUE(run(options, file, watch).ok());
  ASSERT_FALSE(killed.empty());
  ASSERT_TRUE(write_file(file, killed).ok());
  const auto again = run(options, file, plain_watch);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(bytes_of(*again), bytes_of(*plain));
}

TEST(Resume, GivesTheSameBytesOnOneThreadAndOnTwo) {
  const int before = jobs();
  Watch watch;
  set_jobs(1);
  const auto one = run(quick_run(), {}, watch);
  set_jobs(2);
  const auto two = run(quick_run(), {}, watch);
  set_jobs(before);
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_EQ(bytes_of(*one), bytes_of(*two));
}

TEST(Resume, AFinishedRunIsNotRepeatedAndAnotherSeedIsNotMistakenForIt) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto file = folder->path() / "checkpoint";
  TrainOptions options = quick_run();
  options.float_epochs = options.quantised_epochs = 1;
  Watch watch;
  const auto first = run(options, file, watch);
  ASSERT_TRUE(first.ok());
  const std::string bytes = *read_file(file);
  int reports = 0;
  Watch counting([&](const Progress&) { ++reports; });
  const auto again = run(options, file, counting);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(reports, 0);
  EXPECT_EQ(bytes_of(*first), bytes_of(*again));
  EXPECT_EQ(bytes, *read_file(file));
  const auto other = run(options, file, watch, 6);
  ASSERT_TRUE(other.ok());
  EXPECT_NE(bytes_of(*first), bytes_of(*other));
}

TEST(Resume, ADamagedCheckpointIsReplaced) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto file = folder->path() / "checkpoint";
  TrainOptions options = quick_run();
  options.float_epochs = options.quantised_epochs = 1;
  Watch watch;
  const auto first = run(options, file, watch);
  ASSERT_TRUE(first.ok());
  std::string bytes = *read_file(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  ASSERT_TRUE(write_file(file, bytes.substr(0, bytes.size() - 7)).ok());
  const auto again = run(options, file, watch);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(bytes_of(*first), bytes_of(*again));
}

}  // namespace
}  // namespace knap::learn
