#include "learn/train/options.h"

#include <fmt/format.h>

#include <type_traits>

#include "core/base/diagnostics.h"

namespace knap::learn {
namespace {

template <class... Extra>
Bounds bounds_of(const Extra&... extra) {
  Bounds bounds;
  ((bounds = extra), ...);
  return bounds;
}

}  // namespace

Result<void> check(const TrainOptions& options, const std::string& where) {
  std::vector<Diagnostic> found;
  TrainOptions::fields(options, [&](std::string_view name, const auto& value, std::string_view,
                                    const auto&... extra) {
    if constexpr (!std::is_enum_v<std::decay_t<decltype(value)>>) {
      const Bounds bounds = bounds_of(extra...);
      const auto number = static_cast<double>(value);
      if (bounds.low <= number && number <= bounds.high) return;
      found.push_back({&diag::kWrongType, where,
                       fmt::format("{} is {}, must lie in [{}, {}]", name, number, bounds.low, bounds.high)});
    }
  });
  if (!found.empty()) return Error(std::move(found));
  return {};
}

std::string describe(const TrainOptions& options) {
  std::string text;
  TrainOptions::fields(
      options, [&text](std::string_view name, const auto& value, std::string_view, const auto&...) {
        using T = std::decay_t<decltype(value)>;
        if (name == "checkpoint_seconds")
          return;  // when a checkpoint is written changes nothing but the time
        if constexpr (std::is_enum_v<T>)
          text += fmt::format("{}={}\n", name, enum_names(value)[static_cast<std::size_t>(value)]);
        else
          text += fmt::format("{}={}\n", name, value);
      });
  return text;
}

}  // namespace knap::learn
