// Executor: the fast meaning of an IntGraph, tested equal to eval; used for whole test sets.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "net/exec/kernels.h"
#include "net/ir/integer.h"

namespace knap::net {

/// Prepared once per graph (weights packed, element types chosen from the exact intervals), then run on many
/// samples. Thread-safe: run() works on scratch space of its own. Vectorised with what the build's target
/// offers; ≥ 20x a scalar loop.
class Executor {
 public:
  static Result<Executor> make(const IntGraph& graph);
  /// With the kernels of one instruction set; it must be available on this machine.
  static Result<Executor> make(const IntGraph& graph, Isa isa);
  Executor(Executor&&) noexcept;
  Executor& operator=(Executor&&) noexcept;
  ~Executor();

  /// One sample: input codes of the sole input in row-major order -> codes of `node` values asked for in
  /// make_outputs. Returns the outputs of the graph, then (if the last node is an ArgMax) its operand as
  /// "logits" last.
  std::vector<IntTensor> run(std::span<const std::int32_t> input) const;
  /// Many samples in parallel (core/base/parallel); samples lie one after the other. Result:
  /// [sample][output].
  /// `threads`: 0 = as many as core/base/parallel allows.
  std::vector<std::vector<IntTensor>> run_batch(std::span<const std::int32_t> inputs, int threads = 0) const;
  /// Multiply-accumulates of one sample, padded taps included.
  std::int64_t macs() const;

 private:
  struct Plan;
  explicit Executor(std::unique_ptr<Plan> plan);
  std::unique_ptr<Plan> plan_;
};

}  // namespace knap::net
