#include "learn/train/options.h"

#include <fmt/format.h>

#include <type_traits>

#include "core/base/diagnostics.h"

namespace knap::learn {
namespace {

struct Range {
  std::string_view name;
  double value, low, high;
};

}  // namespace

Result<void> check(const TrainOptions& o, const std::string& where) {
  const double kBig = 1e9;
  const Range ranges[] = {
      {"float_epochs", double(o.float_epochs), 0, 100000},
      {"quantised_epochs", double(o.quantised_epochs), 0, 100000},
      {"batch", double(o.batch), 1, 65536},
      {"learning_rate", o.learning_rate, 0, kBig},
      {"quantised_learning_rate", o.quantised_learning_rate, 0, kBig},
      {"momentum", o.momentum, 0, 0.9999},
      {"weight_decay", o.weight_decay, 0, 1},
      {"gradient_clip", o.gradient_clip, 0, kBig},
      {"warmup", o.warmup, 0, 1},
      {"step_epochs", double(o.step_epochs), 1, 100000},
      {"step_factor", o.step_factor, 0, 1},
      {"patience", double(o.patience), 0, 100000},
      {"label_smoothing", o.label_smoothing, 0, 0.9},
      {"statistics_fraction", o.statistics_fraction, 0, 1},
      {"range_fraction", o.range_fraction, 0, 1},
      {"calibration_samples", double(o.calibration_samples), 1, 1e6},
      {"shift", double(o.shift), 0, kBig},
      {"scale", o.scale, 0, 3},
      {"noise", o.noise, 0, kBig},
      {"flip", o.flip, 0, 1},
      {"sign_flip", o.sign_flip, 0, 1},
      {"shards", double(o.shards), 1, 64},
      {"checkpoint_seconds", o.checkpoint_seconds, 0, kBig},
  };
  std::vector<Diagnostic> found;
  for (const Range& range : ranges)
    if (!(range.low <= range.value && range.value <= range.high))
      found.push_back(
          {&diag::kWrongType, where,
           fmt::format("{} is {}, must lie in [{}, {}]", range.name, range.value, range.low, range.high)});
  if (!found.empty()) return Error(std::move(found));
  return {};
}

std::string describe(const TrainOptions& options) {
  std::string text;
  TrainOptions::fields(options, [&text](std::string_view name, const auto& value, std::string_view) {
    using T = std::decay_t<decltype(value)>;
    if (name == "checkpoint_seconds") return;  // when a checkpoint is written changes nothing but the time
    if constexpr (std::is_enum_v<T>)
      text += fmt::format("{}={}\n", name, enum_names(value)[static_cast<std::size_t>(value)]);
    else
      text += fmt::format("{}={}\n", name, value);
  });
  return text;
}

}  // namespace knap::learn
