// make_window: kernel, stride, dilation and padding as a person writes them -> Window.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/text/value.h"
#include "net/ir/window.h"

namespace knap::net {

/// The keys of one layer; nothing where a key is absent.
struct WindowWords {
  const Value& kernel;
  const Value& stride;
  const Value& dilation;
  const Value& padding;
};

/// What follows from absent keys: convolutions have stride 1 and "same" padding, pools stride = kernel and
/// none, pointwise convolutions kernel 1.
enum class WindowUse { Convolution, Pool, Pointwise };

/// Sizes are one integer, or one per axis. padding: "same" (output length = ceil(length / stride), the
/// smaller half of the zeros first), "valid", [low, high], or one such pair per axis. Errors (kWrongType) are
/// at the layer's key: "kernel", "stride[1]".
Result<Window> make_window(const WindowWords& words, WindowUse use, const Shape& input);

}  // namespace knap::net
