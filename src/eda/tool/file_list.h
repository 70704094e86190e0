// load_file_list: the sources that a files.f names, with all that they read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace knap::eda {

/// The sources of a files.f: one path per line, blank lines and lines that begin with // or + are left out.
std::vector<std::string> parse_file_list(const std::string& text);

/// The memory images ("x.mem", "x.hex") that a source names.
std::vector<std::string> images_of(const std::string& source);

/// A file list below `rtl` and what it leads to, all relative to `rtl`.
struct FileList {
  std::vector<std::string> sources, images;
};

/// Every source and every memory image is there and holds something: kBadArtefact names the one that does
/// not, before a tool says so in its own words. kMissingStage when there is no such list.
Result<FileList> load_file_list(const std::filesystem::path& rtl, const std::string& list);

}  // namespace knap::eda
