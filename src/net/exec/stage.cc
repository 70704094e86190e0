#include "net/exec/stage.h"

#include <algorithm>

#include "net/eval/operators.h"

namespace knap::net {

namespace {

class Fallback final : public Stage {
 public:
  explicit Fallback(const StageRequest& request)
      : op_(request.node.op), inputs_(request.inputs), output_(request.output) {}

  void run(const Scratch& scratch, const Kernels&) const override {
    std::vector<IntTensor> values;
    for (const Slot& slot : inputs_) values.push_back(load_codes(scratch, slot));
    IntOperands operands{{}, output_.shape};
    for (const IntTensor& value : values) operands.values.push_back(&value);
    const IntTensor result = std::visit(
        [&](const auto& op) {
          if constexpr (std::is_same_v<std::decay_t<decltype(op)>, integer::Input>)
            return IntTensor{};
          else
            return integer::apply(op, operands);
        },
        op_);
    store_codes(scratch, output_, result.data);
  }

 private:
  IntOp op_;
  std::vector<Slot> inputs_;
  Slot output_;
};

template <class T>
void load_as(const T* stored, std::int64_t offset, IntTensor& codes) {
  for (std::int64_t i = 0; i < codes.size(); ++i) codes[i] = static_cast<std::int64_t>(stored[i]) - offset;
}

}  // namespace

StagePtr make_fallback(const StageRequest& request) { return std::make_unique<Fallback>(request); }

IntTensor load_codes(const Scratch& scratch, const Slot& slot) {
  IntTensor codes(slot.shape);
  switch (slot.layout.storage) {
    case Storage::Byte:
      load_as(scratch.at<std::uint8_t>(slot.buffer), slot.layout.offset, codes);
      break;
    case Storage::Word:
      load_as(scratch.at<std::int32_t>(slot.buffer), 0, codes);
      break;
    case Storage::Long:
      load_as(scratch.at<std::int64_t>(slot.buffer), 0, codes);
      break;
  }
  return codes;
}

void store_codes(const Scratch& scratch, const Slot& slot, std::span<const std::int64_t> codes) {
  const auto store = [&](auto* stored) {
    using T = std::remove_pointer_t<decltype(stored)>;
    for (std::size_t i = 0; i < codes.size(); ++i) stored[i] = static_cast<T>(codes[i] + slot.layout.offset);
  };
  switch (slot.layout.storage) {
    case Storage::Byte:
      store(scratch.at<std::uint8_t>(slot.buffer));
      break;
    case Storage::Word:
      store(scratch.at<std::int32_t>(slot.buffer));
      break;
    case Storage::Long:
      store(scratch.at<std::int64_t>(slot.buffer));
      break;
  }
}

Finish::Finish(const StageRequest& request) : output_(request.output) {
  if (request.steps)
    requant_ =
        Requantiser::make(request.steps, request.sums, request.node.shape.channels(), request.output.layout);
}

void Finish::apply(const Kernels& kernels, const Scratch& scratch, const std::int32_t* sums,
                   std::ptrdiff_t sum_stride, int rows, std::int64_t position, int first, int count) const {
  const std::int64_t channels = output_.shape.channels();
  const std::int64_t start = position * channels + first;
  if (requant_) {
    std::byte* out = scratch.at<std::byte>(output_.buffer) +
                     start * static_cast<std::int64_t>(output_.layout.element_bytes());
    requant_->apply(kernels, {sums, sum_stride, rows, first, count, out, channels});
    return;
  }
  const auto store = [&](auto* out) {
    using T = std::remove_pointer_t<decltype(out)>;
    for (int r = 0; r < rows; ++r)
      for (int c = 0; c < count; ++c)
        out[start + r * channels + c] = static_cast<T>(sums[r * sum_stride + c] + output_.layout.offset);
  };
  if (output_.layout.storage == Storage::Byte)
    store(scratch.at<std::uint8_t>(output_.buffer));
  else
    store(scratch.at<std::int32_t>(output_.buffer));
}

void Finish::apply_dense(const Kernels& kernels, const Scratch& scratch, const std::int32_t* sums,
                         std::int64_t element, std::int64_t count) const {
  std::byte* out = scratch.at<std::byte>(output_.buffer);
  if (!requant_) {
    for (std::int64_t i = 0; i < count; ++i) {
      if (output_.layout.storage == Storage::Byte)
        scratch.at<std::uint8_t>(output_.buffer)[element + i] =
            static_cast<std::uint8_t>(sums[i] + output_.layout.offset);
      else
        scratch.at<std::int32_t>(output_.buffer)[element + i] = sums[i];
    }
    return;
  }
  const auto at = [&](std::int64_t i) {
    return out + (element + i) * static_cast<std::int64_t>(output_.layout.element_bytes());
  };
  const int rows = static_cast<int>(count / kLanes), rest = static_cast<int>(count % kLanes);
  if (rows > 0) requant_->apply(kernels, {sums, kLanes, rows, 0, kLanes, at(0), kLanes});
  if (rest > 0) requant_->apply(kernels, {sums + count - rest, kLanes, 1, 0, rest, at(count - rest), kLanes});
}

PaddedInput::PaddedInput(const Slot& input, const Window& window, std::int64_t pad_code, BufferPlan& buffers)
    : input_(input), window_(window) {
  if (window_.axes.size() == 1) window_.axes.insert(window_.axes.begin(), WindowAxis{});
  const Shape& shape = input.shape;
  const bool is_flat = shape.rank() == 2;
  height_ = is_flat ? 1 : shape[0];
  width_ = shape[is_flat ? 0 : 1];
  channels_ = shape.channels();
  padded_height_ = height_ + window_.axes[0].pad_low + window_.axes[0].pad_high;
  padded_width_ = width_ + window_.axes[1].pad_low + window_.axes[1].pad_high;
  is_padded_ = padded_height_ * padded_width_ != height_ * width_;
  pad_byte_ = static_cast<std::uint8_t>(pad_code + input.layout.offset);
  buffer_ =
      is_padded_ ? buffers.add(static_cast<std::size_t>(padded_height_ * padded_width_ * channels_)) : -1;
}

void PaddedInput::prepare(const Scratch& scratch) const {
  if (is_padded_)
    std::memset(scratch.at<std::uint8_t>(buffer_), pad_byte_,
                static_cast<std::size_t>(padded_height_ * padded_width_ * channels_));
}

const std::uint8_t* PaddedInput::fill(const Scratch& scratch) const {
  const std::uint8_t* source = scratch.at<std::uint8_t>(input_.buffer);
  if (!is_padded_) return source;
  std::uint8_t* padded = scratch.at<std::uint8_t>(buffer_);
  const std::int64_t row_bytes = width_ * channels_;
  std::uint8_t* target =
      padded + (window_.axes[0].pad_low * padded_width_ + window_.axes[1].pad_low) * channels_;
  for (std::int64_t y = 0; y < height_; ++y)
    std::memcpy(target + y * padded_width_ * channels_, source + y * row_bytes,
                static_cast<std::size_t>(row_bytes));
  return padded;
}

std::vector<std::int32_t> PaddedInput::rows() const {
  std::vector<std::int32_t> offsets;
  for (std::int64_t y = 0; y < window_.axes[0].output_length(height_); ++y)
    for (std::int64_t x = 0; x < window_.axes[1].output_length(width_); ++x)
      offsets.push_back(static_cast<std::int32_t>(
          (y * window_.axes[0].stride * padded_width_ + x * window_.axes[1].stride) * channels_));
  return offsets;
}

std::int32_t PaddedInput::tap(std::int64_t index) const {
  const std::int64_t ky = index / window_.axes[1].kernel, kx = index % window_.axes[1].kernel;
  return static_cast<std::int32_t>(
      (ky * window_.axes[0].dilation * padded_width_ + kx * window_.axes[1].dilation) * channels_);
}

}  // namespace knap::net
