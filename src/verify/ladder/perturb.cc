#include "verify/ladder/perturb.h"

#include "core/base/check.h"
#include "core/base/rng.h"

namespace knap::verify {
namespace {

std::int64_t any_code(std::int64_t low, std::int64_t high, Rng& rng) {
  switch (rng.integer(0, 2)) {
    case 0:
      return low;
    case 1:
      return high;
    default:
      return rng.integer(low, high);
  }
}

/// What net/eval gives out, as verify/expected.hex has it.
std::vector<std::string> expected_beats(const Interface& face, const Expected& expected) {
  std::vector<std::string> lines;
  for (const std::vector<std::int64_t>& record : expected.outputs) {
    const std::vector<std::int32_t> elements(record.begin(), record.end());
    const std::int64_t lanes = static_cast<std::int64_t>(elements.size()) / face.output_beats;
    for (std::int64_t beat = 0; beat < face.output_beats; ++beat)
      lines.push_back(
          beat_hex(elements.data() + beat * lanes, lanes, face.output_width_bits / static_cast<int>(lanes)));
  }
  return lines;
}

}  // namespace

Result<Perturbed> perturb(const Artefacts& artefacts, std::int64_t count, const Watch& watch) {
  KNAP_CHECK(count <= static_cast<std::int64_t>(artefacts.inputs.size()), "as many as there are records");
  Perturbed other;
  other.artefacts = artefacts;
  const Interface& face = artefacts.interface;
  const int bits = face.input_width_bits - (face.is_input_signed ? 1 : 0);
  const std::int64_t high = (std::int64_t{1} << bits) - 1, low = face.is_input_signed ? -high - 1 : 0;
  other.artefacts.inputs.resize(static_cast<std::size_t>(count));
  other.artefacts.records.resize(static_cast<std::size_t>(count));
  Rng rng(1, "perturbed records");
  for (std::size_t r = 0; r < other.artefacts.inputs.size(); ++r) {
    const std::int64_t one_in = std::int64_t{2} << r % 4;
    for (std::int64_t& code : other.artefacts.inputs[r])
      if (rng.integer(1, one_in) == 1) code = any_code(low, high, rng);
    other.artefacts.records[r] += " (perturbed)";
  }
  KNAP_ASSIGN(other.expected, evaluate_records(other.artefacts, watch));
  other.artefacts.expected = expected_beats(face, other.expected);
  return other;
}

}  // namespace knap::verify
