#include "verify/ladder/trainer_rung.h"

#include <fmt/format.h>

#include <type_traits>

#include "core/base/diagnostics.h"
#include "core/num/beat.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"
#include "core/table/npy.h"

namespace knap::verify {
namespace {

/// [test records, logits], row by row; the first ones are those of verify/labels.csv.
Result<std::vector<std::int64_t>> load_trained(const Artefacts& a, std::size_t logits) {
  const std::filesystem::path file = a.folder / "model/trainer_outputs.npy";
  if (!is_file(file)) return Error(diag::kMissingStage, file.string(), "is missing; run 'knap train' first");
  KNAP_ASSIGN(const std::string bytes, read_file(file, diag::kBadArtefact));
  const Result<Array> array = parse_npy(bytes, file.string());
  if (!array.ok()) return schema::as_bad_artefact(array.error());
  const auto* values = std::get_if<std::vector<std::int64_t>>(&array->elements);
  const auto records = static_cast<std::int64_t>(a.inputs.size());
  const auto columns = static_cast<std::int64_t>(logits);
  if (values == nullptr || array->shape.rank() != 2 || array->shape[0] < records ||
      array->shape[1] != columns)
    return Error(diag::kBadArtefact, file.string(),
                 fmt::format("holds {} of {}, not {} or more rows of {} 64-bit integers",
                             to_string(array->shape), to_string(array->type()), records, columns));
  return *values;
}

/// expected.hex is a stored copy of the evaluator's answer and must still be that.
void compare_beats(const Artefacts& a, const Expected& expected, std::size_t r, Rung& rung) {
  const auto beats = static_cast<std::size_t>(a.out().beats);
  const auto lanes = static_cast<std::size_t>(a.out().elements_per_beat);
  for (std::size_t b = 0; b < beats; ++b) {
    ++rung.beats;
    const std::string beat = beat_hex(std::span(expected.outputs[r]).subspan(b * lanes, lanes),
                                      static_cast<int>(a.out().width_bits));
    const std::string want = plain_hex(beat, "").value(), &got = a.expected[r * beats + b];
    if (got != want)
      note_mismatch(rung, {"out", a.records[r].name, static_cast<std::int64_t>(b),
                           fmt::format("verify/expected.hex has {}, integer {}", got, want)});
  }
}

}  // namespace

Result<Rung> compare_trainer(const Artefacts& a, const Expected& expected,
                             const std::vector<std::string>& classes) {
  Rung rung;
  rung.name = "trainer=integer";
  rung.inputs = static_cast<std::int64_t>(a.inputs.size());
  rung.streams = 2;
  const std::size_t columns = expected.logits[0].size();
  KNAP_ASSIGN(const std::vector<std::int64_t> trained, load_trained(a, columns));
  const std::string layer = a.graph[logits_node(a.graph)].name;
  for (std::size_t r = 0; r < a.inputs.size(); ++r) {
    for (std::size_t k = 0; k < columns; ++k) {
      ++rung.beats;
      const std::int64_t got = trained[r * columns + k], want = expected.logits[r][k];
      if (got != want)
        note_mismatch(rung, {layer, a.records[r].name, static_cast<std::int64_t>(k),
                             fmt::format("trainer {}, integer {}", got, want)});
    }
    compare_beats(a, expected, r, rung);
    if (classes.empty()) continue;
    const std::string& chosen = classes[static_cast<std::size_t>(class_of(a.graph, expected.outputs[r]))];
    if (a.records[r].predicted != chosen)
      note_mismatch(rung, {"class", a.records[r].name, 0,
                           fmt::format("verify/labels.csv has {} as predicted, integer {}",
                                       a.records[r].predicted, chosen)});
  }
  return rung;
}

}  // namespace knap::verify
