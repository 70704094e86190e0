#include "learn/train/sensitivity.h"

#include <algorithm>
#include <cmath>

#include "learn/train/loader.h"
#include "learn/train/network.h"

namespace knap::learn {
namespace {

/// Every layer with its weights as they are used, in the formats that the training has chosen.
void start(const Model& model, std::map<std::string, Sensitivity>& found) {
  const std::vector<Effective> used = model.effective(Mode::Quantised);
  for (std::size_t l = 0; l < model.linears.size(); ++l) {
    Sensitivity& layer = found[model.graph()[model.linears[l].node].name];
    layer.weights.assign(used[l].weights.begin(), used[l].weights.end());
    layer.first.resize(layer.weights.size());
    layer.second.resize(layer.weights.size());
  }
}

}  // namespace

Result<std::map<std::string, Sensitivity>> sensitivity(const Candidate& candidate, int batches,
                                                       Watch& watch) {
  KNAP_ASSIGN(Model model, Model::make(candidate.graph, candidate.seed));
  KNAP_TRY(check_samples(candidate.graph, candidate.training, "training samples"));
  model.refresh_scales();
  const Fixed format = std::get<net::Input>(model.graph()[model.graph().inputs()[0]].op).format;
  const SampleStore store(candidate.training, format);
  const Loader loader(store, candidate.training.shape, format, candidate.options, candidate.seed);
  const Loss loss(candidate.options, model.graph()[model.logits()].shape.size(), store.labels());
  const Network network(model);
  const std::vector<Effective> weights = model.effective(Mode::Quantised);
  const std::vector<std::int64_t> order = loader.order("sensitivity", 0);
  const std::int64_t count = std::min<std::int64_t>(batches, loader.steps_per_epoch());
  std::map<std::string, Sensitivity> found;
  start(model, found);
  for (std::int64_t b = 0; b < count; ++b) {
    KNAP_TRY(watch.check("sensitivity"));
    const auto samples = std::span(order).subspan(static_cast<std::size_t>(b * loader.batch_size()),
                                                  static_cast<std::size_t>(loader.batch_size()));
    std::vector<int> labels;
    for (const std::int64_t sample : samples)
      labels.push_back(store.labels()[static_cast<std::size_t>(sample)]);
    std::vector<float> values(samples.size() * loader.sample_size());
    loader.fill(samples, "sensitivity", false, values);
    const double total = loss.total_weight(labels);
    const Network::Pass pass =
        network.train(Mode::Quantised, {values, static_cast<std::int64_t>(samples.size()), false}, weights,
                      false, [&](std::span<const float> logits, std::span<float> gradient) {
                        loss.sum(logits, labels, gradient, total);
                      });
    for (std::size_t l = 0; l < model.linears.size(); ++l) {
      Sensitivity& layer = found.at(model.graph()[model.linears[l].node].name);
      for (std::size_t i = 0; i < layer.weights.size(); ++i) {
        const double change = layer.weights[i] * static_cast<double>(pass.gradients.weights[l][i]);
        layer.first[i] += std::abs(change) / static_cast<double>(count);
        layer.second[i] += change * change / static_cast<double>(count);
      }
    }
  }
  return found;
}

}  // namespace knap::learn
