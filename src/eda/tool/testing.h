// tool_or_skip: for tests that call an external program.
#pragma once

#include <gtest/gtest.h>

#include <optional>

#include "eda/tool/tool.h"

namespace knap::eda {

/// The reason why a test that needs `tools` has to be skipped, or nothing.
inline std::optional<std::string> missing_tool(std::initializer_list<Tool> tools, Toolbox& box) {
  for (const Tool tool : tools)
    if (const auto found = box.find(tool, Watch()); !found.ok()) return to_string(found.error());
  return std::nullopt;
}

}  // namespace knap::eda

/// KNAP_TOOL_OR_SKIP(box, Tool::Yosys, ...): skips the test, naming what is missing.
#define KNAP_TOOL_OR_SKIP(box, ...)                                                \
  if (const auto missing = ::knap::eda::missing_tool({__VA_ARGS__}, box); missing) \
  GTEST_SKIP() << "tool_or_skip: " << *missing
