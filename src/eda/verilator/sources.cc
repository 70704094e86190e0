#include "eda/verilator/sources.h"

#include "core/sys/files.h"
#include "eda/tool/file_list.h"

namespace knap::eda {

Result<SimulationSources> rtl_sources(const std::filesystem::path& rtl, const std::filesystem::path& work) {
  KNAP_ASSIGN(const FileList list, load_file_list(rtl, "files.f"));
  SimulationSources sources;
  sources.working_folder = work;
  sources.origin = rtl;
  for (const std::string& source : list.sources) {
    KNAP_TRY(copy_path(rtl / source, work / kOriginFolder / source));
    sources.files.push_back(std::string(kOriginFolder) + "/" + source);
  }
  for (const std::string& image : list.images) KNAP_TRY(copy_path(rtl / image, work / image));
  return sources;
}

Result<void> copy_images(const std::filesystem::path& rtl, const std::filesystem::path& work) {
  KNAP_ASSIGN(const FileList list, load_file_list(rtl, "files.f"));
  for (const std::string& image : list.images) KNAP_TRY(copy_path(rtl / image, work / image));
  return {};
}

}  // namespace knap::eda
