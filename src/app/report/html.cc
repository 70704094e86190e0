#include "app/report/html.h"

#include <fmt/format.h>

#include <map>
#include <span>
#include <string_view>

#include "app/report/markup.h"
#include "app/report/sections.h"
#include "app/report/stale.h"
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

using schema::Report;

struct Part {
  std::string_view title;
  std::string (*markup)(const Report&);
  std::string (*stale)(const Report&);  ///< what of it is out of date
};

/// In the order of the page.
constexpr Part kParts[] = {
    {"Targets", targets_markup, stale_line_of<&Report::targets>},
    {"Accuracy", accuracy_markup,
     stale_line_of<&Report::accuracy, &Report::detection, &Report::classification, &Report::confusion>},
    {"Compression", compress_markup, stale_line_of<&Report::compress>},
    {"Verification", proof_markup, stale_line_of<&Report::verify>},
    {"Latency and throughput", cycles_markup, stale_line_of<&Report::cycles, &Report::deadlock_freedom>},
    {"Devices", devices_markup, stale_line_of<&Report::devices>},
    {"Network", network_markup, stale_line_of<&Report::model>},
    {"Training", training_markup, stale_line_of<&Report::training>},
    {"Data, stages and tools", origins_markup, stale_line_of<&Report::data, &Report::stages, &Report::tools>},
};

}  // namespace

std::string report_html(const Report& report) {
  std::string body, links;
  for (const Part& part : kParts) {
    const std::string markup = part.stale(report) + part.markup(report);
    if (markup.empty()) continue;
    body += section(part.title, markup);
    links += fmt::format("<a href=\"#{}\">{}</a>\n", id_of(part.title), escape(part.title));
  }
  const std::span<const EmbeddedFile> files = embedded_app_report();
  const std::string project = report.project.value_or("");
  return fill(embedded_file(files, "page/page.html"),
              {{"title", escape(project.empty() ? "knap" : project + " \u00b7 knap")},
               {"css", std::string(embedded_file(files, "page/style.css"))},
               {"header", header_markup(report)},
               {"links", links},
               {"body", body},
               {"json", escape_json(print_json(to_value(report), 0))},
               {"chart_js", std::string(embedded_file(embedded_chart_js(), "chart.min.js"))},
               {"charts", std::string(embedded_file(files, "page/charts.js"))}});
}

}  // namespace knap::app
