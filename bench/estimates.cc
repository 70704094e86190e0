// estimates: knap estimate against the netlists of designs that its model was not made with.
#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "bench/calibration_sample.h"
#include "bench/sample_netlist.h"
#include "bench/target.h"
#include "core/base/parallel.h"
#include "core/sys/files.h"

namespace {

using namespace knap;

constexpr std::size_t kDesigns = 12;
constexpr std::uint64_t kFirstSeed = 9001;  // hw/cost was compared with samples below 1000

struct Compared {
  double lut = 0, ff = 0;  ///< relative error
  double blocks = 0;       ///< DSPs and block memories that the estimate is off by
};

std::vector<hw::Design> draw_designs() {
  std::vector<hw::Design> designs;
  for (std::uint64_t seed = kFirstSeed; designs.size() < kDesigns; ++seed) {
    std::optional<map::Lowered> sample = bench::make_sample(seed);
    if (sample && bench::has_good_size(sample->design)) designs.push_back(std::move(sample->design));
  }
  return designs;
}

std::optional<Compared> compare(const hw::Design& design, const hw::Device& device, eda::Toolbox& tools) {
  const Watch watch;
  const TempFolder work = std::move(TempFolder::make()).value();
  const Result<eda::Synthesis> synthesis =
      bench::synthesise_sample(design, work.path(), device, tools, watch);
  if (!synthesis.ok()) {
    fmt::print("{}: {}\n", device.alias, to_string(synthesis.error()));
    return std::nullopt;
  }
  const hw::Resources real = eda::to_resources(synthesis->cells.resources);
  const hw::Resources told = hw::estimate(design, device.family).total;
  fmt::print("{}: LUT {} of {}, FF {} of {}, DSP {} of {}, BRAM {} of {}\n", device.alias, told.lut, real.lut,
             told.ff, real.ff, told.dsp, real.dsp, told.bram, real.bram);
  return Compared{std::abs(told.lut - real.lut) / std::max(1.0, real.lut),
                  std::abs(told.ff - real.ff) / std::max(1.0, real.ff),
                  std::abs(told.dsp - real.dsp) + std::abs(told.bram - real.bram)};
}

double median_of(std::vector<Compared> all, double Compared::*what) {
  std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return a.*what < b.*what; });
  return all[all.size() / 2].*what;
}

bool report(const hw::Device& device, const std::vector<Compared>& all) {
  if (all.size() < kDesigns)
    return bench::target(fmt::format("estimate, {}", hw::to_string(device.family)),
                         fmt::format("{} netlists", kDesigns), fmt::format("{} came", all.size()), false);
  const double lut = median_of(all, &Compared::lut), ff = median_of(all, &Compared::ff);
  double off = 0;
  for (const Compared& one : all) off += one.blocks;
  const std::string what =
      fmt::format("estimate, {}, {} held-out designs", hw::to_string(device.family), all.size());
  const bool is_near =
      bench::target(what + ": LUT, FF", "<= 10 % (median)",
                    fmt::format("{:.1f} %, {:.1f} %", 100 * lut, 100 * ff), lut <= 0.1 && ff <= 0.1);
  return bench::target(what + ": DSP, BRAM", "exact", fmt::format("off by {}", off), off == 0) && is_near;
}

}  // namespace

int main() {
  const std::vector<hw::Design> designs = draw_designs();
  eda::Toolbox tools;
  if (!tools.find(eda::Tool::Yosys, Watch()).ok()) return 4;
  for (const hw::Family family : hw::kFamilies) {
    const hw::Device device = hw::devices(family).front();
    std::vector<std::optional<Compared>> found(designs.size());
    parallel_for(designs.size(), [&](std::size_t i) { found[i] = compare(designs[i], device, tools); });
    std::vector<Compared> all;
    for (const auto& one : found)
      if (one) all.push_back(*one);
    report(device, all);
  }
  return 0;
}
