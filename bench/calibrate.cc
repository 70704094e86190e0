// calibrate: fits hw/cost's weights on post-synthesis netlists and quotes their error on others.
//
//   bench_calibrate measure FILE.csv COUNT FIRST_SEED FAMILY...    synthesises random designs, one row per
//   layer bench_calibrate fit FIT.csv TEST.csv                           prints src/hw/cost/calibration.cc
//   and the errors
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>

#include "core/sys/files.h"
#include "eda/yosys/synth.h"
#include "hw/cost/estimate.h"
#include "hw/cost/memory.h"
#include "hw/prim/leaves.h"
#include "hw/sv/emit.h"
#include "map/lower/lower.h"
#include "map/plan/fifos.h"
#include "map/plan/fold.h"
#include "net/ir/verify.h"
#include "net/random/random.h"

namespace {

using namespace knap;

/// One layer (or the glue) of one design on one family.
struct Row {
  std::string family, design, layer;
  hw::Features features{};
  double lut = 0, ff = 0;
};

std::string print(const Row& row) {
  std::string text = fmt::format("{},{},{}", row.family, row.design, row.layer);
  for (const double f : row.features) text += fmt::format(",{}", f);
  return text + fmt::format(",{},{}\n", row.lut, row.ff);
}

std::vector<Row> read_rows(const std::string& file) {
  std::ifstream stream(file);
  std::vector<Row> rows;
  for (std::string line; std::getline(stream, line);) {
    std::istringstream cells(line);
    Row row;
    std::getline(cells, row.family, ',');
    std::getline(cells, row.design, ',');
    std::getline(cells, row.layer, ',');
    std::string cell;
    for (double& f : row.features) std::getline(cells, cell, ','), f = std::stod(cell);
    std::getline(cells, cell, ','), row.lut = std::stod(cell);
    std::getline(cells, cell, ','), row.ff = std::stod(cell);
    rows.push_back(row);
  }
  return rows;
}

/// Beyond this, tables of random steps dominate a design, unlike any that is trained.
constexpr std::size_t kMaxSourceBytes = 120'000;

struct Sample {
  hw::Design design;
  map::Lowered lowered;
};

/// A random network under a random folding; nothing for a network that the stream style does not take.
std::optional<Sample> make_sample(std::uint64_t seed) {
  Rng rng(seed, "calibrate");
  net::RandomOptions options;
  options.max_layers = 7;
  options.max_channels = 24;
  options.max_length = 40;
  const net::IntGraph graph = net::random_int_graph(rng, options);
  map::FoldOptions fold;
  if (graph.outputs().size() != 1) return std::nullopt;
  const std::int64_t least = map::min_interval(graph);
  fold.interval_cycles = least * rng.integer(1, 24);
  const Result<map::Decisions> folded = map::fold(graph, fold);
  if (!folded.ok()) return std::nullopt;
  const Result<map::Decisions> decisions = map::size_fifos(graph, *folded);
  if (!decisions.ok()) return std::nullopt;
  const map::Structure structure = map::make_structure(graph, *decisions).value();
  map::Lowered lowered = map::lower(structure, graph, "top", 20);
  return Sample{lowered.design, lowered};
}

void measure(const std::string& file, int count, std::uint64_t first,
             const std::vector<std::string>& families) {
  Watch watch;
  eda::Toolbox tools;
  std::ofstream out(file, std::ios::app);
  int done = 0;
  for (std::uint64_t seed = first; done < count; ++seed) {
    const std::optional<Sample> made = make_sample(seed);
    if (!made) continue;
    const Sample& sample = *made;
    std::size_t source_bytes = 0;
    for (const auto& [name, text] : hw::emit(sample.design).files) source_bytes += text.size();
    if (source_bytes > kMaxSourceBytes) continue;
    ++done;
    const TempFolder folder = TempFolder::make().value();
    const hw::Emitted emitted = hw::emit(sample.design);
    make_folders(folder.path() / "rtl").value();
    for (const auto& [name, text] : emitted.files) write_file(folder.path() / "rtl" / name, text).value();
    for (const auto& [name, text] : hw::leaf_files()) {
      make_folders((folder.path() / "rtl/prim" / name).parent_path()).value();
      write_file(folder.path() / "rtl/prim" / name, text).value();
    }
    for (const std::string& family_name : families) {
      const auto family = *std::find_if(std::begin(hw::kFamilies), std::end(hw::kFamilies),
                                        [&](hw::Family f) { return hw::to_string(f) == family_name; });
      std::string list;
      for (const std::string& source : hw::leaf_sources(family)) list += source + "\n";
      for (const std::string& source : emitted.sources) list += source + "\n";
      write_file(folder.path() / fmt::format("rtl/files.{}.f", family_name), list).value();
      eda::SynthOptions options;
      options.top = sample.design.top().name;
      for (const hw::Instance& instance : sample.design.top().instances)
        options.layer_of[instance.name] = instance.name;
      const auto synthesis =
          eda::synthesise(folder.path(), hw::devices(family).front(), options, tools, watch);
      if (!synthesis.ok()) {
        std::cerr << to_string(synthesis.error()) << "\n";
        continue;
      }
      for (const eda::LayerResources& layer : synthesis->resources.layers) {
        Row row{family_name, fmt::format("seed{}", seed), layer.name,
                {},          layer.resources.lut,         layer.resources.ff};
        const auto& instances = sample.design.top().instances;
        const auto at = std::find_if(instances.begin(), instances.end(),
                                     [&](const auto& i) { return i.name == layer.name; });
        if (at == instances.end()) continue;
        const hw::Module& module = sample.design.modules[at->module];
        row.features = hw::features(module);
        const hw::Resources hard = hw::hard_blocks(module, family);
        row.lut -= hard.lut;
        row.ff -= hard.ff;
        out << print(row) << std::flush;
      }
      std::cerr << fmt::format("seed {} {}: {} LUT, {} FF\n", seed, family_name,
                               synthesis->resources.total.lut, synthesis->resources.total.ff);
    }
  }
}

/// Non-negative least squares of relative residuals by cyclic coordinate descent: convex, so it ends at the
/// optimum.
std::array<double, hw::kFeatures> fit(const std::vector<Row>& rows, double Row::*target) {
  std::array<double, hw::kFeatures> x{};
  std::vector<double> scale, residual;
  for (const Row& row : rows) {
    scale.push_back(1.0 / (row.*target + 20));
    residual.push_back(row.*target * scale.back());
  }
  for (int sweep = 0; sweep < 4000; ++sweep) {
    for (std::size_t k = 0; k < hw::kFeatures; ++k) {
      double dot = 0, norm = 1e-12;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const double a = rows[i].features[k] * scale[i];
        dot += a * residual[i];
        norm += a * a;
      }
      const double next = std::max(0.0, x[k] + dot / norm);
      const double step = next - x[k];
      if (step == 0) continue;
      x[k] = next;
      for (std::size_t i = 0; i < rows.size(); ++i) residual[i] -= step * rows[i].features[k] * scale[i];
    }
  }
  return x;
}

/// Median relative error over whole designs.
double median_error(const std::vector<Row>& rows, double Row::*target,
                    const std::array<double, hw::kFeatures>& x) {
  std::map<std::string, std::pair<double, double>> designs;
  for (const Row& row : rows) {
    auto& [told, real] = designs[row.design];
    for (std::size_t k = 0; k < hw::kFeatures; ++k) told += x[k] * row.features[k];
    real += row.*target;
  }
  std::vector<double> errors;
  for (const auto& [name, pair] : designs)
    errors.push_back(std::abs(pair.first - pair.second) / std::max(1.0, pair.second));
  std::sort(errors.begin(), errors.end());
  return errors.empty() ? 0 : errors[errors.size() / 2];
}

std::string print(const std::array<double, hw::kFeatures>& x) {
  std::string text;
  for (const double v : x) text += fmt::format("{}{:.4g}", text.empty() ? "" : ", ", v);
  return text;
}

void fit_all(const std::string& fit_file, const std::string& test_file) {
  const std::vector<Row> all = read_rows(fit_file), test = read_rows(test_file);
  for (const hw::Family family : hw::kFamilies) {
    std::vector<Row> mine, others;
    std::copy_if(all.begin(), all.end(), std::back_inserter(mine),
                 [&](const Row& r) { return r.family == hw::to_string(family); });
    std::copy_if(test.begin(), test.end(), std::back_inserter(others),
                 [&](const Row& r) { return r.family == hw::to_string(family); });
    if (mine.empty()) continue;
    const auto lut = fit(mine, &Row::lut), ff = fit(mine, &Row::ff);
    fmt::print("{}: {{{{{}}}, {{{}}}}}\n", hw::to_string(family), print(lut), print(ff));
    fmt::print(
        "  fitted on {} layers: median error of a design LUT {:.1f} %, FF {:.1f} %; on others ({} layers): "
        "LUT {:.1f} %, FF {:.1f} %\n",
        mine.size(), 100 * median_error(mine, &Row::lut, lut), 100 * median_error(mine, &Row::ff, ff),
        others.size(), 100 * median_error(others, &Row::lut, lut), 100 * median_error(others, &Row::ff, ff));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() >= 5 && words[0] == "measure") {
    measure(words[1], std::stoi(words[2]), std::stoull(words[3]), {words.begin() + 4, words.end()});
  } else if (words.size() == 3 && words[0] == "fit") {
    fit_all(words[1], words[2]);
  } else {
    fmt::print("usage: bench_calibrate measure FILE.csv COUNT FIRST_SEED FAMILY... | fit FIT.csv TEST.csv\n");
    return 2;
  }
  return 0;
}
