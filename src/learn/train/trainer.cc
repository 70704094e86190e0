#include "learn/train/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/diagnostics.h"
#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "learn/train/average.h"
#include "learn/train/ranges.h"
#include "learn/train/schedule.h"
#include "net/ir/text.h"

namespace knap::learn {
namespace {

constexpr std::size_t kMostCachedBytes = std::size_t{2} << 30;
constexpr std::int64_t kInferenceBatch = 128;
constexpr double kReportSeconds = 0.2;

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

}  // namespace

Trainer::Trainer(Model model, const Samples& training, const Samples& validation, const TrainOptions& options,
                 std::uint64_t seed, std::filesystem::path checkpoint_file, Watch& watch)
    : model_(std::move(model)),
      options_(options),
      seed_(seed),
      checkpoint_file_(std::move(checkpoint_file)),
      watch_(watch),
      training_(training, input_format(model_.graph())),
      validation_(validation, input_format(model_.graph())),
      loader_(training_, training.shape, input_format(model_.graph()), options, seed),
      validation_loader_(validation_, training.shape, input_format(model_.graph()), options, seed),
      loss_(options, model_.graph()[model_.logits()].shape.size(), training_.labels()),
      network_(model_),
      input_size_(static_cast<std::size_t>(training.shape.size())),
      entry_size_(static_cast<std::size_t>(model_.graph()[network_.entry()].shape.size())) {
  Sha256 key;
  key.add(net::hash(model_.graph())).add(describe(options));
  key.add(fmt::format("{} {} {}", seed, training_.fingerprint(), validation_.fingerprint()));
  state_.key = key.finish();
}

Result<TrainResult> Trainer::run() {
  for (const SampleStore* store : {&training_, &validation_})
    if (const Interval codes = input_format(model_.graph()).codes(); !codes.contains(store->range()))
      return Error(
          diag::kBadData, "samples",
          fmt::format("codes {} lie outside the input's {}", to_string(store->range()), to_string(codes)));
  saved_at_ = reported_at_ = Clock::now();
  start();
  while (state_.phase < 2) {
    KNAP_TRY(run_phase());
    keep_best();
    if (state_.phase == 0) {
      begin_quantised();
    } else {
      state_.phase = 2;
      state_.model = model_.save();
    }
    KNAP_TRY(save());
  }
  TrainResult result;
  result.graph = model_.to_quantised_graph();
  result.quantised_validation = validate(Mode::Quantised);
  model_.restore(state_.float_model);
  result.float_graph = model_.to_float_graph();
  result.float_validation = validate(Mode::Folded);
  result.curves = state_.curves;
  result.seconds = state_.seconds;
  for (const Curve& curve : state_.curves)
    result.samples_per_second = std::max(result.samples_per_second, curve.samples_per_second);
  return result;
}

void Trainer::start() {
  if (auto found = load_checkpoint(checkpoint_file_, state_.key)) {
    state_ = *std::move(found);
    model_.restore(state_.model);
    optimiser_ = Optimiser(options_, model_.parameters);
    optimiser_.restore(state_.optimiser);
  } else {
    calibrate(/*front=*/true);
    optimiser_ = Optimiser(options_, model_.parameters);
  }
  cache_entries();
}

Result<void> Trainer::run_phase() {
  while (state_.epoch < epochs()) {
    KNAP_ASSIGN(const bool goes_on, run_epoch());
    if (!goes_on) break;
  }
  return {};
}

Result<bool> Trainer::run_epoch() {
  if (state_.phase == 1 && state_.step == 0 &&
      static_cast<double>(state_.epoch) < options_.range_fraction * options_.quantised_epochs)
    model_.choose_weight_formats();
  const std::vector<std::int64_t> order = loader_.order(phase_name(), state_.epoch);
  const std::int64_t batch = loader_.batch_size(), steps = loader_.steps_per_epoch();
  const bool is_float = state_.phase == 0;
  const Schedule schedule = is_float ? options_.schedule : options_.quantised_schedule;
  const double greatest = is_float ? options_.learning_rate : options_.quantised_learning_rate;
  double learning_rate = 0;
  while (state_.step < steps) {
    const auto begin = Clock::now();
    if (watch_.is_stopped()) {
      KNAP_TRY(save());
      return Error(
          diag::kInterrupted, "train",
          fmt::format("stopped in {} epoch {}; run again to resume", phase_name(), state_.epoch + 1));
    }
    learning_rate = greatest * learning_rate_factor(schedule, options_, state_.epoch * steps + state_.step,
                                                    phase_steps(), epochs());
    const std::span<const std::int64_t> samples(order.data() + state_.step * batch,
                                                static_cast<std::size_t>(batch));
    KNAP_ASSIGN(const double loss, run_step(samples, learning_rate));
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
  const auto begin = Clock::now();
  const ModelState live = model_.save();
  use_average();
  const Measure measure = validate(is_float ? Mode::Folded : Mode::Quantised);
  if (!std::isfinite(measure.loss))
    return Error(diag::kDiverged, fmt::format("{} epoch {}", phase_name(), state_.epoch + 1),
                 "the validation loss is no number; lower the learning rate");
  state_.seconds += seconds_between(begin, Clock::now());
  const double rate = static_cast<double>(steps * batch) / std::max(1e-9, state_.epoch_seconds);
  state_.curves.push_back(
      {state_.epoch + 1, phase_name(), state_.loss_sum / std::max(1e-300, state_.weight_sum), measure.loss,
       measure.accuracy, measure.balanced_accuracy, learning_rate, state_.epoch_seconds, rate});
  ++state_.epoch;
  if (state_.best.epoch == 0 || score(measure) > state_.best.measure)
    state_.best = {state_.epoch, score(measure), model_.save()};
  model_.restore(live);
  finish_epoch();
  report(rate);
  KNAP_TRY(save());
  return options_.patience == 0 || state_.epoch - state_.best.epoch < options_.patience;
}

void Trainer::finish_epoch() {
  state_.step = 0;
  state_.loss_sum = state_.weight_sum = state_.epoch_seconds = 0;
}

Result<double> Trainer::run_step(std::span<const std::int64_t> samples, double learning_rate) {
  const std::vector<Effective> weights = model_.effective(mode());
  const std::vector<int> labels = labels_of(training_, samples);
  const double total = loss_.total_weight(labels);
  const bool is_cached = !training_entries_.empty();
  const auto progress = static_cast<double>(state_.epoch * loader_.steps_per_epoch() + state_.step) /
                        static_cast<double>(std::max<std::int64_t>(1, phase_steps()));
  // Folded norms keep the statistics of the float phase: moving them moves the quantised weights.
  const bool with_statistics = state_.phase == 0;
  const std::size_t parts =
      std::clamp<std::size_t>(samples.size() / 8, 1, static_cast<std::size_t>(options_.shards));
  std::vector<Network::Pass> passes(parts);
  std::vector<double> losses(parts);
  parallel_for(parts, [&](std::size_t p) {
    const std::size_t from = samples.size() * p / parts, to = samples.size() * (p + 1) / parts;
    const std::vector<float> values = training_values(samples.subspan(from, to - from));
    const std::span<const int> part_labels(labels.data() + from, to - from);
    passes[p] =
        network_.train(mode(), {values, static_cast<std::int64_t>(to - from), is_cached}, weights,
                       with_statistics, [&](std::span<const float> logits, std::span<float> gradient) {
                         losses[p] = loss_.sum(logits, part_labels, gradient, total);
                       });
  });
  for (std::size_t p = 1; p < parts; ++p) passes[0].gradients.add(passes[p].gradients);
  const double loss = std::accumulate(losses.begin(), losses.end(), 0.0);
  Gradients gradients = model_.backward(mode(), weights, passes[0].gradients);
  const double norm = clip_gradients(gradients, options_.gradient_clip);
  if (!std::isfinite(loss) || !std::isfinite(norm))
    return Error(diag::kDiverged,
                 fmt::format("{} epoch {} step {}", phase_name(), state_.epoch + 1, state_.step + 1),
                 fmt::format("the loss is {}; lower the learning rate (now {:.3g})", loss, learning_rate));
  const bool moves_ranges = state_.phase == 1 && progress < options_.range_fraction;
  for (const RangeLayer& range : model_.ranges)
    if (range.log2_step) model_.parameters[*range.log2_step].rate_factor = moves_ranges ? 1 : 0;
  optimiser_.step(model_.parameters, gradients, learning_rate);
  if (moves_ranges) model_.update_learned_ranges();
  if (with_statistics) update_statistics(passes);
  if (options_.average > 0)
    move_average(state_.average, model_.save(), options_.average,
                 state_.epoch * loader_.steps_per_epoch() + state_.step);
  return loss;
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

void Trainer::keep_best() {
  use_average();
  if (options_.keep != Keep::Last && state_.best.epoch > 0) model_.restore(state_.best.model);
}

void Trainer::begin_quantised() {
  state_.float_model = model_.save();
  calibrate(/*front=*/false);
  model_.start_learned_ranges();
  model_.refresh_scales();
  model_.choose_weight_formats();
  optimiser_ = Optimiser(options_, model_.parameters);
  state_.best = {};
  state_.average = {};
  state_.phase = 1;
  state_.epoch = 0;
  finish_epoch();
}

void Trainer::calibrate(bool front) {
  const std::int64_t count = std::min<std::int64_t>(options_.calibration_samples, training_.count());
  const std::vector<std::int64_t> samples = loader_.order("calibrate", 0);
  const auto observe = [&](const std::vector<std::size_t>& wanted) {
    std::vector<Observer> observers(model_.ranges.size());
    const std::vector<Effective> weights = model_.effective(Mode::Folded);
    for (std::int64_t at = 0; at < count; at += kInferenceBatch) {
      const std::int64_t size = std::min(kInferenceBatch, count - at);
      std::vector<float> values(static_cast<std::size_t>(size) * input_size_);
      loader_.fill({samples.data() + at, static_cast<std::size_t>(size)}, "calibrate",
                   options_.is_augmented(), values);
      network_.infer(Mode::Folded, {values, size, false}, weights,
                     [&](std::size_t r, std::span<const float> seen) {
                       if (std::find(wanted.begin(), wanted.end(), r) != wanted.end()) observers[r].add(seen);
                     });
    }
    for (const std::size_t r : wanted) {
      net::Quantize& op = model_.ranges[r].op;
      op.format.fraction_bits =
          choose_fraction_bits(observers[r].values(), op.format, op.overflow == Overflow::SatSym) +
          (front ? 0 : options_.calibration_bits);
    }
  };
  std::vector<std::size_t> wanted;
  for (std::size_t r = 0; r < model_.ranges.size(); ++r) {
    const RangeLayer& range = model_.ranges[r];
    if (range.is_front != front || range.op.range == net::Quantize::Range::Given) continue;
    if (front)
      observe({r});  // one after the other: each acts on what the next one sees
    else
      wanted.push_back(r);
  }
  if (!wanted.empty()) observe(wanted);
}

std::vector<float> Trainer::training_values(std::span<const std::int64_t> samples) const {
  const bool is_cached = !training_entries_.empty();
  const std::size_t size = is_cached ? entry_size_ : input_size_;
  std::vector<float> values(samples.size() * size);
  if (is_cached)
    for (std::size_t i = 0; i < samples.size(); ++i)
      std::copy_n(training_entries_.begin() + samples[i] * static_cast<std::ptrdiff_t>(size), size,
                  values.begin() + static_cast<std::ptrdiff_t>(i * size));
  else
    loader_.fill(samples, fmt::format("{}/{}", phase_name(), state_.epoch), options_.is_augmented(), values);
  return values;
}

std::vector<float> Trainer::entries_of(const SampleStore& store, const Loader& loader) const {
  const std::size_t count = static_cast<std::size_t>(store.count());
  if (count * entry_size_ * sizeof(float) > kMostCachedBytes) return {};
  std::vector<float> entries(count * entry_size_);
  const auto batches = static_cast<std::size_t>((store.count() + kInferenceBatch - 1) / kInferenceBatch);
  parallel_for(batches, [&](std::size_t b) {
    const std::size_t from = b * kInferenceBatch, to = std::min(count, from + kInferenceBatch);
    std::vector<std::int64_t> samples(to - from);
    std::iota(samples.begin(), samples.end(), static_cast<std::int64_t>(from));
    std::vector<float> values(samples.size() * input_size_);
    loader.fill(samples, "", false, values);
    const std::vector<float> found =
        network_.run_front({values, static_cast<std::int64_t>(samples.size()), false});
    std::copy(found.begin(), found.end(), entries.begin() + static_cast<std::ptrdiff_t>(from * entry_size_));
  });
  return entries;
}

void Trainer::cache_entries() {
  validation_entries_ = entries_of(validation_, validation_loader_);
  if (!options_.is_augmented()) training_entries_ = entries_of(training_, loader_);
}

std::vector<float> Trainer::logits_of_validation(Mode mode) const {
  const auto count = static_cast<std::size_t>(validation_.count());
  const auto width = static_cast<std::size_t>(model_.graph()[model_.logits()].shape.size());
  const bool is_cached = !validation_entries_.empty();
  const std::size_t size = is_cached ? entry_size_ : input_size_;
  const std::vector<Effective> weights = model_.effective(mode);
  std::vector<float> logits(count * width);
  parallel_for((count + kInferenceBatch - 1) / kInferenceBatch, [&](std::size_t b) {
    const std::size_t from = b * kInferenceBatch, to = std::min(count, from + kInferenceBatch);
    std::vector<float> raw;
    std::span<const float> values(validation_entries_.data() + (is_cached ? from * size : 0),
                                  is_cached ? (to - from) * size : 0);
    if (!is_cached) {
      std::vector<std::int64_t> samples(to - from);
      std::iota(samples.begin(), samples.end(), static_cast<std::int64_t>(from));
      raw.resize(samples.size() * size);
      validation_loader_.fill(samples, "", false, raw);
      values = raw;
    }
    const std::vector<float> found =
        network_.infer(mode, {values, static_cast<std::int64_t>(to - from), is_cached}, weights);
    std::copy(found.begin(), found.end(), logits.begin() + static_cast<std::ptrdiff_t>(from * width));
  });
  return logits;
}

Measure Trainer::validate(Mode mode) const {
  return measure(loss_, logits_of_validation(mode), validation_.labels());
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

void Trainer::report(double rate) const {
  Progress progress;
  progress.task = "train";
  const std::int64_t steps = loader_.steps_per_epoch();
  const auto all = static_cast<double>((options_.float_epochs + options_.quantised_epochs) * steps);
  const std::int64_t before = state_.phase == 0 ? 0 : options_.float_epochs * steps;
  progress.done = static_cast<double>(before + state_.epoch * steps + state_.step);
  progress.total = all;
  progress.rate = rate;
  progress.rate_unit = "samples";
  progress.seconds_left =
      (all - progress.done) * static_cast<double>(loader_.batch_size()) / std::max(1e-9, rate);
  progress.note = fmt::format("{} epoch {}", phase_name(), std::min(state_.epoch + 1, std::max(1, epochs())));
  if (!state_.curves.empty())
    progress.note +=
        fmt::format(", validation loss {:.4f} accuracy {:.4f}", state_.curves.back().validation_loss,
                    state_.curves.back().validation_accuracy);
  watch_.report(progress);
}

}  // namespace knap::learn
