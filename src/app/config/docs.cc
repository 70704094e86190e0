#include "app/config/docs.h"

#include <fmt/format.h>

#include "app/config/config.h"
#include "core/base/diagnostics.h"

namespace knap::app {
namespace {

std::string escape(std::string text) {
  for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2))
    text.replace(at, 1, "\\|");
  return text;
}

std::string table_of(const std::vector<FieldDoc>& fields) {
  std::string text = "| key | type | default | meaning |\n|---|---|---|---|\n";
  for (const FieldDoc& field : fields)
    text += fmt::format("| `{}` | {} | {} | {} |\n", field.name, escape(field.type),
                        field.default_value.empty() ? "" : "`" + escape(field.default_value) + "`",
                        escape(field.doc));
  return text;
}

template <class Section>
std::string page(const std::string& name, const std::string& what) {
  return fmt::format("# [{0}]: {1}\n\nGenerated from the program's own description of its options.\n\n{2}",
                     name, what, table_of(describe<Section>()));
}

std::string diagnostics_page() {
  std::string text =
      "# Diagnostics\n\nGenerated from the catalogue `src/core/base/diagnostics.h`. Errors are printed as\n"
      "`knap: error: WHERE: MESSAGE [code]`; the exit code is that of the first one.\n\n| code | exit | "
      "when, and the way out |\n"
      "|---|---|---|\n";
  for (const DiagnosticKind* kind : diag::kAll)
    text += fmt::format("| `{}` | {} | {} |\n", kind->code, static_cast<int>(kind->fault), kind->help);
  return text;
}

}  // namespace

std::map<std::string, std::string> generated_pages() {
  return {
      {"toml/project.md", page<ProjectOptions>("project", "name and seed")},
      {"toml/data.md", page<data::DataOptions>("data", "which data, and how it is split")},
      {"toml/network.md", page<net::NetworkSpec>("network", "the network, layer by layer")},
      {"toml/train.md", page<learn::TrainOptions>("train", "training in floating point, then quantised")},
      {"toml/decision.md", page<DecisionOptions>("decision", "the threshold of a detector")},
      {"toml/compress.md",
       page<CompressOptions>("compress", "what is to become smaller, and what it may cost")},
      {"toml/plan.md", page<map::PlanOptions>("plan", "how the network becomes hardware")},
      {"toml/synth.md", page<SynthOptions>("synth", "devices, place-and-route")},
      {"toml/verify.md", page<verify::VerifyOptions>("verify", "how much of the ladder is climbed")},
      {"toml/goal.md", page<GoalOptions>("goal", "what the project wants")},
      {"toml/plan_file.md",
       page<map::PlanFile>("plan.toml", "the mapping decisions, a file to read, edit and feed back")},
      {"diagnostics.md", diagnostics_page()},
  };
}

}  // namespace knap::app
