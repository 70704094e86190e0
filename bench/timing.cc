// timing: the clock that hw/cost/delay predicts against placed designs that it was not fitted on.
// `bench_timing [FIRST COUNT]` takes other samples; what it measured is also written to bench_timing.json. Of
// a design that KNAP_BENCH_BEFORE, such a file of another version, holds too, the ratios to it are printed.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "bench/calibration_sample.h"
#include "bench/sample_netlist.h"
#include "core/base/parallel.h"
#include "core/sys/files.h"
#include "eda/nextpnr/nextpnr.h"
#include "hw/cost/delay.h"

namespace {

using namespace knap;

constexpr std::size_t kDesigns = 12;
constexpr std::uint64_t kFirstSeed = 12001;
constexpr double kClockMhz = 100;

struct Row {
  std::uint64_t seed = 0;
  double predicted_mhz = 0, placed_mhz = 0, least_mhz = 0, most_mhz = 0;
  std::string module;  ///< in which the predicted path ends
  schema::Cells cells;
  double error() const { return std::abs(predicted_mhz - placed_mhz) / placed_mhz; }
};

std::string name_of(std::uint64_t seed) { return fmt::format("sample {}", seed); }

/// What another version measured, by device and design.
using Before = std::map<std::pair<std::string, std::string>, nlohmann::json>;

/// Of a file that an earlier run wrote; nothing where it is none.
std::optional<Before> read_before(const char* file) {
  const Result<std::string> text = read_file(file);
  if (!text.ok()) return std::nullopt;
  const nlohmann::json rows = nlohmann::json::parse(*text, nullptr, false);
  if (!rows.is_array()) return std::nullopt;
  Before before;
  for (const nlohmann::json& row : rows)
    if (row.is_object()) before[{row.value("device", ""), row.value("design", "")}] = row;
  return before;
}

/// "MHz 1.02x, LUT 0.97x, ..." of a row's figures.
std::string ratios(const nlohmann::ordered_json& now, const nlohmann::json& then) {
  std::string text;
  for (const auto& [key, what] :
       {std::pair{"placed_mhz", "MHz"}, {"lut", "LUT"}, {"ff", "FF"}, {"dsp", "DSP"}})
    if (const double was = then.value(key, 0.0); was > 0)
      text += fmt::format("{}{} {:.2f}x", text.empty() ? "" : ", ", what, now.value(key, 0.0) / was);
  return text;
}

std::optional<Row> measure(std::uint64_t seed, const hw::Design& design, const hw::Device& device,
                           eda::Toolbox& tools) {
  const hw::WorstPath path = hw::worst_path(design, device.family);
  const TempFolder work = std::move(TempFolder::make()).value();
  const Watch watch;
  const Result<eda::Synthesis> synthesis =
      bench::synthesise_sample(design, work.path(), device, tools, watch);
  eda::PlaceOptions options;
  options.top = design.top().name;
  options.clock_mhz = kClockMhz;
  const Result<eda::Placement> placed =
      synthesis.ok()
          ? eda::place_and_route(work.path() / "synth" / device.alias, device, options, tools, watch)
          : Result<eda::Placement>(synthesis.error());
  if (!placed.ok()) {
    fmt::print("{} sample {}: {}\n", device.alias, seed, to_string(placed.error()));
    return std::nullopt;
  }
  Row row{seed,
          path.mhz(),
          placed->median_mhz(),
          placed->min_mhz(),
          placed->max_mhz(),
          path.module,
          synthesis->cells.resources};
  fmt::print(
      "{} sample {}: asked {:.0f} MHz, predicted {:.1f} ({}), placed {:.1f} ({:.1f} to {:.1f}), {:+.0f} %; "
      "LUT {}, FF {}, DSP {}\n",
      device.alias, seed, kClockMhz, row.predicted_mhz, row.module, row.placed_mhz, row.least_mhz,
      row.most_mhz, 100 * (row.predicted_mhz / row.placed_mhz - 1), row.cells.lut, row.cells.ff,
      row.cells.dsp);
  std::fflush(stdout);
  return row;
}

nlohmann::ordered_json to_json(const hw::Device& device, const Row& row) {
  return {{"design", name_of(row.seed)},
          {"device", device.alias},
          {"clock_mhz", kClockMhz},
          {"predicted_mhz", row.predicted_mhz},
          {"placed_mhz", row.placed_mhz},
          {"placed_mhz_min", row.least_mhz},
          {"placed_mhz_max", row.most_mhz},
          {"lut", row.cells.lut},
          {"ff", row.cells.ff},
          {"dsp", row.cells.dsp}};
}

void report(const hw::Device& device, std::size_t wanted, std::vector<Row> rows) {
  if (rows.size() < wanted) fmt::print("{}: {} placements of {}\n", device.alias, rows.size(), wanted);
  if (rows.empty()) return;
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.error() < b.error(); });
  fmt::print("{}, {} designs: median error {:.1f} %, greatest {:.1f} %\n", device.alias, rows.size(),
             100 * rows[rows.size() / 2].error(), 100 * rows.back().error());
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t first = argc > 2 ? std::strtoull(argv[1], nullptr, 10) : kFirstSeed;
  const std::size_t count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : kDesigns;
  std::vector<std::pair<std::uint64_t, hw::Design>> designs;
  for (std::uint64_t seed = first; designs.size() < count; ++seed) {
    std::optional<map::Lowered> sample = bench::make_sample(seed);
    if (sample && bench::has_good_size(sample->design)) designs.emplace_back(seed, std::move(sample->design));
  }
  eda::Toolbox tools;
  Before before;
  if (const char* file = std::getenv("KNAP_BENCH_BEFORE")) {
    std::optional<Before> read = read_before(file);
    if (!read) {
      fmt::print(stderr, "KNAP_BENCH_BEFORE: {}: no figures of another version can be read\n", file);
      return 3;
    }
    before = *std::move(read);
  }
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const hw::Family family : hw::kFamilies) {
    if (!hw::has_place_and_route(family)) continue;
    const hw::Device device = hw::devices(family).front();
    std::vector<Row> rows;
    for (const auto& [seed, design] : designs)
      if (const std::optional<Row> row = measure(seed, design, device, tools)) {
        rows.push_back(*row);
        all.push_back(to_json(device, *row));
        if (const auto then = before.find({std::string(device.alias), name_of(seed)}); then != before.end())
          fmt::print("  against the version before: {}\n", ratios(all.back(), then->second));
      }
    report(device, designs.size(), std::move(rows));
  }
  return write_file("bench_timing.json", all.dump(1) + "\n").ok() ? 0 : 5;
}
