#include "learn/train/checkpoint.h"

#include <gtest/gtest.h>

#include "core/sys/files.h"

namespace knap::learn {
namespace {

Checkpoint example() {
  Checkpoint checkpoint;
  checkpoint.key = "key";
  checkpoint.phase = 1;
  checkpoint.phase_name = "quantised";
  checkpoint.epoch = 3;
  checkpoint.step = 17;
  checkpoint.loss_sum = 0.1;
  checkpoint.model = {{{1, 2}, {}}, {{0.5}}, {{0.25}}, {{7}, {}}, {-1, 2}, {5, -3}};
  checkpoint.optimiser = {9, {{1, 2}, {}}, {{3, 4}, {}}};
  checkpoint.best = {2, -0.3, checkpoint.model};
  checkpoint.float_model = checkpoint.model;
  checkpoint.curves = {{1, "float", 0.5, 0.4, 0.9, 0.8, 1e-3, 2.5, 1000}};
  return checkpoint;
}

TEST(Checkpoint, ReadsWhatItWrote) {
  const std::string bytes = to_bytes(example());
  const auto read = checkpoint_from_bytes(bytes);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read, example());
  EXPECT_EQ(to_bytes(*read), bytes);
}

TEST(Checkpoint, EveryDamageIsNoticed) {
  const std::string bytes = to_bytes(example());
  for (std::size_t i = 0; i < bytes.size(); i += 7) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    EXPECT_FALSE(checkpoint_from_bytes(damaged).has_value()) << i;
    EXPECT_FALSE(checkpoint_from_bytes(std::string_view(bytes).substr(0, i)).has_value()) << i;
  }
}

TEST(Checkpoint, AnotherRunsFileIsIgnored) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto file = folder->path() / "model" / "checkpoint";
  EXPECT_FALSE(load_checkpoint(file, "key").has_value());
  ASSERT_TRUE(save_checkpoint(file, example()).ok());
  EXPECT_TRUE(load_checkpoint(file, "key").has_value());
  EXPECT_FALSE(load_checkpoint(file, "other").has_value());
}

}  // namespace
}  // namespace knap::learn
