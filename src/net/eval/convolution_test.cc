#include <gtest/gtest.h>

#include "core/base/rng.h"
#include "net/eval/eval.h"

namespace knap::net {
namespace {

IntTensorPtr random_ints(Shape shape, Rng& rng) {
  IntTensor tensor(std::move(shape));
  for (std::int64_t& code : tensor.data) code = rng.integer(-8, 7);
  return std::make_shared<const IntTensor>(std::move(tensor));
}

std::vector<std::int64_t> run(const integer::Conv& conv, const IntTensor& x) {
  IntGraph graph;
  const NodeId input = graph.add("x", integer::Input{x.shape, {true, 8, 0}});
  graph.add_output("y", graph.add("conv", conv, {input}));
  return evaluate(graph, {x})->at(0).data;
}

TEST(ConvolutionEval, OneDimensionalByHand) {
  integer::Conv conv;
  conv.weights = std::make_shared<const IntTensor>(Shape{1, 3, 1}, std::vector<std::int64_t>{1, 10, 100});
  conv.bias = std::make_shared<const IntTensor>(Shape{1}, std::vector<std::int64_t>{5});
  conv.window = Window{{{3, 2, 1, 1, 1}}};
  EXPECT_EQ(run(conv, IntTensor({4, 1}, {1, 2, 3, 4})),
            (std::vector<std::int64_t>{5 + 10 + 200, 5 + 2 + 30 + 400}));
  conv.pad_code = 7;
  EXPECT_EQ(run(conv, IntTensor({4, 1}, {1, 2, 3, 4}))[0], 5 + 7 + 10 + 200);
}

// Four nested loops over absolute coordinates, written independently of for_each_tap.
TEST(ConvolutionEval, TwoDimensionalGroupsAgainstADirectSum) {
  Rng rng(7, "convolution");
  for (int round = 0; round < 30; ++round) {
    SCOPED_TRACE(round);
    const std::int64_t groups = rng.integer(1, 2), cin = groups * rng.integer(1, 2),
                       filters = groups * rng.integer(1, 2);
    const WindowAxis rows{rng.integer(1, 3), rng.integer(1, 2), 0, 0, rng.integer(1, 2)};
    const WindowAxis columns{rng.integer(2, 3), rng.integer(1, 2), 1, 0, 1};
    const std::int64_t height = rng.integer(5, 7), width = rng.integer(3, 8);
    integer::Conv conv;
    conv.weights = random_ints({filters, rows.kernel, columns.kernel, cin / groups}, rng);
    conv.bias = random_ints(Shape{filters}, rng);
    conv.window = Window{{rows, columns}};
    conv.groups = groups;
    const IntTensor x = *random_ints({height, width, cin}, rng);
    const std::vector<std::int64_t> y = run(conv, x);
    std::size_t next = 0;
    for (std::int64_t oy = 0; oy < rows.output_length(height); ++oy)
      for (std::int64_t ox = 0; ox < columns.output_length(width); ++ox)
        for (std::int64_t f = 0; f < filters; ++f) {
          std::int64_t sum = (*conv.bias)[f];
          const std::int64_t group = f * groups / filters;
          for (std::int64_t iy = 0; iy < height; ++iy)
            for (std::int64_t ix = 0; ix < width; ++ix) {
              const std::int64_t dy = iy - oy * rows.stride, dx = ix - ox * columns.stride + 1;
              if (dy < 0 || dy % rows.dilation != 0 || dy / rows.dilation >= rows.kernel) continue;
              if (dx < 0 || dx >= columns.kernel) continue;
              for (std::int64_t c = 0; c < cin / groups; ++c)
                sum += (*conv.weights)[((f * rows.kernel + dy / rows.dilation) * columns.kernel + dx) *
                                           (cin / groups) +
                                       c] *
                       x[(iy * width + ix) * cin + group * (cin / groups) + c];
            }
          ASSERT_EQ(y.at(next++), sum);
        }
  }
}

}  // namespace
}  // namespace knap::net
