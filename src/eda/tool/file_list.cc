#include "eda/tool/file_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"

namespace knap::eda {
namespace {

Result<std::string> load_named(const std::filesystem::path& file, const std::string& by) {
  if (!is_file(file))
    return Error(diag::kBadArtefact, file.string(),
                 fmt::format("is missing, and {} names it; run 'knap generate' to make it anew", by));
  KNAP_ASSIGN(std::string text, read_file(file, diag::kBadArtefact));
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    return Error(diag::kBadArtefact, file.string(),
                 fmt::format("is empty, and {} names it; run 'knap generate' to make it anew", by));
  return text;
}

}  // namespace

std::vector<std::string> parse_file_list(const std::string& text) {
  std::vector<std::string> files;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos || line[first] == '+' || line.compare(first, 2, "//") == 0) continue;
    files.push_back(line.substr(first, line.find_last_not_of(" \t\r") - first + 1));
  }
  return files;
}

std::vector<std::string> images_of(const std::string& source) {
  static const std::regex name(R"x("([^"\n]+\.(?:mem|hex))")x");
  std::vector<std::string> images;
  for (std::sregex_iterator found(source.begin(), source.end(), name), end; found != end; ++found)
    if (std::find(images.begin(), images.end(), (*found)[1].str()) == images.end())
      images.push_back((*found)[1].str());
  return images;
}

Result<FileList> load_file_list(const std::filesystem::path& rtl, const std::string& list) {
  if (!is_file(rtl / list))
    return Error(diag::kMissingStage, (rtl / list).string(), "is missing; run 'knap generate' first");
  KNAP_ASSIGN(const std::string text, read_file(rtl / list, diag::kBadArtefact));
  FileList found{parse_file_list(text), {}};
  if (found.sources.empty()) return Error(diag::kBadArtefact, (rtl / list).string(), "names no source");
  for (const std::string& source : found.sources) {
    KNAP_ASSIGN(const std::string body, load_named(rtl / source, list));
    for (const std::string& image : images_of(body)) {
      KNAP_TRY(load_named(rtl / image, source));
      if (std::find(found.images.begin(), found.images.end(), image) == found.images.end())
        found.images.push_back(image);
    }
  }
  return found;
}

}  // namespace knap::eda
