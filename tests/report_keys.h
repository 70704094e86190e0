// Report keys: only the described structs of core/schema name a key of report.json and its kin; app may not.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/source_tree.h"

namespace knap::house {

/// The keys of the described structs in src/core/schema/*.h: the first argument of every f("key", ...).
std::set<std::string> schema_keys(const SourceTree& tree);

/// Words that are a user's, not the report's: the keys of project files (rows "| `section.key` |" of
/// docs/toml/) and their sections, the verbs (pages of docs/verbs/), the metrics of [goal] (the table of
/// src/app/flow/targets.cc), and data, json, report.
std::set<std::string> user_words(const SourceTree& tree, const SourceTree& pages);

/// Finding `report-key`: a file of src/app (tests apart) that holds a key of the schema as a string, wherever
/// it stands, and which is no word of the user's. `pages` are the files of docs/.
std::vector<Finding> check_report_keys(const SourceTree& tree, const SourceTree& pages);

}  // namespace knap::house
