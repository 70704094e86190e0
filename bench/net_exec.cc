// How fast net/exec runs a depthwise-separable network of 28x28 images, against a straightforward scalar loop
// and against the machine's peak.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "bench/target.h"
#include "core/text/toml.h"
#include "net/build/build.h"
#include "net/eval/eval.h"
#include "net/exec/executor.h"
#include "net/ir/verify.h"
#include "net/passes/fold_batch_norm.h"
#include "net/passes/to_integer.h"
#include "net/random/random.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// The yardstick is compiled as if there were no vector unit.
#define KNAP_SCALAR __attribute__((noinline, optimize("O3,no-tree-vectorize,no-tree-slp-vectorize")))

namespace knap::net {
namespace {

/// In the manner of examples/fashion_mnist, with filters of its own.
constexpr const char* kNetwork = R"(
batch_norm = true
activation = "relu"
layer = [
  { name = "stem", kind = "conv", filters = 16, kernel = 3 },
  { kind = "depthwise", kernel = 3, stride = 2 }, { kind = "pointwise", filters = 32 },
  { kind = "depthwise", kernel = 3 }, { name = "pw2", kind = "pointwise", filters = 48 },
  { kind = "depthwise", kernel = 3 }, { name = "pw3", kind = "pointwise", filters = 48, activation = "none" },
  { kind = "add", from = ["pw2", "pw3"], activation = "relu" },
  { kind = "depthwise", kernel = 3, stride = 2 }, { name = "pw4", kind = "pointwise", filters = 96 },
  { kind = "depthwise", kernel = 3 }, { name = "pw5", kind = "pointwise", filters = 96, activation = "none" },
  { name = "add5", kind = "add", from = ["pw4", "pw5"], activation = "relu" },
  { kind = "depthwise", kernel = 3 }, { name = "pw6", kind = "pointwise", filters = 96, activation = "none" },
  { kind = "add", from = ["add5", "pw6"], activation = "relu" },
  { kind = "global_avg_pool" }, { kind = "dense", units = 10 }, { kind = "arg_max" },
])";

int fraction_bits_for(double largest, int width_bits, bool is_signed) {
  return width_bits - (is_signed ? 1 : 0) - static_cast<int>(std::ceil(std::log2(std::max(largest, 1e-6))));
}

double largest_of(const RealTensor& tensor) {
  double largest = 0;
  for (const double value : tensor.data) largest = std::max(largest, std::fabs(value));
  return largest;
}

/// He-initialised weights, scales from their ranges and from one random picture.
IntGraph make_network() {
  const NetworkSpec spec = *from_value<NetworkSpec>(*parse_toml(kNetwork, "bench"), "bench");
  Graph graph = *build(spec, Input{{28, 28, 1}, {false, 8, 8}});
  Rng rng(1, "bench");
  initialise(graph, rng);
  graph = fold_batch_norm(graph);
  RealTensor picture(Shape{28, 28, 1});
  for (double& pixel : picture.data) pixel = static_cast<double>(rng.integer(0, 255)) / 256;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    RealOp op = graph.nodes()[i].op;
    if (auto* conv = std::get_if<Conv>(&op))
      conv->format.fraction_bits = {fraction_bits_for(largest_of(*conv->weights), 8, true)};
    if (auto* dense = std::get_if<Dense>(&op))
      dense->format.fraction_bits = {fraction_bits_for(largest_of(*dense->weights), 8, true)};
    if (auto* quantize = std::get_if<Quantize>(&op)) {
      const RealTensor value = (*evaluate_all(graph, {picture}))[graph.nodes()[i].inputs[0].index];
      quantize->format.fraction_bits =
          fraction_bits_for(largest_of(value), quantize->format.width_bits, quantize->format.is_signed);
    }
    graph.replace(NodeId{i}, std::move(op));
  }
  return *to_integer(graph);
}

using Bytes = std::vector<std::int32_t>;

struct ScalarLayer {
  const IntGraph::Node* node;
  std::vector<std::int8_t> weights;
  std::vector<std::int32_t> bias;
};

/// The loops that one would write first: 8-bit weights, 32-bit sums, a bounds test for padding.
KNAP_SCALAR void scalar_conv(const ScalarLayer& layer, const integer::Conv& op, const Shape& in,
                             const Bytes& x, Bytes& y) {
  const Shape& out = layer.node->shape;
  const std::int64_t filters = out[2], per_group = in[2] / op.groups, per_filter = filters / op.groups;
  const WindowAxis rows = op.window.axes[0], columns = op.window.axes[1];
  for (std::int64_t oy = 0; oy < out[0]; ++oy)
    for (std::int64_t ox = 0; ox < out[1]; ++ox)
      for (std::int64_t f = 0; f < filters; ++f) {
        std::int32_t sum = layer.bias[static_cast<std::size_t>(f)];
        const std::int8_t* w = layer.weights.data() + f * rows.kernel * columns.kernel * per_group;
        for (std::int64_t ky = 0; ky < rows.kernel; ++ky)
          for (std::int64_t kx = 0; kx < columns.kernel; ++kx, w += per_group) {
            const std::int64_t iy = oy * rows.stride - rows.pad_low + ky,
                               ix = ox * columns.stride - columns.pad_low + kx;
            if (iy < 0 || iy >= in[0] || ix < 0 || ix >= in[1]) continue;
            const std::int32_t* source = x.data() + (iy * in[1] + ix) * in[2] + f / per_filter * per_group;
            for (std::int64_t c = 0; c < per_group; ++c) sum += w[c] * source[c];
          }
        y[static_cast<std::size_t>((oy * out[1] + ox) * filters + f)] = sum;
      }
}

KNAP_SCALAR void scalar_steps(const knap::Steps& steps, const Bytes& x, Bytes& y) {
  const bool is_shift = steps.closed().size() == 1 && steps.closed()[0].multiply == 1 &&
                        steps.closed()[0].rounding == Rounding::RndConv && steps.closed()[0].shift > 0;
  if (!is_shift) {
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = static_cast<std::int32_t>(steps(x[i]));
    return;
  }
  const ClosedForm& form = steps.closed()[0];
  const auto add = static_cast<std::int32_t>(form.add), half = (1 << (form.shift - 1)) - 1;
  const auto low = static_cast<std::int32_t>(form.clamp.low),
             high = static_cast<std::int32_t>(form.clamp.high);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::int32_t t = x[i] + add;
    y[i] = std::min(std::max((t + half + ((t >> form.shift) & 1)) >> form.shift, low), high);
  }
}

class ScalarNetwork {
 public:
  explicit ScalarNetwork(const IntGraph& graph) : graph_(graph) {
    for (const IntGraph::Node& node : graph.nodes()) {
      ScalarLayer layer{&node, {}, {}};
      const auto take = [&](const IntTensor& weights, const IntTensor& bias) {
        for (const std::int64_t w : weights.data) layer.weights.push_back(static_cast<std::int8_t>(w));
        for (const std::int64_t b : bias.data) layer.bias.push_back(static_cast<std::int32_t>(b));
      };
      if (const auto* conv = std::get_if<integer::Conv>(&node.op)) take(*conv->weights, *conv->bias);
      if (const auto* dense = std::get_if<integer::MatVec>(&node.op)) take(*dense->weights, *dense->bias);
      layers_.push_back(std::move(layer));
      values_.emplace_back(static_cast<std::size_t>(node.shape.size()));
    }
  }

  KNAP_SCALAR const Bytes& run(const Bytes& samples) {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const IntGraph::Node& node = *layers_[i].node;
      Bytes& y = values_[i];
      const Bytes& x = node.inputs.empty() ? samples : values_[node.inputs[0].index];
      if (node.inputs.empty()) y = samples;
      if (const auto* conv = std::get_if<integer::Conv>(&node.op))
        scalar_conv(layers_[i], *conv, graph_[node.inputs[0]].shape, x, y);
      if (const auto* steps = std::get_if<integer::Steps>(&node.op)) scalar_steps(*steps->function, x, y);
      if (const auto* add = std::get_if<integer::Add>(&node.op))
        for (std::size_t k = 0; k < y.size(); ++k)
          y[k] = (x[k] << add->shift_a) + (values_[node.inputs[1].index][k] << add->shift_b);
      if (std::holds_alternative<integer::GlobalSumPool>(node.op)) {
        std::fill(y.begin(), y.end(), 0);
        for (std::size_t k = 0; k < x.size(); ++k) y[k % y.size()] += x[k];
      }
      if (std::holds_alternative<integer::MatVec>(node.op))
        for (std::size_t o = 0; o < y.size(); ++o) {
          y[o] = layers_[i].bias[o];
          for (std::size_t k = 0; k < x.size(); ++k) y[o] += layers_[i].weights[o * x.size() + k] * x[k];
        }
      if (std::holds_alternative<integer::ArgMax>(node.op))
        y[0] = static_cast<std::int32_t>(std::max_element(x.begin(), x.end()) - x.begin());
    }
    return values_[values_.size() - 2];
  }

 private:
  const IntGraph& graph_;
  std::vector<ScalarLayer> layers_;
  std::vector<Bytes> values_;
};

/// Seconds of one call of f: the shortest of all calls within a second, which is what the machine can do
/// undisturbed.
template <class F>
double seconds_of(F&& f) {
  using Clock = std::chrono::steady_clock;
  double best = std::numeric_limits<double>::infinity();
  const auto start = Clock::now();
  for (auto now = start; now - start < std::chrono::seconds(1);) {
    const auto before = now;
    f();
    now = Clock::now();
    best = std::min(best, std::chrono::duration<double>(now - before).count());
  }
  return best;
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
/// vpdpbusd on registers alone: the machine's 8-bit multiply-accumulates per second on one core.
__attribute__((target("avx512f,avx512vnni"), noinline)) double vnni_peak() {
  constexpr int kChains = 12, kRounds = 20000;
  volatile int sink = 1;
  const double seconds = seconds_of([&]() __attribute__((target("avx512f,avx512vnni"))) {
    __m512i sums[kChains];
    const __m512i x = _mm512_set1_epi32(sink), w = _mm512_set1_epi32(sink + 1);
    for (__m512i& sum : sums) sum = _mm512_setzero_si512();
    for (int r = 0; r < kRounds; ++r) {
#pragma GCC unroll 12
      for (int c = 0; c < kChains; ++c) sums[c] = _mm512_dpbusd_epi32(sums[c], x, w);
      asm volatile("" ::: "memory");
    }
    __m512i all = sums[0];
    for (int c = 1; c < kChains; ++c) all = _mm512_add_epi32(all, sums[c]);
    sink = _mm512_reduce_add_epi32(all) | 1;
  });
  return 64.0 * kChains * kRounds / seconds;
}
#else
double vnni_peak() { return 0; }
#endif

int run_benchmark() {
  const IntGraph graph = make_network();
  std::int64_t weights = 0;
  for (const NodeCost& cost : node_costs(graph)) weights += cost.weights;
  Rng rng(2, "pictures");
  const IntTensor picture = random_inputs(graph, rng)[0];
  const Bytes samples(picture.data.begin(), picture.data.end());
  ScalarNetwork scalar(graph);
  const double scalar_s = seconds_of([&] { scalar.run(samples); });
  const std::int64_t macs = Executor::make(graph)->macs();
  fmt::print("network: {} weights, {:.2f} M multiply-accumulates; scalar loop {:.0f} us ({:.2f} GMAC/s)\n",
             weights, static_cast<double>(macs) / 1e6, scalar_s * 1e6,
             static_cast<double>(macs) / scalar_s / 1e9);
  double best_s = std::numeric_limits<double>::infinity();
  constexpr std::size_t kBatch = 8;
  Bytes batch;
  for (std::size_t i = 0; i < kBatch; ++i) batch.insert(batch.end(), samples.begin(), samples.end());
  for (const Isa isa : {Isa::Portable, Isa::Avx2, Isa::Avx512Vnni}) {
    if (!is_available(isa)) continue;
    const Executor executor = *Executor::make(graph, isa);
    const std::vector<std::int64_t> logits = executor.run(samples).back().data;
    const Bytes& wanted = scalar.run(samples);
    if (!std::equal(logits.begin(), logits.end(), wanted.begin(), wanted.end())) {
      fmt::print("the {} kernels give other logits than the scalar loop\n", kernels_of(isa).name);
      return 1;
    }
    const double seconds = seconds_of([&] { executor.run_batch(batch, 1); }) / kBatch;
    fmt::print("{:12} {:7.1f} us per picture, {:6.1f} GMAC/s, {:5.1f} x scalar\n", kernels_of(isa).name,
               seconds * 1e6, static_cast<double>(macs) / seconds / 1e9, scalar_s / seconds);
    best_s = std::min(best_s, seconds);
  }
  if (is_available(Isa::Avx512Vnni)) {
    const double peak = vnni_peak();
    fmt::print("int8 peak of one core {:.0f} GMAC/s; net/exec reaches {:.1f} %\n", peak / 1e9,
               100 * static_cast<double>(macs) / best_s / peak);
  }
  const bool met =
      bench::target("net/exec against a scalar loop, one thread", ">= 20 x",
                    fmt::format("{:.1f} x ({:.1f} us per picture)", scalar_s / best_s, best_s * 1e6),
                    scalar_s / best_s >= 20);
  return met ? 0 : 1;
}

}  // namespace
}  // namespace knap::net

int main() { return knap::net::run_benchmark(); }
