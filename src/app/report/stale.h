// Stale sections: what the report leaves out because files changed since, and what makes it anew.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/report.h"

namespace knap::app {

/// The notice at the top of the page, of every section that is out of date; nothing where there is none.
std::string stale_notice(const schema::Report& report);

/// One line for those of the sections `keys` that are out of date; nothing where all are up to date.
std::string stale_line(const schema::Report& report, const std::vector<std::string_view>& keys);

/// stale_line of some members of Report: stale_line_of<&schema::Report::verify>(report).
template <auto... Sections>
std::string stale_line_of(const schema::Report& report) {
  const std::array<const void*, sizeof...(Sections)> wanted{&(report.*Sections)...};
  std::vector<std::string_view> keys;
  schema::Report::fields(report, [&](std::string_view key, const auto& section, std::string_view) {
    if (std::find(wanted.begin(), wanted.end(), static_cast<const void*>(&section)) != wanted.end())
      keys.push_back(key);
  });
  return stale_line(report, keys);
}

}  // namespace knap::app
