// Steps that stand alone: tables of bytes, or the requantiser on words.
#include <algorithm>

#include "net/exec/stage.h"

namespace knap::net {

namespace {

template <class Out>
class ByteTableStage final : public Stage {
 public:
  ByteTableStage(const StageRequest& request, const knap::Steps& steps)
      : input_(request.inputs[0]), output_(request.output) {
    tables_ = static_cast<std::int64_t>(steps.channels().size());
    const Interval codes = request.input_intervals[0];
    for (std::int64_t t = 0; t < tables_; ++t)
      for (std::int64_t byte = 0; byte < 256; ++byte) {
        const std::int64_t code = std::clamp(byte - input_.layout.offset, codes.low, codes.high);
        table_.push_back(static_cast<Out>(steps(code, t) + output_.layout.offset));
      }
  }

  void run(const Scratch& scratch, const Kernels&) const override {
    const std::uint8_t* x = scratch.at<std::uint8_t>(input_.buffer);
    Out* y = scratch.at<Out>(output_.buffer);
    if (tables_ == 1) {
      for (std::int64_t i = 0; i < input_.size(); ++i) y[i] = table_[x[i]];
      return;
    }
    for (std::int64_t i = 0; i < input_.size(); i += tables_)
      for (std::int64_t c = 0; c < tables_; ++c)
        y[i + c] = table_[static_cast<std::size_t>(256 * c) + x[i + c]];
  }

 private:
  Slot input_, output_;
  std::int64_t tables_;
  std::vector<Out> table_;
};

class WordStepsStage final : public Stage {
 public:
  explicit WordStepsStage(const StageRequest& request) : input_(request.inputs[0]), finish_(request) {}

  void run(const Scratch& scratch, const Kernels& kernels) const override {
    const auto* x = scratch.at<std::int32_t>(input_.buffer);
    const std::int64_t channels = input_.shape.channels();
    if (finish_.is_uniform())
      finish_.apply_dense(kernels, scratch, x, 0, input_.size());
    else
      finish_.apply(kernels, scratch, x, channels, static_cast<int>(input_.size() / channels), 0, 0,
                    static_cast<int>(channels));
  }

 private:
  Slot input_;
  Finish finish_;
};

}  // namespace

StagePtr make_steps_stage(const StageRequest& request, const integer::Steps& op) {
  const Storage in = request.inputs[0].layout.storage, out = request.output.layout.storage;
  if (in == Storage::Byte && out == Storage::Byte)
    return std::make_unique<ByteTableStage<std::uint8_t>>(request, *op.function);
  if (in == Storage::Byte && out == Storage::Word)
    return std::make_unique<ByteTableStage<std::int32_t>>(request, *op.function);
  if (in != Storage::Word || out == Storage::Long) return nullptr;
  StageRequest with_steps = request;
  with_steps.steps = op.function;
  with_steps.sums = request.input_intervals[0];
  return std::make_unique<WordStepsStage>(with_steps);
}

}  // namespace knap::net
