#include "learn/train/pruning.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "learn/train/toy.h"
#include "learn/train/train.h"
#include "net/ir/text.h"

namespace knap::learn {
namespace {

/// In each selection, a quarter of the weights of every layer more: those that the loss asks for least.
net::Masks without_quarters(const std::map<std::string, Sensitivity>& measured, const net::Masks& pruned,
                            int step) {
  net::Masks masks;
  for (const auto& [layer, found] : measured) {
    std::vector<std::size_t> order(found.first.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const net::Mask& mask = pruned.at(layer);
    const auto worth = [&](std::size_t i) {
      return net::is_kept(mask, static_cast<std::int64_t>(i)) ? found.first[i] : -1;
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return worth(a) < worth(b); });
    auto kept = std::make_shared<IntTensor>(Shape{static_cast<std::int64_t>(order.size())});
    std::fill(kept->data.begin(), kept->data.end(), 1);
    for (std::size_t k = 0; k < order.size() * static_cast<std::size_t>(step + 1) / 4; ++k)
      kept->data[order[k]] = 0;
    masks[layer] = kept;
  }
  return masks;
}

class PruningTorch : public ::testing::Test {
 protected:
  Candidate candidate(int first, int last) {
    TrainOptions options;
    options.float_epochs = 3;
    options.quantised_epochs = 3;
    options.batch = 32;
    options.learning_rate = 0.01;
    auto pruning = std::make_shared<Pruning>();
    pruning->first = first;
    pruning->last = last;
    pruning->key = "quarters";
    pruning->select = [this](const auto& measured, const auto& pruned, int step) -> Result<net::Masks> {
      asked_.push_back(step);
      return without_quarters(measured, pruned, step);
    };
    Candidate made{toy_line_network(3, false), toy_lines(300, 3, 1), toy_lines(100, 3, 2), options, 7};
    made.pruning = std::move(pruning);
    return made;
  }

  std::vector<int> asked_;
};

std::int64_t dropped(const net::Graph& graph) {
  std::int64_t count = 0;
  for (const auto& [layer, mask] : net::masks_of(graph))
    if (mask) count += std::count(mask->data.begin(), mask->data.end(), 0);
  return count;
}

TEST_F(PruningTorch, DropsStepByStepAndTheResultHasZerosThere) {
  Watch watch;
  const TrainResult plain = [&] {
    Candidate whole = candidate(1, 1);
    whole.pruning = nullptr;
    return train(whole, {}, watch).value();
  }();
  EXPECT_EQ(dropped(plain.graph), 0);
  std::int64_t before = 0;
  for (const int last : {1, 2, 3}) {  // the last of them in the quantised phase
    asked_.clear();
    const TrainResult pruned = train(candidate(1, last), {}, watch).value();
    EXPECT_EQ(static_cast<int>(asked_.size()), last);
    EXPECT_TRUE(std::is_sorted(asked_.begin(), asked_.end()));
    EXPECT_GT(dropped(pruned.graph), before);
    EXPECT_EQ(dropped(pruned.graph), dropped(pruned.unrounded));
    before = dropped(pruned.graph);
    for (std::uint32_t n = 0; n < pruned.graph.size(); ++n) {
      const auto* dense = std::get_if<net::Dense>(&pruned.graph[net::NodeId{n}].op);
      if (dense == nullptr || !dense->mask) continue;
      for (std::int64_t i = 0; i < dense->weights->size(); ++i)
        if (!net::is_kept(dense->mask, i)) {
          EXPECT_EQ((*dense->weights)[i], 0);
        }
    }
  }
}

TEST_F(PruningTorch, AStoppedRunGoesOnToTheSameBytes) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto file = folder->path() / "checkpoint";
  Watch plain;
  const TrainResult whole = train(candidate(1, 4), {}, plain).value();
  Candidate cut = candidate(1, 4);
  cut.options.checkpoint_seconds = 0;
  for (int call = 0; call < 80; ++call) {
    Watch* stopped = nullptr;
    int reports = 0;
    Watch watch([&](const Progress&) {
      if (++reports >= 2 + call % 4) stopped->stop();
    });
    stopped = &watch;
    const auto result = train(cut, file, watch);
    if (!result.ok()) {
      ASSERT_TRUE(result.error().is(diag::kInterrupted)) << to_string(result.error());
      continue;
    }
    EXPECT_GT(call, 6);
    net::WeightStore a, b;
    EXPECT_EQ(net::print(result->graph, a), net::print(whole.graph, b));
    EXPECT_EQ(a.to_bytes(), b.to_bytes());
    return;
  }
  FAIL() << "never finished";
}

TEST_F(PruningTorch, SelectionsBehindTheEndAreRefused) {
  Watch watch;
  EXPECT_FALSE(train(candidate(1, 6), {}, watch).ok());
  Candidate impatient = candidate(1, 3);
  impatient.options.patience = 1;
  EXPECT_FALSE(train(impatient, {}, watch).ok());
}

}  // namespace
}  // namespace knap::learn
