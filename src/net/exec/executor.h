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
/// samples. Thread-safe: run() works on scratch space of its own. The kernels are those of the best
/// instruction set of the machine that it runs on, chosen by make().
class Executor {
 public:
  static Result<Executor> make(const IntGraph& graph);
  /// With the kernels of one instruction set; it must be available on this machine.
  static Result<Executor> make(const IntGraph& graph, Isa isa);
  Executor(Executor&&) noexcept;
  Executor& operator=(Executor&&) noexcept;
  ~Executor();

  /// One sample: codes of the sole input in row-major order -> the codes of the graph's outputs in their
  /// order, then, if the last node is an ArgMax, those that it reads: the logits. KNAP_CHECKs the sample's
  /// size and that its codes lie in the input's format.
  std::vector<IntTensor> run(std::span<const std::int32_t> input) const;
  /// Many samples in parallel (core/base/parallel); samples lie one after the other. Result:
  /// [sample][output], whatever the number of threads. `threads`: at most so many, 0 = as many as
  /// core/base/parallel allows.
  std::vector<std::vector<IntTensor>> run_batch(std::span<const std::int32_t> inputs, int threads = 0) const;
  /// Multiply-accumulates of one sample, padded taps included.
  std::int64_t macs() const;

 private:
  struct Plan;
  explicit Executor(std::unique_ptr<Plan> plan);
  std::unique_ptr<Plan> plan_;
};

}  // namespace knap::net
