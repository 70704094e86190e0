// How samples and weights lie in tensors, and the operators that only move numbers.
#include "core/base/match.h"
#include "learn/train/tensors.h"

namespace knap::learn {
namespace {

template <class T>
at::Tensor view_of(const T* data, std::vector<std::int64_t> sizes) {
  return at::from_blob(const_cast<T*>(data), sizes, c10::CppTypeToScalarType<T>::value);
}

template <class T>
at::Tensor samples_of(const T* data, std::int64_t count, const Shape& shape) {
  std::vector<std::int64_t> sizes{count};
  if (shape.rank() == 2) sizes.push_back(1);
  sizes.insert(sizes.end(), shape.dims.begin(), shape.dims.end());
  const at::Tensor plain = view_of(data, sizes);
  return shape.rank() <= 1 ? plain : plain.permute({0, 3, 1, 2});
}

template <class T>
at::Tensor weights_of(const T* data, const Shape& shape) {
  if (shape.rank() == 2) return view_of(data, shape.dims);
  std::vector<std::int64_t> sizes = shape.dims;
  if (shape.rank() == 3) sizes.insert(sizes.begin() + 1, 1);
  return view_of(data, sizes).permute({0, 3, 1, 2});
}

}  // namespace

at::Tensor view_samples(const float* data, std::int64_t count, const Shape& shape) {
  return samples_of(data, count, shape);
}
at::Tensor view_samples(const double* data, std::int64_t count, const Shape& shape) {
  return samples_of(data, count, shape);
}

at::Tensor flatten_samples(const at::Tensor& values) {
  const at::Tensor last = values.dim() == 4 ? values.permute({0, 2, 3, 1}) : values;
  return last.contiguous().view({values.size(0), -1});
}

at::Tensor view_weights(const float* data, const Shape& shape) { return weights_of(data, shape); }
at::Tensor view_weights(const double* data, const Shape& shape) { return weights_of(data, shape); }

at::Tensor flatten_weights(const at::Tensor& weights) {
  return (weights.dim() == 4 ? weights.permute({0, 2, 3, 1}) : weights).contiguous();
}

at::Tensor apply_global_avg_pool(const at::Tensor& x) { return x.mean({2, 3}); }

at::Tensor apply_reshape(const at::Tensor& x, const Shape& shape) {
  const at::Tensor flat = x.dim() == 4 ? x.permute({0, 2, 3, 1}).reshape({x.size(0), -1}) : x;
  if (shape.rank() <= 1) return flat;
  std::vector<std::int64_t> sizes{x.size(0)};
  if (shape.rank() == 2) sizes.push_back(1);
  sizes.insert(sizes.end(), shape.dims.begin(), shape.dims.end());
  return flat.reshape(sizes).permute({0, 3, 1, 2});
}

at::Tensor apply_concat(const std::vector<at::Tensor>& operands) { return at::cat(operands, 1); }

at::Tensor apply_plain(const net::RealOp& op, const std::vector<at::Tensor>& x, const Shape& shape,
                       bool in_place) {
  const auto unreachable = [](const char* what) -> at::Tensor { KNAP_CHECK(false, what); };
  const auto activation = [&] { return apply_activation(op, x[0], in_place); };
  return match(
      op, [&](const net::Input&) { return unreachable("Input"); },
      [&](const net::Quantize&) { return unreachable("Quantize"); },
      [&](const net::Dense&) { return unreachable("Dense"); },
      [&](const net::Conv&) { return unreachable("Conv"); },
      [&](const net::BatchNorm&) { return unreachable("BatchNorm"); },
      [&](const net::Relu&) { return activation(); }, [&](const net::Relu6&) { return activation(); },
      [&](const net::Clip&) { return activation(); }, [&](const net::HardSwish&) { return activation(); },
      [&](const net::HardSigmoid&) { return activation(); },
      [&](const net::Sigmoid&) { return activation(); }, [&](const net::Add&) { return x[0] + x[1]; },
      [&](const net::MaxPool& pool) { return apply_max_pool(pool, x[0]); },
      [&](const net::AvgPool& pool) { return apply_avg_pool(pool, x[0]); },
      [&](const net::GlobalAvgPool&) { return apply_global_avg_pool(x[0]); },
      [&](const net::Flatten&) { return apply_reshape(x[0], shape); },
      [&](const net::Reshape&) { return apply_reshape(x[0], shape); },
      [&](const net::Concat&) { return apply_concat(x); },
      [&](const net::ArgMax&) { return unreachable("ArgMax"); });
}

}  // namespace knap::learn
