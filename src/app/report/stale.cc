#include "app/report/stale.h"

#include <fmt/format.h>

#include <utility>

#include "app/report/markup.h"

namespace knap::app {
namespace {

/// "run knap synth DIR", its command set as code.
std::string instruction(std::string_view command) {
  constexpr std::string_view kRun = "run ";
  if (command.substr(0, kRun.size()) == kRun) command.remove_prefix(kRun.size());
  return fmt::format("run <code>{}</code>", escape(command));
}

/// "devices, verify – run ...": one text for each command, in the order of the sections.
template <class IsWanted>
std::vector<std::string> texts_of(const schema::Report& report, IsWanted is_wanted) {
  std::vector<std::pair<std::string, std::string>> groups;  // command, the sections that it makes
  if (report.out_of_date)
    for (const auto& entry : *report.out_of_date) {
      if (!is_wanted(entry.first)) continue;
      const auto known = std::find_if(groups.begin(), groups.end(),
                                      [&](const auto& group) { return group.first == entry.second; });
      if (known == groups.end())
        groups.emplace_back(entry.second, escape(entry.first));
      else
        known->second += ", " + escape(entry.first);
    }
  std::vector<std::string> texts;
  texts.reserve(groups.size());
  for (const auto& group : groups)
    texts.push_back(fmt::format("{} \u2013 {}", group.second, instruction(group.first)));
  return texts;
}

}  // namespace

std::string stale_notice(const schema::Report& report) {
  const std::vector<std::string> texts = texts_of(report, [](const std::string&) { return true; });
  if (texts.empty()) return {};
  std::string what = " " + texts.front();
  if (texts.size() > 1) {
    what = "\n<ul>\n";
    for (const std::string& text : texts) what += fmt::format("<li>{}</li>\n", text);
    what += "</ul>\n";
  }
  return fmt::format(
      "<div class=\"notice\" role=\"note\"><strong>Out of date:</strong>{}<p>Files that these figures stand "
      "on "
      "changed after they were measured; they are left out below until they are made anew.</p></div>\n",
      what);
}

std::string stale_line(const schema::Report& report, const std::vector<std::string_view>& keys) {
  const auto is_part_of = [&](const std::string& name) {
    return std::any_of(keys.begin(), keys.end(), [&](std::string_view key) {
      return name == key || name.rfind(std::string(key) + ".", 0) == 0;
    });
  };
  std::string line;
  for (const std::string& text : texts_of(report, is_part_of)) line += (line.empty() ? "" : "; ") + text;
  return line.empty() ? line
                      : fmt::format("<p class=\"stale\"><strong>Out of date:</strong> {}.</p>\n", line);
}

}  // namespace knap::app
