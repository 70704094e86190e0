#include "learn/train/calibration.h"

#include <algorithm>
#include <cmath>

#include "learn/train/divergence.h"
#include "learn/train/ranges.h"

namespace knap::learn {
namespace {

constexpr int kFinerRanges = 3;  ///< candidates beyond the step that holds all values
constexpr int kWeightReach = 2;  ///< candidates each way from least square error
constexpr double kEqual = 1.02;  ///< divergences closer than this are the samples' accident
constexpr double kHopeless = 2;  ///< a candidate so much worse ends the way to finer ones

bool is_chosen(const RangeLayer& range) {
  return !range.is_front && range.op.range != net::Quantize::Range::Given;
}

std::vector<Observer> observe_all(const Model& model, const Inputs& inputs) {
  std::vector<Observer> observers(model.ranges.size());
  inputs.observe(model.effective(Mode::Folded),
                 [&](std::size_t r, std::span<const float> seen) { observers[r].add(seen); });
  return observers;
}

class Calibration {
 public:
  Calibration(Model& model, const Inputs& observed, const Inputs& judged, const Watch& watch)
      : model_(model),
        judged_(judged),
        watch_(watch),
        weights_(model.effective(Mode::Folded)),
        acting_(model.ranges.size(), false),
        divergence_(judged.logits(Mode::Folded, weights_), model.graph()[model.logits()].shape.size()) {
    find_choices(observe_all(model, observed));
  }

  Result<void> run() {
    for (Choice& choice : choices_) KNAP_TRY(choose(choice));
    model_.choose_weight_formats();
    KNAP_ASSIGN(double least, divergence_of_all());
    for (Choice& choice : choices_) KNAP_TRY(move(choice, least));
    return {};
  }

 private:
  /// A number of bits to be chosen: the fraction bits of a range, or `finer_bits` of a layer's weights.
  struct Choice {
    bool is_range = false;
    std::size_t index = 0;        ///< in the model's ranges or linears
    std::vector<int> candidates;  ///< ascending; one: given
    int preferred = 0;            ///< among equals the nearest to this one
  };

  int& bits(const Choice& choice) {
    return choice.is_range ? model_.ranges[choice.index].op.format.fraction_bits
                           : model_.linears[choice.index].finer_bits;
  }

  /// In the order of the graph, so that a layer's operand has its format before its weights are chosen.
  void find_choices(const std::vector<Observer>& observers) {
    for (std::uint32_t n = 0; n < model_.graph().size(); ++n) {
      const net::NodeId id{n};
      const net::RealOp& op = model_.graph()[id].op;
      const std::size_t index = model_.index_of(id);
      if (std::holds_alternative<net::Quantize>(op) && !model_.ranges[index].is_front) {
        const net::Quantize& quantize = model_.ranges[index].op;
        Choice choice{true, index, {quantize.format.fraction_bits}, quantize.format.fraction_bits};
        if (is_chosen(model_.ranges[index])) {
          choice.preferred =
              widest_fraction_bits(observers[index].values(), quantize.format, is_symmetric(quantize));
          choice.candidates = {choice.preferred};
          for (int finer = 1; observers[index].has_values() && finer <= kFinerRanges; ++finer)
            choice.candidates.push_back(choice.preferred + finer);
        }
        choices_.push_back(std::move(choice));
      } else if (std::holds_alternative<net::Dense>(op) || std::holds_alternative<net::Conv>(op)) {
        if (model_.linears[index].format.width_bits == 0) continue;
        Choice choice{false, index, {}, 0};
        for (int by = -kWeightReach; by <= kWeightReach; ++by) choice.candidates.push_back(by);
        choices_.push_back(std::move(choice));
      }
    }
  }

  Result<double> divergence() {
    KNAP_TRY(watch_.check("train"));
    return divergence_.of(judged_.logits(acting_, weights_));
  }

  Result<double> divergence_of_all() {
    KNAP_TRY(watch_.check("train"));
    return divergence_.of(judged_.logits(Mode::Quantised, model_.effective(Mode::Quantised)));
  }

  void set(const Choice& choice, int value) {
    bits(choice) = value;
    if (choice.is_range) return;
    LinearLayer& layer = model_.linears[choice.index];
    model_.choose_weight_format(layer);
    weights_[choice.index] = model_.effective(layer, Mode::Quantised);
  }

  Result<void> choose(const Choice& choice) {
    model_.refresh_scales();
    if (choice.is_range) acting_[choice.index] = true;
    if (choice.candidates.size() == 1) {
      set(choice, choice.candidates[0]);
      return {};
    }
    std::vector<double> found;
    double least = 0;
    for (const int candidate : choice.candidates) {
      set(choice, candidate);
      KNAP_ASSIGN(const double now, divergence());
      if (!found.empty() && now > kHopeless * least) break;
      least = found.empty() ? now : std::min(least, now);
      found.push_back(now);
    }
    std::size_t best = found.size();
    const auto distance = [&](std::size_t i) { return std::abs(choice.candidates[i] - choice.preferred); };
    for (std::size_t i = 0; i < found.size(); ++i)
      if (found[i] <= kEqual * least && (best == found.size() || distance(i) < distance(best))) best = i;
    set(choice, choice.candidates[best]);
    return {};
  }

  /// One bit either way, with everything quantised, where that helps.
  Result<void> move(const Choice& choice, double& least) {
    if (choice.candidates.size() == 1) return {};
    const int before = bits(choice);
    int best = before;
    for (const int candidate : {before - 1, before + 1}) {
      if (choice.is_range && candidate < choice.preferred) continue;
      bits(choice) = candidate;
      model_.choose_weight_formats();  // others' biases may depend on it
      KNAP_ASSIGN(const double now, divergence_of_all());
      if (now * kEqual >= least) continue;
      least = now;
      best = candidate;
    }
    bits(choice) = best;
    model_.choose_weight_formats();
    return {};
  }

  Model& model_;
  const Inputs& judged_;
  const Watch& watch_;
  std::vector<Effective> weights_;
  std::vector<bool> acting_;  ///< by range
  Divergence divergence_;
  std::vector<Choice> choices_;
};

}  // namespace

void calibrate_front(Model& model, const Inputs& inputs) {
  for (std::size_t r = 0; r < model.ranges.size(); ++r) {
    if (!model.ranges[r].is_front || model.ranges[r].op.range == net::Quantize::Range::Given) continue;
    const std::vector<Observer> observers = observe_all(model, inputs);
    net::Quantize& op = model.ranges[r].op;
    op.format.fraction_bits = choose_fraction_bits(observers[r].values(), op.format, is_symmetric(op));
  }
}

Result<void> calibrate(Model& model, const Inputs& observed, const Inputs& judged, int extra_bits,
                       const Watch& watch) {
  KNAP_TRY(Calibration(model, observed, judged, watch).run());
  for (RangeLayer& range : model.ranges)
    if (is_chosen(range)) range.op.format.fraction_bits += extra_bits;
  model.choose_weight_formats();
  return {};
}

}  // namespace knap::learn
