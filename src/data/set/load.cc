#include "data/set/load.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "data/set/raw_set.h"

namespace knap::data {
namespace {

Error no_data(const SetInfo& info, const std::filesystem::path& root) {
  const std::string way_out = fmt::format(
      "set KNAP_DATA_DIR to a folder and run `knap dataset get {0}`, or put the files of {1} under "
      "$KNAP_DATA_DIR/{2}",
      info.name, info.page, info.folder);
  if (root.empty())
    return Error(
        diag::kNoData, "data.name",
        fmt::format("KNAP_DATA_DIR is not set, data set {} cannot be found; {}", info.name, way_out));
  return Error(diag::kNoData, "data.name",
               fmt::format("data set {} not found: no folder {}; {}", info.name,
                           (root / info.folder).string(), way_out));
}

Result<RawSet> load_raw(const SetInfo& info, const std::filesystem::path& folder,
                        const std::vector<std::string>& classes, const DataOptions& options,
                        const Watch& watch) {
  switch (info.kind) {
    case SetKind::SyntheticEcg:
      return make_synthetic(options);
    case SetKind::Cinc2017: {
      KNAP_ASSIGN(RawSet raw, load_cinc2017(folder, classes, watch));
      raw.labels.assign(info.labels.begin(), info.labels.end());
      return raw;
    }
    case SetKind::MitBih:
      return load_mitbih(folder, options.frame, watch);
    case SetKind::Idx:
      return load_idx_set(folder, info, watch);
    case SetKind::Cifar10:
      return load_cifar10(folder, watch);
    case SetKind::Kws01:
      return load_kws01(folder, watch);
  }
  KNAP_CHECK(false, "set kind");
}

/// What the options name must be there, before anything is read.
Result<void> check_paths(const DataOptions& options) {
  std::vector<Diagnostic> found;
  const auto need = [&](const char* key, const std::string& path, bool is_there, std::string_view what) {
    if (!path.empty() && !is_there)
      found.push_back({&diag::kBadData, key, fmt::format("there is no {} '{}'", what, path)});
  };
  if (options.kind == DataKind::Wfdb) {
    need("data.path", options.path, is_folder(options.path), "folder");
  } else {
    need("data.path", options.path, is_file(options.path), "file");
  }
  need("data.labels", options.labels, is_file(options.labels), "file");
  need("data.split_file", options.split_file, is_file(options.split_file), "file");
  if (!found.empty()) return Error(std::move(found));
  return {};
}

Result<Dataset> load_set(DataOptions options, const std::filesystem::path& root, const Watch& watch) {
  KNAP_ASSIGN(const SetInfo* info, find_set(options.name));
  const bool is_embedded = info->folder.empty();
  const std::filesystem::path folder = root / info->folder;
  if (!is_embedded && (root.empty() || !is_folder(folder))) return no_data(*info, root);
  std::vector<std::string> classes = options.classes;
  if (classes.empty()) classes.assign(info->classes.begin(), info->classes.end());
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (std::find(info->labels.begin(), info->labels.end(), classes[i]) == info->labels.end())
      return Error(diag::kUnknownName, fmt::format("data.classes[{}]", i),
                   fmt::format("'{}' is no label of {}; valid: {}", classes[i], info->name,
                               fmt::join(info->labels, ", ")));
  if (options.frame == 0) options.frame = info->frame;
  KNAP_ASSIGN(RawSet raw, load_raw(*info, folder, classes, options, watch));
  KNAP_ASSIGN(Dataset dataset, finish(std::move(raw), std::string(info->name), classes, options,
                                      is_embedded ? std::string(info->name) : folder.string()));
  dataset.synthetic = info->kind == SetKind::SyntheticEcg;
  return dataset;
}

}  // namespace

Result<Dataset> load(const DataOptions& options, const std::filesystem::path& root, const Watch& watch) {
  KNAP_TRY(check_options(options));
  KNAP_TRY(watch.check("data"));
  KNAP_TRY(check_paths(options));
  if (options.kind == DataKind::Set) return load_set(options, root, watch);
  KNAP_ASSIGN(RawSet raw, load_own_files(options, watch));
  DataOptions framed = options;
  if (raw.is_series && framed.frame == 0) {
    std::size_t longest = 0;
    for (const Record& r : raw.records) longest = std::max(longest, r.length);
    framed.frame = static_cast<std::int64_t>(longest) / raw.shape.channels();
  }
  std::string name = std::filesystem::path(options.path).stem().string();
  return finish(std::move(raw), std::move(name), options.classes, framed, options.path);
}

}  // namespace knap::data
