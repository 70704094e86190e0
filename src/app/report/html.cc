#include "app/report/html.h"

#include <fmt/format.h>

#include <map>
#include <span>
#include <string_view>

#include "app/report/markup.h"
#include "app/report/read.h"
#include "app/report/sections.h"
#include "core/base/embedded.h"
#include "core/text/json.h"

namespace knap {
std::span<const EmbeddedFile> embedded_app_report();
std::span<const EmbeddedFile> embedded_chart_js();
}  // namespace knap

namespace knap::app {
namespace {

/// Replaces {{name}} in one pass: what is put in is not looked at again.
std::string fill(std::string_view text, const std::map<std::string_view, std::string>& parts) {
  std::string out;
  while (true) {
    const std::size_t open = text.find("{{");
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const std::size_t close = text.find("}}", open);
    KNAP_CHECK(close != std::string_view::npos, "an open {{ in the page");
    const auto part = parts.find(text.substr(open + 2, close - open - 2));
    KNAP_CHECK(part != parts.end(), "the page names a part that there is not");
    out += part->second;
    text.remove_prefix(close + 2);
  }
}

struct Part {
  std::string_view id, title;
  std::string (*markup)(const Value&);
};

/// In the order of the page.
constexpr Part kParts[] = {
    {"targets", "Targets", targets_markup},    {"accuracy", "Accuracy", accuracy_markup},
    {"proof", "Verification", proof_markup},   {"speed", "Latency and throughput", cycles_markup},
    {"devices", "Devices", devices_markup},    {"network", "Network", network_markup},
    {"training", "Training", training_markup}, {"origins", "Data, stages and tools", origins_markup},
};

}  // namespace

std::string report_html(const Value& report) {
  std::string body, links;
  for (const Part& part : kParts) {
    const std::string markup = part.markup(report);
    if (markup.empty()) continue;
    body += section(part.id, part.title, markup);
    links += fmt::format("<a href=\"#{}\">{}</a>\n", part.id, escape(part.title));
  }
  const std::span<const EmbeddedFile> files = embedded_app_report();
  const std::string project = text_at(report, "project");
  return fill(embedded_file(files, "page/page.html"),
              {{"title", escape(project.empty() ? "knap" : project + " \u00b7 knap")},
               {"style", std::string(embedded_file(files, "page/style.css"))},
               {"header", header_markup(report)},
               {"links", links},
               {"body", body},
               {"report", escape_json(print_json(report, 0))},
               {"chart_js", std::string(embedded_file(embedded_chart_js(), "chart.min.js"))},
               {"charts", std::string(embedded_file(files, "page/charts.js"))}});
}

}  // namespace knap::app
