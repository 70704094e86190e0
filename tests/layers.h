// The layer checker: holds a source tree against cmake/layers.cmake and the layer edges of ARCHITECTURE.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/source_tree.h"

namespace knap::house {

/// One row of cmake/layers.cmake.
struct Row {
  std::string room;  ///< "net/ir"
  std::vector<std::string> dependencies;
  std::vector<std::string> packages;
};

/// The rows in the order of the table; only lines that begin with a quote count.
std::vector<Row> parse_rows(std::string_view layers_cmake);

/// Findings about the table itself: `duplicate-row`, `unknown-room` (a row names a room without a row),
/// `upward-edge` (a row names itself or a later row), `layer-edge` (against the layer table), `cycle`.
std::vector<Finding> check_rows(const std::vector<Row>& rows);

/// Findings about the sources below src/: `no-row` (a folder with sources that is not a row),
/// `forbidden-include` (a room that the row does not name), `layer-edge`, `package` (a library's header
/// outside the rows that name its package), `include-form` (relative, computed, or not found below src/),
/// `cycle` (of headers).
std::vector<Finding> check_sources(const SourceTree& tree, const std::vector<Row>& rows);

}  // namespace knap::house
