#include "learn/train/memory.h"

#include <gtest/gtest.h>

#include "core/base/parallel.h"
#include "learn/train/network.h"
#include "learn/train/toy.h"

namespace knap::learn {
namespace {

TEST(TensorPool, TensorsOfSeveralThreadsShareItUnharmed) {
  const Model model = Model::make(toy_image_network(), 1).value();
  const Network network(model);
  const auto weights = model.effective(Mode::Folded);
  std::vector<float> values(300);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 17) / 16;
  const auto wanted = network.infer(Mode::Folded, {values, 3, false}, weights);
  std::vector<std::vector<float>> found(64);
  parallel_for(found.size(), [&](std::size_t i) {
    found[i] = network.infer(Mode::Folded, {values, 3, false}, weights);
  });
  for (const auto& one : found) EXPECT_EQ(one, wanted);
  release_tensor_pool();
  EXPECT_EQ(network.infer(Mode::Folded, {values, 3, false}, weights), wanted);
}

}  // namespace
}  // namespace knap::learn
