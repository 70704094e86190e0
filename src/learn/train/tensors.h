// tensors: what libtorch does for one operator. The only header that shows a torch type; included by .cc
// files of this room alone. A value of shape (C) is a tensor (N, C); (L, C) is (N, C, 1, L); (H, W, C) is (N,
// C, H, W), with channels last in memory, so that its bytes are the graph's own order.
#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <optional>
#include <vector>

#include "core/base/check.h"
#include "core/num/format.h"
#include "net/ir/real.h"

namespace knap::learn {

/// `count` samples of `shape` as a tensor; shares memory with `data` when that is a pointer of the tensor's
/// type.
at::Tensor view_samples(const float* data, std::int64_t count, const Shape& shape);
at::Tensor view_samples(const double* data, std::int64_t count, const Shape& shape);
/// Channel last and contiguous, (N, size).
at::Tensor flatten_samples(const at::Tensor& values);

/// Weights [outputs, taps..., inputs] as torch has them, (outputs, inputs, height, width) or (outputs,
/// inputs).
at::Tensor view_weights(const float* data, const Shape& shape);
at::Tensor view_weights(const double* data, const Shape& shape);
/// The inverse, for gradients: the graph's order, contiguous.
at::Tensor flatten_weights(const at::Tensor& weights);

at::Tensor apply_dense(const at::Tensor& x, const at::Tensor& weights, const at::Tensor& bias);
at::Tensor apply_conv(const net::Conv& op, const at::Tensor& x, const at::Tensor& weights,
                      const at::Tensor& bias);

/// Batch norm with the batch's own statistics, and a Relu when `rectify`; `mean` and `variance` (unbiased)
/// receive them.
at::Tensor apply_batch_norm(const at::Tensor& x, const at::Tensor& gamma, const at::Tensor& beta,
                            double epsilon, bool rectify, std::vector<double>& mean,
                            std::vector<double>& variance);
/// Batch norm with given statistics.
at::Tensor apply_fixed_batch_norm(const at::Tensor& x, const at::Tensor& gamma, const at::Tensor& beta,
                                  const at::Tensor& mean, const at::Tensor& variance, double epsilon);
/// Mean and unbiased variance per channel, outside the gradient.
void channel_statistics(const at::Tensor& x, std::vector<double>& mean, std::vector<double>& variance);

/// Rounds to op.format; the gradient passes where the value lies inside the range. `log2_step`, when defined,
/// is the leaf whose gradient says how the range should move (Jain et al. 2020, "Trained quantization
/// thresholds").
at::Tensor apply_quantize(const net::Quantize& op, const at::Tensor& x, const at::Tensor& log2_step);
/// An elementwise activation: Relu, Relu6, Clip, HardSwish, Sigmoid. `in_place` when nothing else reads x.
at::Tensor apply_activation(const net::RealOp& op, const at::Tensor& x, bool in_place);

at::Tensor apply_max_pool(const net::MaxPool& op, const at::Tensor& x);
at::Tensor apply_avg_pool(const net::AvgPool& op, const at::Tensor& x);
at::Tensor apply_global_avg_pool(const at::Tensor& x);
at::Tensor apply_reshape(const at::Tensor& x, const Shape& shape);
at::Tensor apply_concat(const std::vector<at::Tensor>& operands);

/// Any op without parameters (not Input, Quantize, ArgMax): the common switch.
at::Tensor apply_plain(const net::RealOp& op, const std::vector<at::Tensor>& x, const Shape& shape,
                       bool in_place);

/// To be called before libtorch computes in a thread. One thread per call of an operator: batches are split
/// between threads instead, so that results do not depend on their number. OpenBLAS, where it is the
/// machine's BLAS, has a number of its own. Sets the memory pool and reproducible CUDA kernels too.
void prepare_library();

/// Runs f; what libtorch throws is our mistake, for the graph was checked before.
template <class F>
auto guarded(F&& f) {
  try {
    return f();
  } catch (const c10::Error& error) {
    fail_check(__FILE__, __LINE__, "libtorch works", error.what_without_backtrace());
  }
}

}  // namespace knap::learn
