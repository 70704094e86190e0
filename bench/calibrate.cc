// calibrate: holds hw/cost against post-synthesis netlists, fits its weights and quotes its error.
//
//   bench_calibrate measure FOLDER COUNT FIRST_SEED FAMILY...
//       synthesises sample designs into FOLDER/seed<n>/
//   bench_calibrate fit FOLDER TEST_FOLDER
//       prints src/hw/cost/calibration.cc, and the errors on both
//   bench_calibrate rows FOLDER
//       the estimate of every layer of those designs against its netlist
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>

#include "bench/calibration_sample.h"
#include "bench/sample_netlist.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"
#include "eda/yosys/netlist.h"
#include "hw/cost/estimate.h"
#include "hw/ir/text.h"

namespace {

using namespace knap;
namespace fs = std::filesystem;

// ---- measure

hw::Family family_of(const std::string& name) {
  for (const hw::Family family : hw::kFamilies)
    if (hw::to_string(family) == name) return family;
  std::cerr << "no family " << name << "\n";
  std::exit(2);
}

void measure(const fs::path& folder, int count, std::uint64_t first,
             const std::vector<std::string>& families) {
  Watch watch;
  eda::Toolbox tools;
  int done = 0;
  for (std::uint64_t seed = first; done < count; ++seed) {
    const std::optional<map::Lowered> sample = bench::make_sample(seed);
    if (!sample || !bench::has_good_size(sample->design)) continue;
    ++done;
    const fs::path place = folder / fmt::format("seed{:04}", seed);
    for (const std::string& family : families) {
      const hw::Device device = hw::devices(family_of(family)).front();
      if (is_file(place / "synth" / std::string(device.alias) / "resources.json")) continue;
      const auto synthesis = bench::synthesise_sample(sample->design, place, device, tools, watch);
      if (!synthesis.ok()) {
        std::cerr << to_string(synthesis.error()) << "\n";
        continue;
      }
      const schema::Cells& total = synthesis->cells.resources;
      std::cerr << fmt::format("seed {} {}: {} LUT, {} FF, {} DSP, {} BRAM in {:.0f} s\n", seed, family,
                               total.lut, total.ff, total.dsp, total.bram, synthesis->seconds);
    }
  }
}

// ---- rows

/// What one instance (or one layer, or the glue) of a design consists of on a family, and takes in its
/// netlist.
struct Row {
  std::string design, name;
  hw::Features features{};
  double lut = 0, ff = 0;
};

void add(hw::Features& sum, const hw::Features& more) {
  for (std::size_t i = 0; i < hw::kFeatures; ++i) sum[i] += more[i];
}

/// Of the output folders under `folder` (or `folder` itself) that hold a netlist for the family.
std::vector<Row> read_rows(const fs::path& folder, hw::Family family) {
  std::vector<fs::path> places{folder};
  if (!fs::exists(folder / "rtl")) {
    places.clear();
    for (const auto& entry : fs::directory_iterator(folder)) places.push_back(entry.path());
    std::sort(places.begin(), places.end());
  }
  std::vector<Row> rows;
  for (const fs::path& place : places) {
    for (const hw::Device& device : hw::devices(family)) {
      const fs::path file = place / "synth" / std::string(device.alias) / "resources.json";
      if (!is_file(file)) continue;
      const hw::Design design = hw::parse(read_file(place / "rtl/design.txt").value(), "design.txt").value();
      const auto counted =
          schema::parse_artefact<schema::NetlistCells>(read_file(file).value(), file.string()).value();
      std::map<std::string, Row> by_name;
      for (const schema::LayerCells& layer : counted.layers)
        by_name[layer.name] = {place.filename().string(),
                               layer.name,
                               {},
                               static_cast<double>(layer.lut),
                               static_cast<double>(layer.ff)};
      std::vector<hw::Features> whole;
      for (const hw::Module& module : design.modules) {
        whole.push_back(hw::features(module, family));
        if (&module == &design.top()) break;
        for (const hw::Instance& instance : module.instances) add(whole.back(), whole[instance.module]);
      }
      add(by_name["glue"].features, whole.back());
      for (const hw::Instance& instance : design.top().instances) {
        const std::string& layer = design.modules[instance.module].layer;
        const std::string& name = by_name.contains(instance.name) ? instance.name
                                  : by_name.contains(layer)       ? layer
                                                                  : "glue";
        add(by_name.at(name).features, whole[instance.module]);
      }
      for (auto& [name, row] : by_name) rows.push_back(row);
      break;
    }
  }
  return rows;
}

double told(const Row& row, const std::array<double, hw::kFeatures>& weights) {
  double sum = 0;
  for (std::size_t i = 0; i < hw::kFeatures; ++i) sum += weights[i] * row.features[i];
  return sum;
}

void print_rows(const fs::path& folder, hw::Family family) {
  for (const Row& row : read_rows(folder, family)) {
    fmt::print("{} {} {} |", hw::to_string(family), row.design, row.name);
    for (const double f : row.features) fmt::print(" {}", f);
    fmt::print(" | {} {:.0f} | {} {:.0f}\n", row.lut, told(row, hw::calibration(family).lut), row.ff,
               told(row, hw::calibration(family).ff));
  }
}

// ---- fit

using Weights = std::array<double, hw::kFeatures>;

/// How strongly a weight is held at its plain value, in rows of 20 cells.
constexpr double kHold = 2;

/// Least squares of relative residuals by cyclic coordinate descent, weights not negative and held near
/// `plain`: a strictly convex problem, so it ends at the optimum. Features that are not part of `plain` stay
/// out.
Weights fit(const std::vector<Row>& rows, double Row::*target, const Weights& plain) {
  Weights x = plain;
  std::vector<double> scale, residual;
  for (const Row& row : rows) {
    scale.push_back(1.0 / (row.*target + 20));
    residual.push_back((row.*target - told(row, x)) * scale.back());
  }
  for (int sweep = 0; sweep < 2000; ++sweep) {
    for (std::size_t k = 0; k < hw::kFeatures; ++k) {
      if (plain[k] == 0) continue;
      const double hold = kHold * 0.01;
      double dot = hold * (plain[k] - x[k]), norm = hold;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const double a = rows[i].features[k] * scale[i];
        dot += a * residual[i];
        norm += a * a;
      }
      const double next = std::max(0.0, x[k] + dot / norm);
      for (std::size_t i = 0; i < rows.size(); ++i)
        residual[i] -= (next - x[k]) * rows[i].features[k] * scale[i];
      x[k] = next;
    }
  }
  for (double& weight : x) weight = std::round(weight * 1000) / 1000;
  return x;
}

struct Errors {
  std::size_t designs = 0;
  double median = 0, worst = 0;
};

/// Relative, over whole designs.
Errors errors(const std::vector<Row>& rows, double Row::*target, const Weights& weights) {
  std::map<std::string, std::pair<double, double>> designs;
  for (const Row& row : rows) {
    auto& [estimated, real] = designs[row.design];
    estimated += told(row, weights);
    real += row.*target;
  }
  std::vector<double> list;
  for (const auto& [name, pair] : designs)
    list.push_back(std::abs(pair.first - pair.second) / std::max(1.0, pair.second));
  std::sort(list.begin(), list.end());
  return list.empty() ? Errors{} : Errors{list.size(), list[list.size() / 2], list.back()};
}

std::string print(const Weights& x) {
  std::string text;
  for (const double v : x) text += fmt::format("{}{}", text.empty() ? "" : ", ", v);
  return "{" + text + "}";
}

void fit_all(const fs::path& folder, const fs::path& test_folder) {
  Weights plain_lut, plain_ff{};
  plain_lut.fill(1);
  plain_lut[static_cast<std::size_t>(hw::Feature::FlipFlops)] = 0;
  plain_lut[static_cast<std::size_t>(hw::Feature::LoneFlipFlops)] = 0;
  plain_ff[static_cast<std::size_t>(hw::Feature::FlipFlops)] = 1;
  for (const hw::Family family : hw::kFamilies) {
    const std::vector<Row> rows = read_rows(folder, family), others = read_rows(test_folder, family);
    if (rows.empty()) continue;
    const Weights lut = fit(rows, &Row::lut, plain_lut), ff = fit(rows, &Row::ff, plain_ff);
    fmt::print("constexpr Calibration k{}{{{},\n    {}}};\n", hw::to_string(family), print(lut), print(ff));
    for (const auto& [name, some] : {std::pair{"fitted on", &rows}, std::pair{"held out", &others}}) {
      const Errors of_lut = errors(*some, &Row::lut, lut), of_ff = errors(*some, &Row::ff, ff);
      fmt::print("// {} {} designs, {} layers: LUT {:.1f} % (worst {:.1f} %), FF {:.1f} % (worst {:.1f} %)\n",
                 name, of_lut.designs, some->size(), 100 * of_lut.median, 100 * of_lut.worst,
                 100 * of_ff.median, 100 * of_ff.worst);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() >= 5 && words[0] == "measure") {
    measure(words[1], std::stoi(words[2]), std::stoull(words[3]), {words.begin() + 4, words.end()});
  } else if (words.size() == 3 && words[0] == "fit") {
    fit_all(words[1], words[2]);
  } else if (words.size() == 2 && words[0] == "rows") {
    for (const hw::Family family : hw::kFamilies) print_rows(words[1], family);
  } else {
    fmt::print(
        "usage: bench_calibrate measure FOLDER COUNT FIRST_SEED FAMILY... | fit FOLDER TEST_FOLDER | rows "
        "FOLDER\n");
    return 2;
  }
  return 0;
}
