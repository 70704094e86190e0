// importance: the same network pruned to the same budget by what each criterion says that weights are worth.
// Needs MNIST under KNAP_DATA_DIR; less than a minute a seed.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "app/compress/compress.h"
#include "bench/target.h"
#include "data/set/load.h"
#include "map/plan/plan.h"

namespace {

using namespace knap;

constexpr int kSeeds = 2;

net::LayerSpec dense(const char* name, std::int64_t units, bool is_last) {
  net::LayerSpec layer;
  layer.kind = net::LayerKind::Dense;
  layer.name = name;
  layer.units = units;
  if (!is_last) {
    layer.activation = net::Activation::Relu;
    layer.batch_norm = true;
  }
  return layer;
}

/// 784-64-32-32-10, six epochs on 12,000 images.
app::CandidateSpec candidate_of(std::uint64_t seed) {
  app::CandidateSpec spec;
  spec.name = "mlp";
  spec.seed = seed;
  net::LayerSpec flat;
  flat.kind = net::LayerKind::Flatten;
  spec.network.layers = {flat, dense("fc1", 64, false), dense("fc2", 32, false), dense("fc3", 32, false),
                         dense("fc4", 10, true)};
  spec.train.float_epochs = 6;
  spec.train.quantised_epochs = 1;
  spec.train.batch = 128;
  spec.train.quantised_learning_rate = 5e-4;
  spec.train.weight_decay = 1e-2;
  return spec;
}

/// Each multiplier serves 64 weights.
Result<map::Plan> plan_of(const net::IntGraph& graph) {
  map::PlanOptions options;
  options.reuse_factor = 64;
  options.multiplier = map::MultiplierChoice::Dsp;
  const auto is_free = [](const map::Structure&) { return hw::Resources{}; };
  return map::make_plan(graph, options, is_free, Watch(), {hw::Family::Xcup});
}

Result<double> accuracy_of(app::Importance importance, const app::CompressSpec& dense_spec,
                           const data::Dataset& dataset) {
  app::CompressSpec spec = dense_spec;
  spec.options.importance = importance;
  Watch watch;
  const auto ignore = [](const std::vector<app::CompressStep>&) { return Result<void>(); };
  KNAP_ASSIGN(const app::Compressed found, app::compress(spec, dataset, {}, ignore, watch));
  return found.candidate.scores.integer;
}

Result<std::map<std::string, double>> measure() {
  data::DataOptions options;
  options.name = "mnist";
  options.limit = 12000;
  const char* root = std::getenv("KNAP_DATA_DIR");
  KNAP_ASSIGN(const data::Dataset dataset, data::load(options, root != nullptr ? root : "", Watch()));
  std::map<std::string, double> mean;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    app::CompressSpec spec;
    spec.candidate = candidate_of(seed);
    Watch watch;
    KNAP_ASSIGN(const net::Graph initial, app::build_candidate(spec.candidate, dataset));
    KNAP_ASSIGN(const app::Candidate trained,
                app::train_candidate(spec.candidate, initial, dataset, {}, watch));
    KNAP_ASSIGN(const map::Plan plan, plan_of(trained.integer));
    spec.dense = trained.trained.unrounded;
    spec.integer = trained.integer;
    spec.regions = plan.regions;
    KNAP_ASSIGN(const hw::Device device, hw::find_device("xczu7ev"));
    spec.devices = {device};
    spec.options.budget = {"dsp <= 20 %"};
    spec.options.tolerance = {"100 %"};
    spec.options.steps = 5;
    mean["dense"] += trained.scores.integer / kSeeds;
    for (std::size_t i = 0; i < app::kImportanceNames.size(); ++i) {
      KNAP_ASSIGN(const double accuracy, accuracy_of(static_cast<app::Importance>(i), spec, dataset));
      fmt::print("seed {} {}: {:.4f}\n", seed, app::kImportanceNames[i], accuracy);
      mean[std::string(app::kImportanceNames[i])] += accuracy / kSeeds;
    }
  }
  return mean;
}

}  // namespace

int main() {
  const auto mean = measure();
  if (!mean.ok()) {
    fmt::print(stderr, "{}\n", to_string(mean.error()));
    return 1;
  }
  double best = 0;
  for (const std::string_view name : app::kImportanceNames)
    best = std::max(best, mean->at(std::string(name)));
  for (const auto& [name, accuracy] : *mean) fmt::print("{:8} {:.4f}\n", name, accuracy);
  const std::string usual(app::kImportanceNames[static_cast<std::size_t>(app::CompressOptions{}.importance)]);
  bench::target("MNIST MLP at 20 % of its DSP blocks: " + usual + " beside the best", "<= 0.5 points below",
                fmt::format("{:.2f}", 100 * (best - mean->at(usual))), best - mean->at(usual) <= 0.005);
  return 0;
}
