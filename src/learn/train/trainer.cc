#include "learn/train/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/diagnostics.h"
#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "learn/train/average.h"
#include "learn/train/calibration.h"
#include "learn/train/schedule.h"
#include "net/ir/text.h"

namespace knap::learn {
namespace {

constexpr double kReportSeconds = 0.2;
constexpr std::int64_t kJudged = 256;          ///< samples whose answers decide about formats
constexpr std::int64_t kMostForLayers = 2000;  ///< validation samples for the loss of each layer

double seconds_between(std::chrono::steady_clock::time_point from, std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

const Fixed& input_format(const net::Graph& graph) {
  return std::get<net::Input>(graph[graph.inputs()[0]].op).format;
}

std::vector<int> labels_of(const SampleStore& store, std::span<const std::int64_t> samples) {
  std::vector<int> labels;
  for (const std::int64_t sample : samples)
    labels.push_back(store.labels()[static_cast<std::size_t>(sample)]);
  return labels;
}

std::vector<std::int64_t> all_of(const SampleStore& store) {
  std::vector<std::int64_t> samples(static_cast<std::size_t>(store.count()));
  std::iota(samples.begin(), samples.end(), 0);
  return samples;
}

/// The first `count` of a named random order.
std::vector<std::int64_t> some_of(const Loader& loader, const std::string& stream, std::int64_t count) {
  std::vector<std::int64_t> samples = loader.order(stream, 0);
  samples.resize(
      static_cast<std::size_t>(std::min<std::int64_t>(count, static_cast<std::int64_t>(samples.size()))));
  return samples;
}

}  // namespace

Trainer::Trainer(Model model, const Candidate& candidate, std::filesystem::path checkpoint_file, Watch& watch)
    : model_(std::move(model)),
      options_(candidate.options),
      judges_layers_(candidate.judges_layers),
      teacher_(candidate.teacher),
      phases_(phases_of(options_)),
      checkpoint_file_(std::move(checkpoint_file)),
      watch_(watch),
      training_(candidate.training, input_format(model_.graph())),
      validation_(candidate.validation, input_format(model_.graph())),
      loader_(training_, candidate.training.shape, input_format(model_.graph()), options_, candidate.seed),
      validation_loader_(validation_, candidate.training.shape, input_format(model_.graph()), options_,
                         candidate.seed),
      loss_(options_, model_.graph()[model_.logits()].shape.size(), training_.labels()),
      network_(model_),
      lasso_(candidate.lasso, model_),
      pruning_(candidate.pruning) {
  Sha256 key;
  key.add(net::hash(model_.graph())).add(describe(options_));
  key.add(fmt::format("{} {} {}", candidate.seed, training_.fingerprint(), validation_.fingerprint()));
  if (teacher_) {
    key.add(fmt::format(" {} {} ", teacher_->temperature, teacher_->label_share));
    key.add(std::as_bytes(std::span(teacher_->logits)));
  }
  add_to(key, candidate.lasso);
  if (pruning_) key.add(fmt::format(" prune {} {} {}", pruning_->first, pruning_->last, pruning_->key));
  state_.key = key.finish();
}

Result<TrainResult> Trainer::run() {
  for (const SampleStore* store : {&training_, &validation_})
    if (const Interval codes = input_format(model_.graph()).codes(); !codes.contains(store->range()))
      return Error(
          diag::kBadData, "samples",
          fmt::format("codes {} lie outside the input's {}", to_string(store->range()), to_string(codes)));
  saved_at_ = reported_at_ = Clock::now();
  resume();
  while (!is_done()) {
    if (!state_.has_begun) KNAP_TRY(begin_phase());
    while (!is_phase_over()) KNAP_TRY(run_epoch());
    end_phase();
    KNAP_TRY(save());
  }
  return result();
}

void Trainer::resume() {
  std::optional<Checkpoint> found = load_checkpoint(checkpoint_file_, state_.key);
  const bool goes_on = found.has_value();
  if (goes_on) {
    state_ = *std::move(found);
    model_.restore(state_.model);
  } else {
    const std::string stream = options_.is_augmented() ? "calibrate" : "";
    calibrate_front(
        model_, Inputs(network_, loader_, some_of(loader_, "calibrate", options_.calibration_samples), stream,
                       /*most_kept_bytes=*/0));
  }
  optimiser_ = Optimiser(options_, model_.parameters);
  if (goes_on) optimiser_.restore(state_.optimiser);
  validation_inputs_ = Inputs(network_, validation_loader_, all_of(validation_));
  if (!options_.is_augmented()) training_inputs_ = Inputs(network_, loader_, all_of(training_));
}

Result<void> Trainer::begin_phase() {
  state_.phase_name = phase().name;
  if (phase().calibrates) {
    state_.float_model = model_.save();
    KNAP_TRY(calibrate_all());
    model_.start_learned_ranges();
    optimiser_ = Optimiser(options_, model_.parameters);  // its moments are those of a float network
  }
  if (phase().starts_as_best) state_.best = {0, score(validate(phase().validates)), model_.save()};
  state_.has_begun = true;
  return {};
}

void Trainer::end_phase() {
  use_average();
  if (options_.keep != Keep::Last && state_.best.epoch >= 0) model_.restore(state_.best.model);
  state_.best = {};
  state_.average = {};
  ++state_.phase;
  state_.phase_name = is_done() ? "" : phase().name;
  state_.has_begun = false;
  state_.epoch = 0;
  reset_epoch();
}

/// Also right after a resumption: a run that was killed once its patience was over goes on with what follows.
bool Trainer::is_phase_over() const {
  return state_.epoch >= phase().epochs ||
         (options_.patience > 0 && state_.epoch - std::max(0, state_.best.epoch) >= options_.patience);
}

bool Trainer::moves_formats() const {
  return static_cast<double>(steps_done()) < phase().range_fraction * static_cast<double>(phase_steps());
}

Result<void> Trainer::prune() {
  int epoch = state_.epoch;
  for (int p = 0; p < state_.phase; ++p) epoch += phases_[static_cast<std::size_t>(p)].epochs;
  if (!pruning_ || epoch < pruning_->first || epoch > pruning_->last || epoch == state_.pruned_at) return {};
  KNAP_CHECK(state_.worth_steps > 0);
  const std::vector<Effective> used = model_.effective(phase().validates);
  std::map<std::string, Sensitivity> measured;
  for (std::size_t l = 0; l < model_.linears.size(); ++l) {
    Sensitivity& layer = measured[model_.graph()[model_.linears[l].node].name];
    layer.weights.assign(used[l].weights.begin(), used[l].weights.end());
    layer.first = state_.worth_first[l];
    layer.second = state_.worth_second[l];
    for (std::size_t i = 0; i < layer.first.size(); ++i) {
      layer.first[i] /= static_cast<double>(state_.worth_steps);
      layer.second[i] /= static_cast<double>(state_.worth_steps);
    }
  }
  KNAP_ASSIGN(const net::Masks kept, pruning_->select(measured, model_.masks(), epoch - pruning_->first));
  model_.prune(kept);
  optimiser_ = Optimiser(options_, model_.parameters);
  state_.best = {};
  state_.average = {};
  state_.pruned_at = epoch;
  return {};
}

void Trainer::add_worth(const std::vector<Effective>& weights, const LeafGradients& gradients) {
  if (state_.step == 0) {  // of an epoch
    state_.worth_steps = 0;
    state_.worth_first.clear();
    for (const Effective& layer : weights) state_.worth_first.emplace_back(layer.weights.size(), 0.0);
    state_.worth_second = state_.worth_first;
  }
  ++state_.worth_steps;
  for (std::size_t l = 0; l < weights.size(); ++l)
    for (std::size_t i = 0; i < weights[l].weights.size(); ++i) {
      const double change =
          static_cast<double>(weights[l].weights[i]) * static_cast<double>(gradients.weights[l][i]);
      state_.worth_first[l][i] += std::abs(change);
      state_.worth_second[l][i] += change * change;
    }
}

Result<void> Trainer::run_epoch() {
  if (state_.step == 0) KNAP_TRY(prune());
  if (state_.step == 0 && moves_formats()) model_.choose_weight_formats();
  KNAP_TRY(run_steps());
  return end_epoch();
}

Result<void> Trainer::run_steps() {
  const std::vector<std::int64_t> order = loader_.order(phase().name, state_.epoch);
  const std::int64_t batch = loader_.batch_size();
  while (state_.step < loader_.steps_per_epoch()) {
    const auto begin = Clock::now();
    if (watch_.is_stopped()) {
      KNAP_TRY(save());
      return Error(
          diag::kInterrupted, "train",
          fmt::format("stopped in {} epoch {}; run again to resume", phase().name, state_.epoch + 1));
    }
    const double learning_rate =
        phase().learning_rate *
        learning_rate_factor(phase().schedule, options_, steps_done(), phase_steps(), phase().epochs);
    const std::span<const std::int64_t> samples(order.data() + state_.step * batch,
                                                static_cast<std::size_t>(batch));
    KNAP_ASSIGN(const double loss, run_step(samples, learning_rate));
    state_.learning_rate = learning_rate;
    state_.loss_sum += loss;
    state_.weight_sum += loss_.total_weight(labels_of(training_, samples));
    ++state_.step;
    const auto end = Clock::now();
    const double seconds = seconds_between(begin, end);
    state_.epoch_seconds += seconds;
    state_.seconds += seconds;
    const bool saves = seconds_between(saved_at_, end) > options_.checkpoint_seconds;
    if (saves) KNAP_TRY(save());
    if (saves || seconds_between(reported_at_, end) > kReportSeconds) {
      report(static_cast<double>(state_.step * batch) / std::max(1e-9, state_.epoch_seconds));
      reported_at_ = end;
    }
  }
  return {};
}

Result<void> Trainer::end_epoch() {
  const auto begin = Clock::now();
  const ModelState live = model_.save();
  use_average();
  const Measure measure = validate(phase().validates);
  if (!std::isfinite(measure.loss))
    return Error(diag::kDiverged, fmt::format("{} epoch {}", phase().name, state_.epoch + 1),
                 "the validation loss is no number; lower the learning rate");
  state_.seconds += seconds_between(begin, Clock::now());
  const double rate = static_cast<double>(loader_.steps_per_epoch() * loader_.batch_size()) /
                      std::max(1e-9, state_.epoch_seconds);
  ++state_.epoch;
  state_.curves.push_back({state_.epoch, phase().name, state_.loss_sum / std::max(1e-300, state_.weight_sum),
                           measure.loss, measure.accuracy, measure.balanced_accuracy, state_.learning_rate,
                           state_.epoch_seconds, rate});
  if (state_.best.epoch < 0 || score(measure) > state_.best.measure)
    state_.best = {state_.epoch, score(measure), model_.save()};
  model_.restore(live);
  reset_epoch();
  KNAP_TRY(save());
  report(rate);
  return {};
}

void Trainer::reset_epoch() {
  state_.step = 0;
  state_.loss_sum = state_.weight_sum = state_.epoch_seconds = 0;
}

Result<double> Trainer::run_step(std::span<const std::int64_t> samples, double learning_rate) {
  const Mode mode = phase().learns;
  const std::vector<Effective> weights = model_.effective(mode);
  const std::vector<int> labels = labels_of(training_, samples);
  const double total = loss_.total_weight(labels);
  const bool is_entry = training_inputs_.is_entry();
  const std::size_t parts =
      std::clamp<std::size_t>(samples.size() / 8, 1, static_cast<std::size_t>(options_.shards));
  std::vector<Network::Pass> passes(parts);
  std::vector<double> losses(parts);
  parallel_for(parts, [&](std::size_t p) {
    const std::size_t from = samples.size() * p / parts, to = samples.size() * (p + 1) / parts;
    const std::vector<float> values = training_values(samples.subspan(from, to - from));
    const std::span<const int> part_labels(labels.data() + from, to - from);
    passes[p] = network_.train(
        mode, {values, static_cast<std::int64_t>(to - from), is_entry}, weights, phase().moves_statistics,
        [&](std::span<const float> logits, std::span<float> gradient) {
          losses[p] = learned(logits, samples.subspan(from, to - from), part_labels, gradient, total);
        });
  });
  for (std::size_t p = 1; p < parts; ++p) passes[0].gradients.add(passes[p].gradients);
  if (pruning_) add_worth(weights, passes[0].gradients);
  const double loss = std::accumulate(losses.begin(), losses.end(), 0.0);
  Gradients gradients = model_.backward(mode, weights, passes[0].gradients);
  const double norm = clip_gradients(gradients, options_.gradient_clip);
  if (!std::isfinite(loss) || !std::isfinite(norm))
    return Error(diag::kDiverged,
                 fmt::format("{} epoch {} step {}", phase().name, state_.epoch + 1, state_.step + 1),
                 fmt::format("the loss is {}; lower the learning rate (now {:.3g})", loss, learning_rate));
  const bool moves_ranges = moves_formats();
  for (const RangeLayer& range : model_.ranges)
    if (range.log2_step) model_.parameters[*range.log2_step].rate_factor = moves_ranges ? 1 : 0;
  optimiser_.step(model_.parameters, gradients, learning_rate);
  lasso_.shrink(model_.parameters, learning_rate);
  if (moves_ranges) model_.update_learned_ranges();
  if (phase().moves_statistics) update_statistics(passes);
  if (options_.average > 0) move_average(state_.average, model_.save(), options_.average, steps_done());
  return loss;
}

double Trainer::learned(std::span<const float> logits, std::span<const std::int64_t> samples,
                        std::span<const int> labels, std::span<float> gradient, double total) const {
  if (!teacher_) return loss_.sum(logits, labels, gradient, total);
  const std::size_t width = logits.size() / samples.size();
  std::vector<float> taught;
  for (const std::int64_t sample : samples) {
    const auto first = teacher_->logits.begin() + static_cast<std::ptrdiff_t>(width) * sample;
    taught.insert(taught.end(), first, first + static_cast<std::ptrdiff_t>(width));
  }
  return loss_.sum(logits, labels, *teacher_, taught, gradient, total);
}

void Trainer::update_statistics(const std::vector<Network::Pass>& parts) {
  const auto share = 1.0 / static_cast<double>(parts.size());
  for (std::size_t n = 0; n < model_.norms.size(); ++n) {
    NormLayer& norm = model_.norms[n];
    if (parts[0].statistics.mean[n].empty()) continue;
    for (std::size_t c = 0; c < norm.mean.size(); ++c) {
      double mean = 0, variance = 0;
      for (const Network::Pass& part : parts) {
        mean += share * part.statistics.mean[n][c];
        variance += share * part.statistics.variance[n][c];
      }
      norm.mean[c] += norm.momentum * (mean - norm.mean[c]);
      norm.variance[c] += norm.momentum * (variance - norm.variance[c]);
    }
  }
}

void Trainer::use_average() {
  if (!state_.average.parameters.empty()) model_.restore(state_.average);
}

Result<void> Trainer::calibrate_all() {
  const auto begin = Clock::now();
  report(0, "choosing formats");
  const std::string stream = options_.is_augmented() ? "calibrate" : "";
  const auto inputs = [&](std::int64_t count) {
    return Inputs(network_, loader_, some_of(loader_, "calibrate", count), stream);
  };
  const std::int64_t observed = options_.calibration_samples;
  KNAP_TRY(calibrate(model_, inputs(observed), inputs(std::min(kJudged, observed)), options_.calibration_bits,
                     watch_));
  state_.seconds += seconds_between(begin, Clock::now());
  return {};
}

std::vector<float> Trainer::training_values(std::span<const std::int64_t> samples) const {
  if (!options_.is_augmented()) return training_inputs_.values(samples);
  std::vector<float> values(samples.size() * loader_.sample_size());
  loader_.fill(samples, fmt::format("{}/{}", phase().name, state_.epoch), true, values);
  return values;
}

Measure Trainer::validate(Mode mode) const {
  return measure(loss_, validation_inputs_.logits(mode, model_.effective(mode)), validation_.labels());
}

TrainResult Trainer::result() {
  TrainResult found;
  found.unrounded = model_.to_float_graph();
  found.graph = model_.to_quantised_graph();
  found.quantised_validation = validate(Mode::Quantised);
  const ModelState quantised = model_.save();
  model_.restore(state_.float_model);
  found.float_graph = model_.to_float_graph();
  found.float_validation = validate(Mode::Folded);

  found.curves = state_.curves;
  found.seconds = state_.seconds;
  for (const Curve& curve : state_.curves)
    found.samples_per_second = std::max(found.samples_per_second, curve.samples_per_second);
  if (judges_layers_) judge_layers(quantised, found);
  return found;
}

void Trainer::judge_layers(const ModelState& quantised, TrainResult& found) {
  ModelState formats = state_.float_model;
  formats.range_bits = quantised.range_bits;
  formats.finer_bits = quantised.finer_bits;
  model_.restore(formats);
  model_.choose_weight_formats();
  const std::vector<std::int64_t> samples = some_of(validation_loader_, "layers", kMostForLayers);
  found.lost_by_layer =
      lost_by_layer(model_, Inputs(network_, validation_loader_, samples), labels_of(validation_, samples));
}

double Trainer::score(const Measure& found) const {
  switch (options_.keep) {
    case Keep::Last:
    case Keep::Loss:
      return -found.loss;
    case Keep::Accuracy:
      return found.accuracy;
    case Keep::BalancedAccuracy:
      return found.balanced_accuracy;
  }
  return 0;
}

Result<void> Trainer::save() {
  saved_at_ = Clock::now();
  if (checkpoint_file_.empty()) return {};
  state_.model = model_.save();
  state_.optimiser = optimiser_.state();
  return save_checkpoint(checkpoint_file_, state_);
}

void Trainer::report(double rate, const std::string& note) const {
  const std::int64_t steps = loader_.steps_per_epoch();
  std::int64_t before = 0, all = 0;
  for (std::size_t p = 0; p < phases_.size(); ++p) {
    if (static_cast<int>(p) < state_.phase) before += phases_[p].epochs * steps;
    all += phases_[p].epochs * steps;
  }
  Progress progress;
  progress.task = "train";
  progress.done = static_cast<double>(before + steps_done());
  progress.total = static_cast<double>(all);
  progress.rate = rate;
  progress.rate_unit = "samples";
  if (rate > 0)
    progress.seconds_left =
        (progress.total - progress.done) * static_cast<double>(loader_.batch_size()) / rate;
  progress.note = note.empty() ? fmt::format("{} epoch {}", phase().name,
                                             std::min(state_.epoch + 1, std::max(1, phase().epochs)))
                               : note;
  if (!state_.curves.empty())
    progress.note +=
        fmt::format(", validation loss {:.4f} accuracy {:.4f}", state_.curves.back().validation_loss,
                    state_.curves.back().validation_accuracy);
  watch_.report(progress);
}

}  // namespace knap::learn
