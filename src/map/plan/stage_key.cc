#include "map/plan/stage_key.h"

#include <fmt/format.h>

#include "core/base/match.h"
#include "core/text/described.h"
#include "core/text/toml.h"

namespace knap::map {

std::string key_of(const Stage& stage) {
  const std::string of_plumbing = match(
      stage.spec,
      [](const hw::FifoSpec& s) { return fmt::format("{} {}", s.depth, s.memory == hw::MemoryStyle::Block); },
      [](const hw::ForkSpec& s) { return fmt::format("{}", s.branches); },
      [](const hw::WidthConverterSpec& s) { return fmt::format("{}", s.in_lanes); },
      [](const auto&) { return std::string(); });
  return fmt::format("{}\n{}\n{}\n{}", stage.name, print_toml(to_value(stage.decision)), stage.output.lanes,
                     of_plumbing);
}

}  // namespace knap::map
