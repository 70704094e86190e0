// Stands in for what needs libtorch when knap is built without it (KNAP_WITH_TORCH=OFF): whoever trains is
// told so.
#include "core/base/diagnostics.h"
#include "learn/train/forward.h"
#include "learn/train/train.h"

namespace knap::learn {

namespace {

Error no_libtorch() {
  return Error(diag::kToolMissing, "libtorch",
               "this knap was built without libtorch and cannot train; build it with KNAP_WITH_TORCH=ON");
}

}  // namespace

Result<TrainResult> train(const Candidate&, const std::filesystem::path&, Watch&) { return no_libtorch(); }

Result<void> check_samples(const net::Graph&, const Samples&, const std::string&) { return no_libtorch(); }

Result<std::vector<Trace>> trace_quantised(const net::Graph&, const Samples&, std::int64_t, std::int64_t) {
  return no_libtorch();
}

Result<RealTensor> quantised_logits(const net::Graph&, const Samples&, Watch&) { return no_libtorch(); }

Result<RealTensor> float_logits(const net::Graph&, const Samples&, Watch&) { return no_libtorch(); }

double accuracy(const RealTensor&, const std::vector<int>&) {
  KNAP_CHECK(false, "there are no logits without libtorch");
  return 0;
}

}  // namespace knap::learn
