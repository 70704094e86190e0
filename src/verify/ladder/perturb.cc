#include "verify/ladder/perturb.h"

#include "core/base/check.h"
#include "core/base/rng.h"
#include "core/num/interval.h"

namespace knap::verify {
namespace {

std::int64_t any_code(const Interval& codes, Rng& rng) {
  switch (rng.integer(0, 2)) {
    case 0:
      return codes.low;
    case 1:
      return codes.high;
    default:
      return rng.integer(codes.low, codes.high);
  }
}

}  // namespace

Result<Perturbed> perturb(const Artefacts& artefacts, std::int64_t count, const Watch& watch) {
  KNAP_CHECK(count <= static_cast<std::int64_t>(artefacts.inputs.size()), "as many as there are records");
  Perturbed other;
  other.artefacts = artefacts;
  const auto& input = std::get<net::integer::Input>(artefacts.graph[artefacts.graph.inputs().front()].op);
  const Interval codes = input.format.codes();
  other.artefacts.inputs.resize(static_cast<std::size_t>(count));
  other.artefacts.records.resize(static_cast<std::size_t>(count));
  Rng rng(1, "perturbed records");
  for (std::size_t r = 0; r < other.artefacts.inputs.size(); ++r) {
    const std::int64_t one_in = std::int64_t{2} << r % 4;
    for (std::int64_t& code : other.artefacts.inputs[r])
      if (rng.integer(1, one_in) == 1) code = any_code(codes, rng);
    other.artefacts.records[r].name += " (perturbed)";
  }
  KNAP_ASSIGN(other.expected, evaluate_records(other.artefacts, watch));
  return other;
}

}  // namespace knap::verify
