// docs: the pages of docs/toml and docs/diagnostics.md, made from the described structs and the catalogue
// themselves.
#pragma once

#include <map>
#include <string>

namespace knap::app {

/// "toml/train.md" -> text: one page per section of a project's TOML, and "diagnostics.md". The test
/// docs_test compares them with the files under docs/ and rewrites these with KNAP_UPDATE_GOLDEN=1.
std::map<std::string, std::string> generated_pages();

}  // namespace knap::app
