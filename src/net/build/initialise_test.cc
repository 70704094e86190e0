#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/text/toml.h"
#include "net/build/build.h"

namespace knap::net {
namespace {

TEST(Initialise, NetworksAreCompleteAndFollowTheSeed) {
  const std::string toml = R"(
    batch_norm = true
    layer = [ { kind = "conv", filters = 4, kernel = [3, 2] }, { kind = "flatten" },
    { kind = "dense", units = 3 } ])";
  const Result<Value> value = parse_toml(toml, "t");
  ASSERT_TRUE(value.ok());
  Graph a = *build(*from_value<NetworkSpec>(*value, "t"), Input{{5, 7, 2}, {}}), b = a;
  Rng first(1, "weights"), second(1, "weights");
  initialise(a, first);
  initialise(b, second);
  const auto& conv = std::get<Conv>(a[*a.find("conv1")].op);
  EXPECT_EQ(conv.weights->shape, (Shape{4, 3, 2, 2}));
  const double bound = std::sqrt(6.0 / 12);
  double largest = 0;
  for (const double w : conv.weights->data) largest = std::max(largest, std::fabs(w));
  EXPECT_LE(largest, bound);
  EXPECT_GT(largest, 0.8 * bound);
  EXPECT_EQ(conv.weights->data, std::get<Conv>(b[*b.find("conv1")].op).weights->data);
  EXPECT_EQ(std::get<Dense>(a[*a.find("dense1")].op).weights->shape, (Shape{3, 140}));
  EXPECT_EQ(std::get<BatchNorm>(a[*a.find("conv1.norm")].op).variance->data, std::vector<double>(4, 1.0));
  const Graph before = a;
  initialise(a, first);
  EXPECT_EQ(a, before) << "weights that exist stay";
}

}  // namespace
}  // namespace knap::net
