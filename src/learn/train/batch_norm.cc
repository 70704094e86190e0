// BatchNorm on tensors, fused with the Relu that follows it.
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>

#include "learn/train/kernels.h"
#include "learn/train/tensors.h"

namespace knap::learn {
namespace {

/// Channel last and dense: rows of channels. (N, C) is so by itself.
at::Tensor in_rows(const at::Tensor& x) {
  return x.dim() == 4 ? x.contiguous(at::MemoryFormat::ChannelsLast) : x.contiguous();
}

std::span<const float> floats_of(const at::Tensor& x) {
  return {x.data_ptr<float>(), static_cast<std::size_t>(x.numel())};
}

std::span<const double> doubles_of(const at::Tensor& x) {
  return {x.data_ptr<double>(), static_cast<std::size_t>(x.numel())};
}

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct BatchNormRelu : torch::autograd::Function<BatchNormRelu> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& operand, const at::Tensor& gamma,
                            const at::Tensor& beta, const at::Tensor& mean, const at::Tensor& inverse,
                            bool rectify) {
    const at::Tensor x = in_rows(operand);
    const std::int64_t channels = x.size(1);
    std::vector<float> scale, offset;
    for (std::int64_t c = 0; c < channels; ++c) {
      const double s = static_cast<double>(gamma.data_ptr<float>()[c]) * inverse.data_ptr<double>()[c];
      scale.push_back(static_cast<float>(s));
      offset.push_back(static_cast<float>(static_cast<double>(beta.data_ptr<float>()[c]) -
                                          mean.data_ptr<double>()[c] * s));
    }
    at::Tensor y = at::empty_like(x);
    scale_channels(x.data_ptr<float>(), y.data_ptr<float>(), x.numel() / channels, channels, scale, offset,
                   rectify);
    context->save_for_backward({x, gamma, beta, mean, inverse});
    context->saved_data["rectify"] = rectify;
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], gradient = in_rows(gradients[0]);
    at::Tensor dx = at::empty_like(x);
    const std::int64_t channels = x.size(1);
    const BatchNormGradient found = batch_norm_backward(
        x.data_ptr<float>(), gradient.data_ptr<float>(), dx.data_ptr<float>(), x.numel() / channels, channels,
        doubles_of(saved[3]), doubles_of(saved[4]), floats_of(saved[1]), floats_of(saved[2]),
        context->saved_data["rectify"].toBool());
    return {dx, at::tensor(found.gamma), at::tensor(found.beta), at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

double unbiased(const at::Tensor& x) {
  const double count = static_cast<double>(x.numel()) / static_cast<double>(x.size(1));
  return count / std::max(1.0, count - 1);
}

/// Where our kernels do not apply: other devices and types.
at::Tensor library_batch_norm(const at::Tensor& x, const at::Tensor& gamma, const at::Tensor& beta,
                              double epsilon, bool rectify, std::vector<double>& mean,
                              std::vector<double>& variance) {
  const auto [y, batch_mean, inverse] = at::native_batch_norm(x, gamma, beta, {}, {}, true, 0.1, epsilon);
  const at::Tensor means = batch_mean.detach().to(at::kDouble).cpu(),
                   inverses = inverse.detach().to(at::kDouble).cpu();
  mean.assign(means.data_ptr<double>(), means.data_ptr<double>() + means.numel());
  variance.resize(mean.size());
  for (std::size_t c = 0; c < variance.size(); ++c) {
    const double inverse_deviation = inverses.data_ptr<double>()[c];
    variance[c] = std::max(0.0, 1 / (inverse_deviation * inverse_deviation) - epsilon) * unbiased(x);
  }
  return rectify ? at::relu(y) : y;
}

}  // namespace

at::Tensor apply_batch_norm(const at::Tensor& x, const at::Tensor& gamma, const at::Tensor& beta,
                            double epsilon, bool rectify, std::vector<double>& mean,
                            std::vector<double>& variance) {
  if (!x.is_cpu() || x.scalar_type() != at::kFloat)
    return library_batch_norm(x, gamma, beta, epsilon, rectify, mean, variance);
  const at::Tensor rows = in_rows(x.detach());
  channel_moments(rows.data_ptr<float>(), rows.numel() / rows.size(1), rows.size(1), mean, variance);
  std::vector<double> inverse;
  for (double& v : variance) {
    inverse.push_back(1 / std::sqrt(v + epsilon));
    v *= unbiased(x);
  }
  return BatchNormRelu::apply(x, gamma, beta, at::tensor(mean), at::tensor(inverse), rectify);
}

at::Tensor apply_fixed_batch_norm(const at::Tensor& x, const at::Tensor& gamma, const at::Tensor& beta,
                                  const at::Tensor& mean, const at::Tensor& variance, double epsilon) {
  return std::get<0>(at::native_batch_norm(x, gamma, beta, mean, variance, false, 0.1, epsilon));
}

void channel_statistics(const at::Tensor& x, std::vector<double>& mean, std::vector<double>& variance) {
  const at::NoGradGuard no_gradient;
  const at::Tensor rows = in_rows(x.detach().to(at::kFloat).cpu());
  channel_moments(rows.data_ptr<float>(), rows.numel() / rows.size(1), rows.size(1), mean, variance);
  for (double& v : variance) v *= unbiased(x);
}

}  // namespace knap::learn
