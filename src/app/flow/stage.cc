#include "app/flow/stage.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>

#include "app/flow/project.h"
#include "core/base/diagnostics.h"
#include "core/base/hash.h"
#include "core/sys/files.h"
#include "core/text/json.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;

fs::path record_file(const Project& project, std::string_view name) {
  return project.out / ".knap" / fmt::format("{}.json", name);
}

struct Record {
  std::string key, outputs;
  Value sections{ValueTable{}};
  double seconds = 0;
};

std::string text_of(const Value& table, std::string_view key) {
  const Value* value = table.find(key);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(&value->data);
  return text == nullptr ? "" : *text;
}

/// A record that cannot be read is as good as none: the stage is done again.
std::optional<Record> load_record(const Project& project, std::string_view name) {
  const fs::path file = record_file(project, name);
  if (!is_file(file)) return std::nullopt;
  const Result<std::string> text = read_file(file);
  if (!text.ok()) return std::nullopt;
  const Result<Value> value = parse_json(*text, file.string());
  if (!value.ok()) return std::nullopt;
  Record record{text_of(*value, "key"), text_of(*value, "outputs"), Value(ValueTable{}), 0};
  if (const Value* sections = value->find("sections")) record.sections = *sections;
  if (const Value* seconds = value->find("seconds"))
    if (const auto* number = std::get_if<double>(&seconds->data)) record.seconds = *number;
  return record;
}

Result<void> save_record(const Project& project, std::string_view name, const Record& record) {
  Value table{ValueTable{}};
  table.set("key", Value(record.key));
  table.set("outputs", Value(record.outputs));
  table.set("seconds", Value(record.seconds));
  table.set("sections", record.sections);
  KNAP_TRY(make_folders(project.out / ".knap"));
  return write_file(record_file(project, name), print_json(table) + "\n");
}

Result<std::string> key_of(const StageRow& row, const Project& project, const std::string& extra) {
  Sha256 hash;
  hash.add(fmt::format("{} {}\n", row.name, row.revision));
  for (const std::string_view section : row.sections)
    hash.add(fmt::format("[{}]\n{}\n", section, print_section(project.config, section)));
  KNAP_ASSIGN(const std::string inputs, hash_tree(project.out, row.inputs));
  return hash.add(inputs).add("\n").add(extra).finish();
}

}  // namespace

Result<std::string> hash_tree(const fs::path& root, const std::vector<std::string_view>& names) {
  Sha256 hash;
  for (const std::string_view name : names) {
    const fs::path path = root / name;
    if (is_file(path)) {
      KNAP_ASSIGN(const std::string digest, hash_file(path));
      hash.add(fmt::format("{} {}\n", name, digest));
    } else if (is_folder(path)) {
      KNAP_ASSIGN(const std::vector<std::string> files, list_files(path));
      for (const std::string& file : files) {
        KNAP_ASSIGN(const std::string digest, hash_file(path / file));
        hash.add(fmt::format("{}/{} {}\n", name, file, digest));
      }
    } else {
      hash.add(fmt::format("{} absent\n", name));
    }
  }
  return hash.finish();
}

Result<StageOutcome> run_stage(const StageRow& row, Project& project, const std::string& extra,
                               Watch& watch) {
  KNAP_TRY(watch.check(std::string(row.name)));
  KNAP_ASSIGN(const std::string key, key_of(row, project, extra));
  const std::optional<Record> record = load_record(project, row.name);
  StageOutcome outcome;
  outcome.name = row.name;
  if (record) {
    KNAP_ASSIGN(const std::string outputs, hash_tree(project.out, row.outputs));
    const bool is_untouched = outputs == record->outputs;
    if (record->key == key && is_untouched) {
      outcome.cached = true;
      outcome.seconds = record->seconds;
      outcome.sections = record->sections;
      return outcome;
    }
    if (!is_untouched && row.on_edit == OnEdit::Keep) project.keeps_plan = true;
    if (!is_untouched && row.on_edit == OnEdit::Refuse) {
      bool is_there = true;
      for (const std::string_view output : row.outputs)
        is_there &= is_file(project.out / output) || is_folder(project.out / output);
      if (is_there && !project.accepts_edits)
        return Error(diag::kEdited, project.file(row.outputs.front()).string(),
                     fmt::format("was changed by hand since 'knap {}' wrote it; 'knap verify' proves it as "
                                 "it is, or delete the folder to "
                                 "have it made anew",
                                 row.name));
    }
  }
  const auto start = std::chrono::steady_clock::now();
  KNAP_ASSIGN(outcome.sections, row.run(project, watch));
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  KNAP_ASSIGN(const std::string outputs, hash_tree(project.out, row.outputs));
  KNAP_TRY(save_record(project, row.name, {key, outputs, outcome.sections, outcome.seconds}));
  return outcome;
}

Result<Value> stage_sections(const Project& project, std::string_view name) {
  const std::optional<Record> record = load_record(project, name);
  return record ? record->sections : Value();
}

}  // namespace knap::app
