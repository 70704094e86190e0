#include "app/compress/worth.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "learn/train/sensitivity.h"
#include "net/eval/eval.h"

namespace knap::app {
namespace {

namespace op = net::integer;

constexpr int kSensitivityBatches = 64;
constexpr std::size_t kObserved =
    32;  ///< records, by the slow evaluator; sizes of channels are means of many positions

/// The input channels of a layer's outputs, and which of them each weight multiplies.
struct Channels {
  std::int64_t outputs = 1, inputs = 1, per_output = 1, groups = 1;

  static std::optional<Channels> of(const net::IntOp& any) {
    const auto* dense = std::get_if<op::MatVec>(&any);
    const auto* conv = std::get_if<op::Conv>(&any);
    if (dense == nullptr && conv == nullptr) return {};
    const IntTensor& weights = *(dense != nullptr ? dense->weights : conv->weights);
    const std::int64_t outputs = weights.shape[0];
    return Channels{outputs, weights.shape.channels(), weights.size() / outputs,
                    conv != nullptr ? conv->groups : 1};
  }
  std::size_t channel(std::int64_t weight) const {
    const std::int64_t group = weight / per_output / (outputs / groups);
    return static_cast<std::size_t>(group * inputs + weight % inputs);
  }
  std::size_t count() const { return static_cast<std::size_t>(inputs * groups); }
};

}  // namespace

Result<Worth> operand_sizes(const net::IntGraph& integer, const data::Dataset& dataset,
                            const std::vector<std::uint32_t>& records, const Watch& watch) {
  std::map<std::string, std::vector<double>> squares;  // by layer and input channel
  std::map<std::string, std::int64_t> positions;
  for (const std::uint32_t record : records) {
    KNAP_TRY(watch.check("compress"));
    KNAP_ASSIGN(const std::vector<IntTensor> values, net::evaluate_all(integer, {dataset.codes(record)}));
    for (std::uint32_t node = 0; node < integer.size(); ++node) {
      const net::NodeId id{node};
      const auto channels = Channels::of(integer[id].op);
      if (!channels) continue;
      const IntTensor& operand = values[integer[id].inputs[0].index];
      std::vector<double>& own = squares[integer[id].name];
      own.resize(channels->count());
      for (std::int64_t i = 0; i < operand.size(); ++i) {
        const auto x = static_cast<double>(operand[i]);
        own[static_cast<std::size_t>(i) % own.size()] += x * x;
      }
      positions[integer[id].name] += operand.size() / static_cast<std::int64_t>(own.size());
    }
  }
  Worth sizes;
  for (std::uint32_t node = 0; node < integer.size(); ++node) {
    const net::NodeId id{node};
    const auto channels = Channels::of(integer[id].op);
    if (!channels) continue;
    const std::string& name = integer[id].name;
    for (std::int64_t w = 0; w < channels->outputs * channels->per_output; ++w)
      sizes[name].push_back(
          std::sqrt(squares[name][channels->channel(w)] / static_cast<double>(positions[name])));
  }
  return sizes;
}

Worth worth_of(const std::map<std::string, learn::Sensitivity>& measured, Importance importance,
               const Worth& operands) {
  Worth worth;
  for (const auto& [layer, found] : measured) {
    std::vector<double>& own = worth[layer];
    for (std::size_t i = 0; i < found.weights.size(); ++i) {
      const double size = std::abs(found.weights[i]);
      switch (importance) {
        case Importance::L1:
          own.push_back(size);
          break;
        case Importance::L2:
          own.push_back(size * size);
          break;
        case Importance::Activation:
          own.push_back(size * operands.at(layer)[i]);
          break;
        case Importance::Taylor:
          own.push_back(found.first[i]);
          break;
        case Importance::Fisher:
          own.push_back(found.second[i]);
          break;
      }
    }
    if (importance == Importance::Taylor || importance == Importance::Fisher) continue;
    double sum = 1e-300;
    for (const double value : own) sum += value;
    for (double& value : own) value /= sum;
  }
  return worth;
}

Result<Worth> worth_of(const learn::Candidate& candidate, const net::IntGraph& integer, Importance importance,
                       const data::Dataset& dataset, Watch& watch) {
  using Measured = std::map<std::string, learn::Sensitivity>;
  KNAP_ASSIGN(const Measured measured, learn::sensitivity(candidate, kSensitivityBatches, watch));
  Worth operands;
  if (importance == Importance::Activation) {
    std::vector<std::uint32_t> records = dataset.split(data::Split::Train);
    records.resize(std::min(kObserved, records.size()));
    KNAP_ASSIGN(operands, operand_sizes(integer, dataset, records, watch));
  }
  return worth_of(measured, importance, operands);
}

}  // namespace knap::app
