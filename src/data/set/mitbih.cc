#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "core/sys/files.h"
#include "data/format/wfdb.h"
#include "data/format/wfdb_annotation.h"
#include "data/set/raw_set.h"

namespace knap::data {
namespace {

// de Chazal, O'Dwyer, Reilly, IEEE Trans. Biomed. Eng. 51(7), 2004 (doi 10.1109/TBME.2004.827359): the
// records with paced beats (102, 104, 107, 217) are left out, no patient is in both parts. The five for
// validation are a choice of ours that has beats of every class.
constexpr std::array<std::string_view, 17> kTrain = {"101", "106", "108", "109", "112", "114",
                                                     "115", "116", "122", "201", "203", "207",
                                                     "208", "209", "215", "223", "230"};
constexpr std::array<std::string_view, 5> kValidation = {"118", "119", "124", "205", "220"};
constexpr std::array<std::string_view, 22> kTest = {"100", "103", "105", "111", "113", "117", "121", "123",
                                                    "200", "202", "210", "212", "213", "214", "219", "221",
                                                    "222", "228", "231", "232", "233", "234"};

/// The class of ANSI/AAMI EC57 of a beat; "" for what is no beat.
std::string_view aami_class(std::string_view symbol) {
  if (symbol.empty()) return "";
  if (std::string_view("NLRej").find(symbol) != std::string_view::npos) return "N";
  if (std::string_view("AaJS").find(symbol) != std::string_view::npos) return "S";
  if (std::string_view("VE").find(symbol) != std::string_view::npos) return "V";
  if (symbol == "F") return "F";
  if (std::string_view("/fQ").find(symbol) != std::string_view::npos) return "Q";
  return "";
}

struct Source {
  std::string name;
  Split split;
  WfdbRecord record;
  std::vector<Annotation> beats;
  std::optional<Error> error;
};

Result<void> read_source(const std::filesystem::path& folder, Source& source) {
  const auto read = [](const std::string& path) { return read_file(path, diag::kBadData); };
  KNAP_ASSIGN(source.record, read_wfdb_record(folder.string(), source.name, read));
  const std::string path = (folder / (source.name + ".atr")).string();
  KNAP_ASSIGN(const std::string bytes, read(path));
  KNAP_ASSIGN(source.beats, parse_annotations(bytes, path));
  return {};
}

/// The signal of lead MLII, in whichever place it is.
std::optional<std::size_t> find_lead(const WfdbHeader& header) {
  for (std::size_t s = 0; s < header.signals.size(); ++s)
    if (header.signals[s].description == "MLII") return s;
  return std::nullopt;
}

std::vector<Source> sources() {
  std::vector<Source> all;
  all.reserve(kTrain.size() + kValidation.size() + kTest.size());
  for (const std::string_view name : kTrain) all.push_back({std::string(name), Split::Train, {}, {}, {}});
  for (const std::string_view name : kValidation)
    all.push_back({std::string(name), Split::Validation, {}, {}, {}});
  for (const std::string_view name : kTest) all.push_back({std::string(name), Split::Test, {}, {}, {}});
  std::sort(all.begin(), all.end(), [](const Source& a, const Source& b) { return a.name < b.name; });
  return all;
}

}  // namespace

Result<RawSet> load_mitbih(const std::filesystem::path& folder, std::int64_t frame, const Watch& watch) {
  std::vector<Source> all = sources();
  parallel_for(all.size(), [&](std::size_t i) {
    if (watch.is_stopped()) return;
    if (Result<void> read = read_source(folder, all[i]); !read.ok()) all[i].error = read.error();
  });
  KNAP_TRY(watch.check("data"));
  RawSet raw;
  raw.shape = Shape{frame, 1};
  raw.format = Fixed{true, 12, 0};
  raw.labels = {"N", "S", "V", "F", "Q"};
  std::vector<std::int16_t> samples;
  const std::int64_t before = frame * 3 / 8;  // the R peak lies at 3/8 of the window: P, QRS and T are inside
  for (const Source& source : all) {
    if (source.error) return *source.error;
    const std::optional<std::size_t> lead = find_lead(source.record.header);
    if (!lead)
      return Error(diag::kBadData, (folder / (source.name + ".hea")).string(), "no signal is named MLII");
    raw.rate_hz = source.record.header.rate_hz;
    const std::int64_t length = source.record.header.length;
    for (const Annotation& beat : source.beats) {
      const std::string_view label = aami_class(annotation_symbol(beat.code));
      const std::int64_t first = beat.sample - before;
      if (label.empty() || first < 0 || first + frame > length) continue;
      raw.records.push_back({fmt::format("{}/{}", source.name, beat.sample), std::string(label), 0,
                             samples.size() + static_cast<std::size_t>(first),
                             static_cast<std::size_t>(frame)});
      raw.official.push_back(source.split);
    }
    const std::vector<std::int16_t>& signal = source.record.signals[*lead];
    samples.insert(samples.end(), signal.begin(), signal.end());
  }
  raw.samples = share(std::move(samples));
  return raw;
}

}  // namespace knap::data
