#include "learn/train/inputs.h"

#include <gtest/gtest.h>

#include "learn/train/toy.h"

namespace knap::learn {
namespace {

TEST(Inputs, WhatIsKeptGivesTheSameLogitsAsWhatIsComputedEachTime) {
  const net::Graph graph = toy_line_network(3, false);
  const Model model = Model::make(graph, 1).value();
  const Network network(model);
  const Samples lines = toy_lines(300, 3, 1);
  const Fixed format = std::get<net::Input>(graph[graph.inputs()[0]].op).format;
  const SampleStore store(lines, format);
  TrainOptions options;
  options.noise = 0.1;
  const Loader loader(store, lines.shape, format, options, 1);
  std::vector<std::int64_t> chosen;
  for (std::int64_t i = 299; i >= 0; i -= 2) chosen.push_back(i);
  const auto weights = model.effective(Mode::Folded);
  std::vector<std::vector<float>> found;
  for (const std::string stream : {"", "noisy"}) {
    const Inputs kept(network, loader, chosen, stream), computed(network, loader, chosen, stream, 0);
    EXPECT_TRUE(kept.is_entry());
    EXPECT_FALSE(computed.is_entry());
    EXPECT_EQ(kept.logits(Mode::Folded, weights), computed.logits(Mode::Folded, weights));
    EXPECT_EQ(kept.logits(Mode::Folded, weights).size(), chosen.size() * 3);
    const std::vector<std::int64_t> third{2};
    EXPECT_EQ(kept.values(third).size(), network.entry_size());
    EXPECT_EQ(computed.values(third).size(), loader.sample_size());
    found.push_back(kept.logits(Mode::Folded, weights));
  }
  EXPECT_NE(found[0], found[1]) << "a stream augments";
}

}  // namespace
}  // namespace knap::learn
