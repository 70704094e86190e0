#include "learn/train/toy.h"

#include <gtest/gtest.h>

#include "net/ir/verify.h"

namespace knap::learn {
namespace {

TEST(Toy, NetworksAreWellFormed) {
  EXPECT_TRUE(net::verify(toy_line_network(3, false)).ok());
  EXPECT_TRUE(net::verify(toy_line_network(1, true)).ok());
  EXPECT_TRUE(net::verify(toy_image_network()).ok());
}

TEST(Toy, SamplesAreReproducibleAndInsideTheirFormat) {
  for (const Samples& samples : {toy_lines(30, 3, 1), toy_images(30, 1)}) {
    const Fixed format = samples.shape.rank() == 2 ? Fixed{true, 12, 11} : Fixed{false, 8, 8};
    const SampleStore once(samples, format), twice(samples, format);
    EXPECT_EQ(once.fingerprint(), twice.fingerprint());
    EXPECT_TRUE(format.codes().contains(once.range()));
  }
}

}  // namespace
}  // namespace knap::learn
