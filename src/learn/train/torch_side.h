// TorchSide: the functions of this room that need libtorch, as the program calls them, which loads libtorch
// only then.
#pragma once

#include "learn/train/forward.h"
#include "learn/train/sensitivity.h"
#include "learn/train/train.h"

namespace knap::learn {

/// One pointer for each function that is called from other rooms. without_torch.cc calls through them.
struct TorchSide {
  decltype(&learn::train) train;
  decltype(&learn::check_samples) check_samples;
  decltype(&learn::trace_quantised) trace_quantised;
  decltype(&learn::quantised_logits) quantised_logits;
  decltype(&learn::float_logits) float_logits;
  decltype(&learn::accuracy) accuracy;
  decltype(&learn::sensitivity) sensitivity;
};

/// The entry of the module; C linkage, so that its name can be looked up.
extern "C" const TorchSide* knap_torch_side();

}  // namespace knap::learn
