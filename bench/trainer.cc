// How fast learn/train trains a depthwise-separable network of 28x28 images, against a loop that is written
// by hand for libtorch.
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "bench/target.h"
#include "core/base/rng.h"
#include "core/text/toml.h"
#include "learn/train/train.h"
#include "net/build/build.h"

namespace knap::learn {
namespace {

constexpr std::int64_t kSamples = 2048, kBatch = 128;

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

Samples random_images() {
  Samples samples;
  samples.shape = Shape{28, 28, 1};
  samples.count = kSamples;
  for (std::int64_t i = 0; i < kSamples; ++i) samples.labels.push_back(static_cast<int>(i % 10));
  samples.fill = [](std::int64_t index, std::span<std::int32_t> codes) {
    Rng rng(static_cast<std::uint64_t>(index), "bench");
    for (std::int32_t& code : codes) code = static_cast<std::int32_t>(rng.below(256));
  };
  return samples;
}

/// The same layers as modules.
struct HandWritten : torch::nn::Module {
  torch::nn::ModuleList convolutions, norms;
  torch::nn::Linear dense{96, 10};

  HandWritten() {
    add(1, 16, 3, 1, 1);
    separable(16, 32, 2);
    separable(32, 48, 1);
    separable(48, 48, 1);
    separable(48, 96, 2);
    separable(96, 96, 1);
    separable(96, 96, 1);
    register_module("convolutions", convolutions);
    register_module("norms", norms);
    register_module("dense", dense);
  }
  void add(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t stride, std::int64_t groups) {
    convolutions->push_back(torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel)
                                                  .stride(stride)
                                                  .padding(kernel / 2)
                                                  .groups(groups)
                                                  .bias(false)));
    norms->push_back(torch::nn::BatchNorm2d(out));
  }
  void separable(std::int64_t in, std::int64_t out, std::int64_t stride) {
    add(in, in, 3, stride, in);
    add(in, out, 1, 1, 1);
  }
  torch::Tensor layer(std::size_t i, const torch::Tensor& x) {
    return norms[i]->as<torch::nn::BatchNorm2d>()->forward(
        convolutions[i]->as<torch::nn::Conv2d>()->forward(x));
  }
  torch::Tensor block(std::size_t i, const torch::Tensor& x, bool residual) {
    const torch::Tensor y = layer(i + 1, torch::relu(layer(i, x)));
    return torch::relu(residual ? x + y : y);
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(layer(0, x));
    std::size_t at = 1;
    for (const bool residual : {false, false, true, false, true, true}) {
      x = block(at, x, residual);
      at += 2;
    }
    return dense(x.mean({2, 3}));
  }
};

/// Samples per second of one epoch.
double hand_written(const Samples& samples, int threads) {
  at::set_num_threads(threads);
  torch::manual_seed(1);
  HandWritten network;
  network.to(torch::kFloat);
  for (auto& parameter : network.parameters())
    if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(at::MemoryFormat::ChannelsLast));
  torch::optim::AdamW optimiser(network.parameters(), torch::optim::AdamWOptions(1e-3));
  std::vector<float> pixels;
  std::vector<std::int32_t> codes(784);
  for (std::int64_t i = 0; i < samples.count; ++i) {
    samples.fill(i, codes);
    for (const std::int32_t code : codes) pixels.push_back(static_cast<float>(code) / 256);
  }
  const torch::Tensor images = torch::tensor(pixels).view({samples.count, 1, 28, 28});
  const torch::Tensor labels =
      torch::tensor(std::vector<std::int64_t>(samples.labels.begin(), samples.labels.end()));
  const auto begin = std::chrono::steady_clock::now();
  const torch::Tensor order = torch::randperm(samples.count);
  for (std::int64_t at = 0; at + kBatch <= samples.count; at += kBatch) {
    const torch::Tensor chosen = order.slice(0, at, at + kBatch);
    optimiser.zero_grad();
    const torch::Tensor loss = torch::nn::functional::cross_entropy(
        network.forward(images.index_select(0, chosen)), labels.index_select(0, chosen));
    loss.backward();
    optimiser.step();
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(samples.count / kBatch * kBatch) / seconds.count();
}

double knap_trainer(const Samples& samples) {
  const net::NetworkSpec spec = *from_value<net::NetworkSpec>(*parse_toml(kNetwork, "bench"), "bench");
  const net::Graph graph = *net::build(spec, net::Input{samples.shape, {false, 8, 8}});
  Samples validation = samples;
  validation.count = 128;
  validation.labels.resize(128);
  TrainOptions options;
  options.float_epochs = 2;  // the quicker one counts
  options.quantised_epochs = 0;
  options.batch = kBatch;
  Watch watch;
  return train({graph, samples, validation, options, 1}, {}, watch)->samples_per_second;
}

int run() {
  const Samples samples = random_images();
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  double by_hand = 0, ours = 0;
  for (int round = 0; round < 3; ++round) {
    by_hand = std::max({by_hand, hand_written(samples, cores), hand_written(samples, 1)});
    ours = std::max(ours, knap_trainer(samples));
  }
  bench::target("trainer, share of a hand-written libtorch loop (28x28x1 images)", ">= 0.9",
                fmt::format("{:.2f} ({:.0f} of {:.0f} samples/s)", ours / by_hand, ours, by_hand),
                ours >= 0.9 * by_hand);
  return 0;
}

}  // namespace
}  // namespace knap::learn

int main() { return knap::learn::run(); }
