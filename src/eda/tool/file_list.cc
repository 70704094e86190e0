#include "eda/tool/file_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "eda/tool/tool.h"

namespace knap::eda {
namespace {

Result<std::string> load_named(const std::filesystem::path& file, const std::string& by) {
  if (!is_file(file))
    return Error(
        diag::kBadArtefact, file.string(),
        fmt::format("is missing, and {} names it; delete the folder and run 'knap generate' to make it anew",
                    by));
  KNAP_ASSIGN(std::string text, read_file(file, diag::kBadArtefact));
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    return Error(
        diag::kBadArtefact, file.string(),
        fmt::format("is empty, and {} names it; delete the folder and run 'knap generate' to make it anew",
                    by));
  return text;
}

/// Simulators leave the words that are missing as they are, Yosys calls them undefined: both without a word.
Result<void> check_image(const std::filesystem::path& rtl, const Image& image, const std::string& by) {
  KNAP_ASSIGN(const std::string text, load_named(rtl / image.file, by));
  // Comments, addresses and separators are a person's; they are left to the tools.
  if (image.words == 0 || text.find_first_of("/@_") != std::string::npos) return {};
  std::istringstream words(text);
  std::int64_t count = 0;
  for (std::string word; words >> word; ++count)
    if (static_cast<std::int64_t>(word.size()) != image.width_bits ||
        word.find_first_not_of("01") != std::string::npos)
      return Error(
          diag::kBadArtefact, (rtl / image.file).string(),
          fmt::format("word {} is not of {} binary digits, which {} wants", count, image.width_bits, by));
  if (count == image.words) return {};
  return Error(diag::kBadArtefact, (rtl / image.file).string(),
               fmt::format("has {} words, {} wants {}", count, by, image.words));
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

std::vector<Image> images_of(const std::string& text) {
  const std::string source = short_lines(text);
  static const std::regex any(R"x("([^"\n]+\.(?:mem|hex))")x");
  static const std::regex sized(
      R"x(\.WIDTH\((\d{1,9})\), *\.DEPTH\((\d{1,9})\)[^;"]*\.FILE\("([^"\n]+\.mem)"\))x");
  std::vector<Image> images;
  const auto add = [&](Image image) {
    for (const Image& known : images)
      if (known.file == image.file) return;
    images.push_back(std::move(image));
  };
  const std::sregex_iterator end;
  for (std::sregex_iterator found(source.begin(), source.end(), sized); found != end; ++found)
    add({(*found)[3], std::stoll((*found)[2]), std::stoll((*found)[1])});
  for (std::sregex_iterator found(source.begin(), source.end(), any); found != end; ++found)
    add({(*found)[1], 0, 0});
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
    for (const Image& image : images_of(body)) {
      KNAP_TRY(check_image(rtl, image, source));
      if (std::find(found.images.begin(), found.images.end(), image.file) == found.images.end())
        found.images.push_back(image.file);
    }
  }
  return found;
}

}  // namespace knap::eda
