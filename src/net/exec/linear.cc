#include "net/exec/linear.h"

#include <algorithm>

namespace knap::net {

namespace {

/// One row of input bytes.
class ByteDense final : public Stage {
 public:
  ByteDense(const StageRequest& request, const integer::MatVec& op)
      : input_(request.inputs[0]), finish_(request) {
    const ByteRun run{0, input_.size()};
    packed_ = pack_gemm(op.weights->data, op.bias->data, {&run, 1}, input_.layout.offset);
    outputs_ = static_cast<int>(op.bias->size());
    sums_ = request.buffers.add(packed_.bias.size() * sizeof(std::int32_t));
  }

  void run(const Scratch& scratch, const Kernels& kernels) const override {
    const std::int32_t row = 0;
    auto* sums = scratch.at<std::int32_t>(sums_);
    kernels.gemm({scratch.at<std::uint8_t>(input_.buffer), &row, 1, packed_.groups.data(),
                  static_cast<int>(packed_.groups.size()), packed_.blocks, packed_.weights.data(),
                  packed_.bias.data(), sums});
    finish_.apply(kernels, scratch, sums, 0, 1, 0, 0, outputs_);
  }

 private:
  Slot input_;
  Finish finish_;
  GemmWeights packed_;
  int outputs_, sums_;
};

/// Wide codes or wide weights: 32-bit products modulo 2^32.
class WordDense final : public Stage {
 public:
  WordDense(const StageRequest& request, const integer::MatVec& op)
      : input_(request.inputs[0]), finish_(request) {
    inputs_ = input_.size();
    outputs_ = op.bias->size();
    for (const std::int64_t code : op.weights->data) weights_.push_back(static_cast<std::uint32_t>(code));
    for (std::int64_t o = 0; o < outputs_; ++o) {
      std::int64_t sum = 0;
      for (std::int64_t i = 0; i < inputs_; ++i) sum += (*op.weights)[o * inputs_ + i];
      bias_.push_back(static_cast<std::uint32_t>((*op.bias)[o] - sum * input_.layout.offset));
    }
    sums_ = request.buffers.add(static_cast<std::size_t>(outputs_) * sizeof(std::int32_t));
  }

  void run(const Scratch& scratch, const Kernels& kernels) const override {
    if (input_.layout.storage == Storage::Byte)
      sum(scratch.at<std::uint8_t>(input_.buffer), scratch);
    else
      sum(scratch.at<std::int32_t>(input_.buffer), scratch);
    finish_.apply(kernels, scratch, scratch.at<std::int32_t>(sums_), 0, 1, 0, 0, static_cast<int>(outputs_));
  }

 private:
  template <class T>
  void sum(const T* x, const Scratch& scratch) const {
    auto* sums = scratch.at<std::int32_t>(sums_);
    for (std::int64_t o = 0; o < outputs_; ++o) {
      const std::uint32_t* w = weights_.data() + o * inputs_;
      std::uint32_t total = bias_[static_cast<std::size_t>(o)];
      for (std::int64_t i = 0; i < inputs_; ++i) total += w[i] * static_cast<std::uint32_t>(x[i]);
      sums[o] = static_cast<std::int32_t>(total);
    }
  }

  Slot input_;
  Finish finish_;
  std::vector<std::uint32_t> weights_, bias_;
  std::int64_t inputs_, outputs_;
  int sums_;
};

}  // namespace

bool fits_bytes(const IntTensor& weights) {
  return std::all_of(weights.data.begin(), weights.data.end(),
                     [](std::int64_t w) { return w >= -128 && w <= 127; });
}

int tile_rows(int blocks) { return std::max(12, 8192 / (blocks * kLanes) / 12 * 12); }

GemmWeights pack_gemm(std::span<const std::int64_t> weights, std::span<const std::int64_t> bias,
                      std::span<const ByteRun> runs, std::int32_t input_offset) {
  GemmWeights packed;
  const std::size_t outputs = bias.size(), per_output = weights.size() / outputs;
  packed.blocks = static_cast<int>((outputs + kLanes - 1) / kLanes);
  std::vector<std::pair<std::size_t, std::size_t>> members;  // first weight and count (1..4) of each group
  std::size_t next = 0;
  for (const ByteRun& run : runs)
    for (std::int64_t done = 0; done < run.length; done += 4) {
      const std::size_t count = static_cast<std::size_t>(std::min<std::int64_t>(4, run.length - done));
      packed.groups.push_back(run.offset + static_cast<std::int32_t>(done));
      members.emplace_back(next, count);
      next += count;
    }
  const std::size_t groups = members.size();
  packed.weights.assign(static_cast<std::size_t>(packed.blocks) * groups * kLanes * 4, 0);
  packed.bias.assign(static_cast<std::size_t>(packed.blocks) * kLanes, 0);
  for (std::size_t o = 0; o < outputs; ++o) {
    std::int64_t sum = 0;
    for (std::size_t g = 0; g < groups; ++g)
      for (std::size_t j = 0; j < members[g].second; ++j) {
        const std::int64_t w = weights[o * per_output + members[g].first + j];
        packed.weights[((o / kLanes * groups + g) * kLanes + o % kLanes) * 4 + j] =
            static_cast<std::int8_t>(w);
        sum += w;
      }
    packed.bias[o] = static_cast<std::int32_t>(static_cast<std::uint32_t>(bias[o] - sum * input_offset));
  }
  return packed;
}

StagePtr make_linear(const StageRequest& request, const integer::MatVec& op) {
  if (request.inputs[0].layout.storage == Storage::Long || !fits_word(request.sums)) return nullptr;
  if (request.inputs[0].layout.storage == Storage::Byte && fits_bytes(*op.weights))
    return std::make_unique<ByteDense>(request, op);
  return std::make_unique<WordDense>(request, op);
}

}  // namespace knap::net
