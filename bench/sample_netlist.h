// synthesise_sample: the post-synthesis netlist of a design that was never part of an output folder.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "core/sys/files.h"
#include "eda/yosys/synth.h"
#include "hw/cost/estimate.h"
#include "hw/ir/text.h"
#include "hw/prim/leaves.h"
#include "hw/sv/emit.h"

namespace knap::bench {

/// Not one whose synthesis would take minutes, or that consists of nothing.
inline bool has_good_size(const hw::Design& design) {
  const double luts = hw::estimate(design, hw::Family::Xc7).total.lut;
  return luts > 300 && luts < 5000;
}

inline Result<void> write_rtl(const std::filesystem::path& folder, const hw::Design& design) {
  const hw::Emitted emitted = hw::emit(design);
  KNAP_TRY(make_folders(folder));
  for (const auto& [name, text] : emitted.files) KNAP_TRY(write_file(folder / name, text));
  for (const auto& [name, text] : hw::leaf_files()) {
    KNAP_TRY(make_folders((folder / "prim" / name).parent_path()));
    KNAP_TRY(write_file(folder / "prim" / name, text));
  }
  for (const hw::Family family : hw::kFamilies) {
    std::string list;
    for (const std::string& source : hw::leaf_sources(family)) list += source + "\n";
    for (const std::string& source : emitted.sources) list += source + "\n";
    KNAP_TRY(write_file(folder / fmt::format("files.{}.f", hw::to_string(family)), list));
  }
  return write_file(folder / "design.txt", hw::print(design));
}

/// Writes place/rtl and place/synth/<device>.
inline Result<eda::Synthesis> synthesise_sample(const hw::Design& design, const std::filesystem::path& place,
                                                const hw::Device& device, eda::Toolbox& tools,
                                                const Watch& watch) {
  KNAP_TRY(write_rtl(place / "rtl", design));
  eda::SynthOptions options;
  options.top = design.top().name;
  for (const hw::Instance& instance : design.top().instances) options.layer_of[instance.name] = instance.name;
  return eda::synthesise(place, device, options, tools, watch);
}

}  // namespace knap::bench
