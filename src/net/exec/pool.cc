// Maxima over windows and sums over all positions, on bytes and words.
#include <algorithm>

#include "net/exec/stage.h"

namespace knap::net {

namespace {

/// Maxima keep the order of codes, so they are taken on what is stored.
template <class T>
class MaxPoolStage final : public Stage {
 public:
  MaxPoolStage(const StageRequest& request, const Window& window)
      : input_(request.inputs[0]), output_(request.output) {
    window_ = window;
    if (window_.axes.size() == 1) window_.axes.insert(window_.axes.begin(), WindowAxis{});
    const bool is_flat = input_.shape.rank() == 2;
    height_ = is_flat ? 1 : input_.shape[0];
    width_ = input_.shape[is_flat ? 0 : 1];
    shift_ = output_.layout.offset - input_.layout.offset;
  }

  void run(const Scratch& scratch, const Kernels&) const override {
    const T* x = scratch.at<T>(input_.buffer);
    T* y = scratch.at<T>(output_.buffer);
    const std::int64_t channels = output_.shape.channels();
    const WindowAxis &rows = window_.axes[0], &columns = window_.axes[1];
    for (std::int64_t oy = 0; oy < rows.output_length(height_); ++oy)
      for (std::int64_t ox = 0; ox < columns.output_length(width_); ++ox, y += channels) {
        bool is_first = true;
        for (std::int64_t ky = 0; ky < rows.kernel; ++ky)
          for (std::int64_t kx = 0; kx < columns.kernel; ++kx) {
            const std::int64_t iy = oy * rows.stride - rows.pad_low + ky * rows.dilation;
            const std::int64_t ix = ox * columns.stride - columns.pad_low + kx * columns.dilation;
            if (iy < 0 || iy >= height_ || ix < 0 || ix >= width_) continue;
            const T* source = x + (iy * width_ + ix) * channels;
            if (is_first)
              std::copy(source, source + channels, y);
            else
              for (std::int64_t c = 0; c < channels; ++c) y[c] = std::max(y[c], source[c]);
            is_first = false;
          }
        if (shift_ != 0)
          for (std::int64_t c = 0; c < channels; ++c) y[c] = static_cast<T>(y[c] + shift_);
      }
  }

 private:
  Slot input_, output_;
  Window window_;
  std::int64_t height_, width_;
  std::int32_t shift_;
};

template <class T>
class GlobalSumStage final : public Stage {
 public:
  explicit GlobalSumStage(const StageRequest& request) : input_(request.inputs[0]), finish_(request) {
    channels_ = input_.shape.channels();
    positions_ = input_.size() / channels_;
    sums_ = request.buffers.add(static_cast<std::size_t>(channels_) * sizeof(std::int32_t));
  }

  void run(const Scratch& scratch, const Kernels& kernels) const override {
    const T* x = scratch.at<T>(input_.buffer);
    auto* sums = scratch.at<std::int32_t>(sums_);
    const std::int32_t start = -static_cast<std::int32_t>(positions_) * input_.layout.offset;
    std::fill(sums, sums + channels_, start);
    for (std::int64_t p = 0; p < positions_; ++p, x += channels_)
      for (std::int64_t c = 0; c < channels_; ++c) sums[c] += x[c];
    finish_.apply(kernels, scratch, sums, 0, 1, 0, 0, static_cast<int>(channels_));
  }

 private:
  Slot input_;
  Finish finish_;
  std::int64_t channels_, positions_;
  int sums_;
};

}  // namespace

StagePtr make_max_pool(const StageRequest& request, const integer::MaxPool& op) {
  const Storage storage = request.inputs[0].layout.storage;
  if (storage != request.output.layout.storage) return nullptr;
  if (storage == Storage::Byte) return std::make_unique<MaxPoolStage<std::uint8_t>>(request, op.window);
  if (storage == Storage::Word) return std::make_unique<MaxPoolStage<std::int32_t>>(request, op.window);
  return nullptr;
}

StagePtr make_global_sum_pool(const StageRequest& request) {
  // Partial sums lie between 0 and the whole sum's bounds only where codes have one sign: ask for room on
  // both sides.
  const std::int64_t positions = request.inputs[0].size() / request.inputs[0].shape.channels();
  const Interval x = hull(request.input_intervals[0], Interval{0, 255});
  if (!fits_word(request.sums) || positions > (1 << 22) || !fits_word(x * make_constant(positions)))
    return nullptr;
  if (request.inputs[0].layout.storage == Storage::Byte)
    return std::make_unique<GlobalSumStage<std::uint8_t>>(request);
  if (request.inputs[0].layout.storage == Storage::Word)
    return std::make_unique<GlobalSumStage<std::int32_t>>(request);
  return nullptr;
}

}  // namespace knap::net
