#include "learn/train/torch_side.h"

namespace knap::learn {

const TorchSide* knap_torch_side() {
  static constexpr TorchSide side{&train,        &check_samples, &trace_quantised, &quantised_logits,
                                  &float_logits, &accuracy,      &sensitivity};
  return &side;
}

}  // namespace knap::learn
