// Convolution stages. Depthwise layers use the depthwise kernel; every other one, group by group, the gemm
// kernel on the padded input itself: no patch is ever copied.
#include <algorithm>

#include "net/exec/linear.h"

namespace knap::net {

namespace {

class GemmConvolution final : public Stage {
 public:
  GemmConvolution(const StageRequest& request, const integer::Conv& op)
      : input_(request.inputs[0], op.window, op.pad_code, request.buffers),
        finish_(request),
        rows_(input_.rows()) {
    const std::int64_t filters = op.bias->size(), per_group = filters / op.groups;
    const std::int64_t channels = input_.channels() / op.groups, taps = op.window.taps();
    const std::span<const std::int64_t> weights(op.weights->data), bias(op.bias->data);
    for (std::int64_t g = 0; g < op.groups; ++g) {
      const auto first = static_cast<std::size_t>(g * per_group), count = static_cast<std::size_t>(per_group);
      const auto per_filter = static_cast<std::size_t>(taps * channels);
      parts_.push_back(pack_gemm(weights.subspan(first * per_filter, count * per_filter),
                                 bias.subspan(first, count), runs(g * channels, channels, taps),
                                 request.inputs[0].layout.offset));
    }
    filters_per_part_ = static_cast<int>(per_group);
    const int blocks = parts_[0].blocks;
    tile_ = tile_rows(blocks);
    sums_ = request.buffers.add(static_cast<std::size_t>(tile_ * blocks * kLanes) * sizeof(std::int32_t));
  }

  void prepare(const Scratch& scratch) const override { input_.prepare(scratch); }

  void run(const Scratch& scratch, const Kernels& kernels) const override {
    const std::uint8_t* base = input_.fill(scratch);
    auto* sums = scratch.at<std::int32_t>(sums_);
    const int total = static_cast<int>(rows_.size());
    for (int position = 0; position < total; position += tile_) {
      const int rows = std::min(tile_, total - position);
      int first = 0;
      for (const GemmWeights& part : parts_) {
        kernels.gemm({base, rows_.data() + position, rows, part.groups.data(),
                      static_cast<int>(part.groups.size()), part.blocks, part.weights.data(),
                      part.bias.data(), sums});
        finish_.apply(kernels, scratch, sums, part.blocks * kLanes, rows, position, first, filters_per_part_);
        first += filters_per_part_;
      }
    }
  }

 private:
  /// Taps that lie side by side in the padded input are one run.
  std::vector<ByteRun> runs(std::int64_t first_channel, std::int64_t channels, std::int64_t taps) const {
    std::vector<ByteRun> found;
    for (std::int64_t t = 0; t < taps; ++t) {
      const std::int32_t offset = input_.tap(t) + static_cast<std::int32_t>(first_channel);
      if (!found.empty() && found.back().offset + found.back().length == offset)
        found.back().length += channels;
      else
        found.push_back({offset, channels});
    }
    return found;
  }

  PaddedInput input_;
  Finish finish_;
  std::vector<std::int32_t> rows_;
  std::vector<GemmWeights> parts_;
  int filters_per_part_ = 0, tile_ = 0, sums_ = 0;
};

/// One filter per channel: depthwise convolution, or a sum over a window (all weights 1).
class DepthwiseStage final : public Stage {
 public:
  DepthwiseStage(const StageRequest& request, const Window& window, std::int64_t pad_code,
                 std::span<const std::int64_t> weights, std::span<const std::int64_t> bias)
      : input_(request.inputs[0], window, pad_code, request.buffers), finish_(request), rows_(input_.rows()) {
    const std::int64_t taps = window.taps(), channels = input_.channels(), padded_taps = (taps + 3) / 4 * 4;
    channels_ = static_cast<int>(channels);
    blocks_ = static_cast<int>((channels + kLanes - 1) / kLanes);
    for (std::int64_t t = 0; t < padded_taps; ++t) taps_.push_back(input_.tap(std::min(t, taps - 1)));
    weights_.assign(static_cast<std::size_t>(blocks_ * kLanes * padded_taps), 0);
    bias_.assign(static_cast<std::size_t>(blocks_) * kLanes, 0);
    for (std::int64_t c = 0; c < channels; ++c) {
      std::int64_t sum = 0;
      for (std::int64_t t = 0; t < taps; ++t) {
        const std::int64_t w = weights[static_cast<std::size_t>(c * taps + t)];
        const std::int64_t at = ((c / kLanes * padded_taps / 4 + t / 4) * kLanes + c % kLanes) * 4 + t % 4;
        weights_[static_cast<std::size_t>(at)] = static_cast<std::int8_t>(w);
        sum += w;
      }
      bias_[static_cast<std::size_t>(c)] = static_cast<std::int32_t>(static_cast<std::uint32_t>(
          bias[static_cast<std::size_t>(c)] - sum * request.inputs[0].layout.offset));
    }
    tile_ = tile_rows(blocks_);
    sums_ = request.buffers.add(static_cast<std::size_t>(tile_ * blocks_ * kLanes) * sizeof(std::int32_t));
  }

  void prepare(const Scratch& scratch) const override { input_.prepare(scratch); }

  void run(const Scratch& scratch, const Kernels& kernels) const override {
    const std::uint8_t* base = input_.fill(scratch);
    auto* sums = scratch.at<std::int32_t>(sums_);
    const int total = static_cast<int>(rows_.size());
    for (int position = 0; position < total; position += tile_) {
      const int rows = std::min(tile_, total - position);
      kernels.depthwise({base, rows_.data() + position, rows, taps_.data(), static_cast<int>(taps_.size()),
                         blocks_, weights_.data(), bias_.data(), sums});
      finish_.apply(kernels, scratch, sums, blocks_ * kLanes, rows, position, 0, channels_);
    }
  }

 private:
  PaddedInput input_;
  Finish finish_;
  std::vector<std::int32_t> rows_, taps_, bias_;
  std::vector<std::int8_t> weights_;
  int channels_ = 0, blocks_ = 0, tile_ = 0, sums_ = 0;
};

bool has_fast_input(const StageRequest& request) {
  return request.inputs[0].layout.storage == Storage::Byte && fits_word(request.sums);
}

}  // namespace

StagePtr make_convolution(const StageRequest& request, const integer::Conv& op) {
  if (!has_fast_input(request) || !fits_bytes(*op.weights)) return nullptr;
  const bool is_depthwise =
      op.groups == op.bias->size() && op.groups == request.inputs[0].shape.channels() && op.groups > 1;
  if (!is_depthwise) return std::make_unique<GemmConvolution>(request, op);
  return std::make_unique<DepthwiseStage>(request, op.window, op.pad_code, op.weights->data, op.bias->data);
}

StagePtr make_sum_pool(const StageRequest& request, const integer::SumPool& op) {
  if (!has_fast_input(request)) return nullptr;
  const std::int64_t channels = request.inputs[0].shape.channels();
  const std::vector<std::int64_t> ones(static_cast<std::size_t>(channels * op.window.taps()), 1);
  const std::vector<std::int64_t> zeros(static_cast<std::size_t>(channels), 0);
  return std::make_unique<DepthwiseStage>(request, op.window, 0, ones, zeros);
}

}  // namespace knap::net
