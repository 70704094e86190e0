// Stage: one prepared node of the executor (or a node and the Steps that follows it).
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "net/exec/layout.h"
#include "net/exec/requant.h"
#include "net/ir/integer.h"

namespace knap::net {

/// Where the codes of a value lie. Several nodes may share a slot (Reshape).
struct Slot {
  int buffer = 0;
  Layout layout;
  Shape shape;
  std::int64_t size() const { return shape.size(); }
};

/// The buffers of one run: values first, then what stages asked for.
struct Scratch {
  std::vector<Buffer> buffers;
  template <class T>
  T* at(int buffer) const {
    return buffers[static_cast<std::size_t>(buffer)].as<T>();
  }
};

class Stage {
 public:
  virtual ~Stage() = default;
  virtual void run(const Scratch& scratch, const Kernels& kernels) const = 0;
  /// Called once for every new Scratch: what stays the same from run to run (padding).
  virtual void prepare(const Scratch&) const {}
};

/// Hands out the indices of scratch buffers.
class BufferPlan {
 public:
  int add(std::size_t size_bytes) {
    sizes_.push_back(size_bytes);
    return static_cast<int>(sizes_.size()) - 1;
  }
  Scratch make() const {
    Scratch scratch;
    for (const std::size_t size : sizes_) scratch.buffers.emplace_back(size);
    return scratch;
  }

 private:
  std::vector<std::size_t> sizes_;
};

/// What a stage is made from: the node, where its operands and its result lie, and the Steps that is fused
/// with it.
struct StageRequest {
  const IntGraph::Node& node;
  std::vector<Slot> inputs;
  std::vector<Interval> input_intervals;
  Slot output;                               ///< of the fused Steps, when there is one
  Interval sums;                             ///< exact interval of the node's own values
  std::shared_ptr<const knap::Steps> steps;  ///< fused; null otherwise
  BufferPlan& buffers;
};

/// The end of stages that produce 32-bit sums: requantises them or stores them as they are.
class Finish {
 public:
  explicit Finish(const StageRequest& request);
  /// `rows` rows of `count` sums, for channels first..; `position` is the first row's place in the output.
  void apply(const Kernels& kernels, const Scratch& scratch, const std::int32_t* sums,
             std::ptrdiff_t sum_stride, int rows, std::int64_t position, int first, int count) const;
  bool is_uniform() const { return !requant_ || requant_->is_uniform(); }
  /// Sums in dense order, where is_uniform(): `count` of them from element `element` on.
  void apply_dense(const Kernels& kernels, const Scratch& scratch, const std::int32_t* sums,
                   std::int64_t element, std::int64_t count) const;

 private:
  std::optional<Requantiser> requant_;
  Slot output_;
};

/// A padded copy of a byte tensor (..., C), so that no window needs to look where it is; a plain view without
/// padding.
class PaddedInput {
 public:
  PaddedInput(const Slot& input, const Window& window, std::int64_t pad_code, BufferPlan& buffers);
  void prepare(const Scratch& scratch) const;
  /// Copies the interior; returns the base of all offsets.
  const std::uint8_t* fill(const Scratch& scratch) const;
  /// Byte offset of each output position's first tap, in raster order.
  std::vector<std::int32_t> rows() const;
  /// Byte offset of a tap from the first one.
  std::int32_t tap(std::int64_t index) const;
  std::int64_t channels() const { return channels_; }
  const Window& window() const { return window_; }

 private:
  Slot input_;
  Window window_;  ///< two axes always; the first is trivial in one dimension
  std::int64_t height_, width_, channels_, padded_height_, padded_width_;
  std::uint8_t pad_byte_;
  bool is_padded_;
  int buffer_;
};

using StagePtr = std::unique_ptr<const Stage>;

// By family. Null when the fast form does not apply; the caller then takes make_fallback, and fuses nothing.
StagePtr make_linear(const StageRequest&, const integer::MatVec&);
StagePtr make_convolution(const StageRequest&, const integer::Conv&);
StagePtr make_max_pool(const StageRequest&, const integer::MaxPool&);
StagePtr make_sum_pool(const StageRequest&, const integer::SumPool&);
StagePtr make_global_sum_pool(const StageRequest&);
StagePtr make_add(const StageRequest&, const integer::Add&);
StagePtr make_concat(const StageRequest&);
StagePtr make_arg_max(const StageRequest&);
/// A Steps that stands alone.
StagePtr make_steps_stage(const StageRequest&, const integer::Steps&);
/// Any operator, by net/eval.
StagePtr make_fallback(const StageRequest&);

/// Codes of a slot, and back.
IntTensor load_codes(const Scratch& scratch, const Slot& slot);
void store_codes(const Scratch& scratch, const Slot& slot, std::span<const std::int64_t> codes);

}  // namespace knap::net
