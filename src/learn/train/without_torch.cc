// What needs libtorch, for programs that are not linked with it: the first call loads the module that
// cmake/torch.cmake embeds (ADR 0024); a knap that was built without libtorch has none and says so.
#include <fmt/format.h>

#include "core/base/diagnostics.h"
#include "core/base/embedded.h"
#include "core/sys/module.h"
#include "learn/train/torch_side.h"

namespace knap {
std::span<const EmbeddedFile> embedded_torch_module();
}

namespace knap::learn {

namespace {

Result<const TorchSide*> load() {
  if (embedded_torch_module().empty())
    return Error(diag::kToolMissing, "libtorch",
                 "this knap was built without libtorch and cannot train; build it with KNAP_WITH_TORCH=ON");
  const Result<void*> entry =
      load_module("libtorch", embedded_torch_module().front().bytes, "knap_torch_side");
  if (!entry.ok())
    return Error(*entry.error().first().kind, "libtorch",
                 entry.error().first().message + "; knap trains with it: install it (Debian: libtorch-dev)");
  return reinterpret_cast<decltype(&knap_torch_side)>(*entry)();
}

/// Loaded once, in whichever thread asks first.
const Result<const TorchSide*>& side() {
  static const Result<const TorchSide*> loaded = load();
  return loaded;
}

}  // namespace

Result<TrainResult> train(const Candidate& candidate, const std::filesystem::path& checkpoint_file,
                          Watch& watch) {
  KNAP_TRY(side());
  return (*side())->train(candidate, checkpoint_file, watch);
}

Result<void> check_samples(const net::Graph& graph, const Samples& samples, const std::string& where) {
  KNAP_TRY(side());
  return (*side())->check_samples(graph, samples, where);
}

Result<std::vector<Trace>> trace_quantised(const net::Graph& graph, const Samples& samples,
                                           std::int64_t first, std::int64_t count) {
  KNAP_TRY(side());
  return (*side())->trace_quantised(graph, samples, first, count);
}

Result<RealTensor> quantised_logits(const net::Graph& graph, const Samples& samples, Watch& watch) {
  KNAP_TRY(side());
  return (*side())->quantised_logits(graph, samples, watch);
}

Result<RealTensor> float_logits(const net::Graph& graph, const Samples& samples, Watch& watch) {
  KNAP_TRY(side());
  return (*side())->float_logits(graph, samples, watch);
}

double accuracy(const RealTensor& logits, const std::vector<int>& labels) {
  return (*side())->accuracy(logits, labels);
}

Result<std::map<std::string, Sensitivity>> sensitivity(const Candidate& candidate, int batches,
                                                       Watch& watch) {
  KNAP_TRY(side());
  return (*side())->sensitivity(candidate, batches, watch);
}

}  // namespace knap::learn
