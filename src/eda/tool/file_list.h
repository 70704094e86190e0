// load_file_list: the sources that a files.f names, with all that they read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace knap::eda {

/// The sources of a files.f: one path per line, blank lines and lines that begin with // or + are left out.
std::vector<std::string> parse_file_list(const std::string& text);

/// A memory image ("x.mem", "x.hex") that a source names, and what it must hold where the source says so.
struct Image {
  std::string file;
  std::int64_t words = 0, width_bits = 0;  ///< of binary digits; 0: anything
  bool operator==(const Image&) const = default;
};
std::vector<Image> images_of(const std::string& source);

/// A file list below `rtl` and what it leads to, all relative to `rtl`.
struct FileList {
  std::vector<std::string> sources, images;
};

/// Every source and every memory image is there and holds something, an image all of its words: kBadArtefact
/// names the one that does not, before a tool says so in its own words or takes half of the weights.
/// kMissingStage when there is no such list.
Result<FileList> load_file_list(const std::filesystem::path& rtl, const std::string& list);

}  // namespace knap::eda
