// knap dataset: lists, fetches and checks published data sets.
#include <fmt/format.h>

#include "app/cli/verb.h"
#include "core/base/diagnostics.h"
#include "core/schema/listing.h"
#include "core/sys/environment.h"
#include "data/set/download.h"
#include "data/set/registry.h"

namespace knap::app {
namespace {

Outcome list_sets() {
  Outcome outcome;
  outcome.text = data::describe_sets();
  schema::KnownSets known;
  for (const data::SetInfo& info : data::all_sets())
    known.sets.push_back({std::string(info.name), std::string(info.folder), std::string(info.licence),
                          std::string(info.split_rule)});
  outcome.json = to_value(known);
  return outcome;
}

}  // namespace

Result<Outcome> dataset_verb(const Arguments& arguments, Watch& watch) {
  const std::vector<std::string>& words = arguments.inputs;
  if (words.size() == 1 && words[0] == "list") return list_sets();
  if (words.size() != 2 || (words[0] != "get" && words[0] != "check"))
    return Error(diag::kUsage, "knap dataset", "the words are: list, get NAME, check NAME");
  KNAP_ASSIGN(const data::SetInfo* info, data::find_set(words[1]));
  const std::filesystem::path root = get_env("KNAP_DATA_DIR").value_or("");
  Outcome outcome;
  if (words[0] == "get") {
    KNAP_ASSIGN(const std::vector<std::string> lines, data::get_set(*info, root, {}, watch));
    for (const std::string& line : lines) outcome.text += line + "\n";
    return outcome;
  }
  KNAP_ASSIGN(const data::CheckOutcome checked, data::check_set(*info, root, watch));
  for (const data::FileState& file : checked.files)
    outcome.text += fmt::format("{}: {}\n", file.path, file.detail);
  outcome.text += checked.contents;
  return outcome;
}

}  // namespace knap::app
