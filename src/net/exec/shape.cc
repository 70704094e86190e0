// Joins and arg-max.
#include <algorithm>

#include "net/exec/stage.h"

namespace knap::net {

namespace {

constexpr std::int64_t kChunk = 4096;  ///< sums at a time, a multiple of kLanes

template <class A, class B>
void add_chunk(const A* a, const B* b, int shift_a, int shift_b, std::int32_t offset, std::int64_t count,
               std::int32_t* sums) {
  for (std::int64_t i = 0; i < count; ++i)
    sums[i] =
        (static_cast<std::int32_t>(a[i]) << shift_a) + (static_cast<std::int32_t>(b[i]) << shift_b) - offset;
}

template <class A, class B>
class AddStage final : public Stage {
 public:
  AddStage(const StageRequest& request, const integer::Add& op)
      : a_(request.inputs[0]), b_(request.inputs[1]), finish_(request), op_(op) {
    offset_ = (a_.layout.offset << op.shift_a) + (b_.layout.offset << op.shift_b);
    channels_ = a_.shape.channels();
    // Functions per channel need whole rows; one function takes the elements as they come.
    chunk_ = finish_.is_uniform() ? kChunk : std::max(kChunk / channels_, std::int64_t{1}) * channels_;
    sums_ = request.buffers.add(static_cast<std::size_t>(chunk_ + kLanes) * sizeof(std::int32_t));
  }

  void run(const Scratch& scratch, const Kernels& kernels) const override {
    auto* sums = scratch.at<std::int32_t>(sums_);
    for (std::int64_t i = 0; i < a_.size(); i += chunk_) {
      const std::int64_t count = std::min(chunk_, a_.size() - i);
      const A* a = scratch.at<A>(a_.buffer) + i;
      const B* b = scratch.at<B>(b_.buffer) + i;
      if constexpr (sizeof(A) == 1 && sizeof(B) == 1)
        kernels.add({a, b, op_.shift_a, op_.shift_b, offset_, count, sums});
      else
        add_chunk(a, b, op_.shift_a, op_.shift_b, offset_, count, sums);
      if (finish_.is_uniform())
        finish_.apply_dense(kernels, scratch, sums, i, count);
      else
        finish_.apply(kernels, scratch, sums, channels_, static_cast<int>(count / channels_), i / channels_,
                      0, static_cast<int>(channels_));
    }
  }

 private:
  Slot a_, b_;
  Finish finish_;
  integer::Add op_;
  std::int32_t offset_;
  std::int64_t channels_, chunk_;
  int sums_;
};

/// Bytes to bytes; operands may have unlike offsets.
class ConcatStage final : public Stage {
 public:
  explicit ConcatStage(const StageRequest& request) : inputs_(request.inputs), output_(request.output) {}

  void run(const Scratch& scratch, const Kernels&) const override {
    const std::int64_t channels = output_.shape.channels(), positions = output_.size() / channels;
    std::int64_t first = 0;
    for (const Slot& slot : inputs_) {
      const std::int64_t width = slot.shape.channels();
      const std::int32_t shift = output_.layout.offset - slot.layout.offset;
      const std::uint8_t* x = scratch.at<std::uint8_t>(slot.buffer);
      std::uint8_t* y = scratch.at<std::uint8_t>(output_.buffer) + first;
      for (std::int64_t p = 0; p < positions; ++p, x += width, y += channels)
        for (std::int64_t c = 0; c < width; ++c) y[c] = static_cast<std::uint8_t>(x[c] + shift);
      first += width;
    }
  }

 private:
  std::vector<Slot> inputs_;
  Slot output_;
};

template <class T>
class ArgMaxStage final : public Stage {
 public:
  explicit ArgMaxStage(const StageRequest& request) : input_(request.inputs[0]), output_(request.output) {}

  void run(const Scratch& scratch, const Kernels&) const override {
    const T* x = scratch.at<T>(input_.buffer);
    const std::int64_t index = std::max_element(x, x + input_.size()) - x;
    store_codes(scratch, output_, {&index, 1});
  }

 private:
  Slot input_, output_;
};

}  // namespace

StagePtr make_add(const StageRequest& request, const integer::Add& op) {
  const auto storage = [&](std::size_t i) { return request.inputs[i].layout.storage; };
  const auto fits = [&](std::size_t i, int shift) {
    const Interval stored = request.input_intervals[i] + make_constant(request.inputs[i].layout.offset);
    return shift < 24 && fits_word(stored) && fits_word(shift_left(hull(stored, {0, 0}), shift));
  };
  if (!fits_word(request.sums) || !fits(0, op.shift_a) || !fits(1, op.shift_b)) return nullptr;
  if (storage(0) == Storage::Long || storage(1) == Storage::Long) return nullptr;
  const bool a = storage(0) == Storage::Byte, b = storage(1) == Storage::Byte;
  if (a && b) return std::make_unique<AddStage<std::uint8_t, std::uint8_t>>(request, op);
  if (a) return std::make_unique<AddStage<std::uint8_t, std::int32_t>>(request, op);
  if (b) return std::make_unique<AddStage<std::int32_t, std::uint8_t>>(request, op);
  return std::make_unique<AddStage<std::int32_t, std::int32_t>>(request, op);
}

StagePtr make_concat(const StageRequest& request) {
  const bool are_bytes = std::all_of(request.inputs.begin(), request.inputs.end(),
                                     [](const Slot& slot) { return slot.layout.storage == Storage::Byte; });
  if (!are_bytes || request.output.layout.storage != Storage::Byte) return nullptr;
  return std::make_unique<ConcatStage>(request);
}

StagePtr make_arg_max(const StageRequest& request) {
  if (request.inputs[0].layout.storage == Storage::Byte)
    return std::make_unique<ArgMaxStage<std::uint8_t>>(request);
  if (request.inputs[0].layout.storage == Storage::Word)
    return std::make_unique<ArgMaxStage<std::int32_t>>(request);
  return nullptr;
}

}  // namespace knap::net
