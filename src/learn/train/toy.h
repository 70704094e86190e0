// toy: a learnable problem of two or three classes and networks for it; for tests and benchmarks.
#pragma once

#include "learn/train/samples.h"
#include "net/ir/real.h"

namespace knap::learn {

/// Lines of 48 codes (12 bits): a bump that points up (class 0), down (1) or is double (2), anywhere, in
/// noise.
Samples toy_lines(std::int64_t count, int classes, std::uint64_t seed);
/// 10x10 pixels (8 bits unsigned): a horizontal (0), vertical (1) or diagonal (2) bar.
Samples toy_images(std::int64_t count, std::uint64_t seed);

/// Input quantised, decimated, three convolutions with batch norms (the last two depthwise and pointwise),
/// dense; all ranges calibrated or, when `learned`, learned.
net::Graph toy_line_network(std::int64_t classes, bool learned);
/// Convolution, residual block, pools, dense: every operator that the trainer knows beyond the line
/// network's.
net::Graph toy_image_network();

}  // namespace knap::learn
