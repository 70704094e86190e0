#include "verify/ladder/streams.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <mutex>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "core/sys/files.h"
#include "net/eval/eval.h"

namespace knap::verify {
namespace {

/// The node whose values decide: operand of the ArgMax that is the output, else the output itself.
net::NodeId logits_node(const net::IntGraph& graph) {
  const net::NodeId output = graph.outputs().front().node;
  return std::holds_alternative<net::integer::ArgMax>(graph[output].op) ? graph[output].inputs[0] : output;
}

/// Body of a little-endian int64 [rows, columns] NPY file, version 1.0.
Result<std::vector<std::int64_t>> parse_npy(const std::string& bytes, std::size_t count,
                                            const std::string& where) {
  if (bytes.size() < 10 || bytes.compare(0, 6, "\x93NUMPY") != 0)
    return Error(diag::kBadArtefact, where, "is not an NPY file");
  const std::size_t header =
      10 + static_cast<unsigned char>(bytes[8]) + 256U * static_cast<unsigned char>(bytes[9]);
  if (bytes.size() != header + count * 8 || bytes.find("'<i8'") == std::string::npos)
    return Error(diag::kBadArtefact, where,
                 fmt::format("does not hold {} little-endian 64-bit integers", count));
  std::vector<std::int64_t> values(count);
  std::memcpy(values.data(), bytes.data() + header, count * 8);
  return values;
}

void note_mismatch(Rung& rung, const Mismatch& mismatch) {
  ++rung.mismatches;
  if (!rung.first_mismatch) rung.first_mismatch = mismatch;
}

}  // namespace

Result<Expected> evaluate_records(const Artefacts& a, const Watch& watch) {
  Expected expected;
  const std::size_t records = a.inputs.size();
  expected.taps.assign(a.interface.taps.size(), std::vector<std::vector<std::int32_t>>(records));
  expected.logits.resize(records);
  expected.outputs.resize(records);
  const net::NodeId logits = logits_node(a.graph);
  const Shape shape = a.graph[a.graph.inputs().front()].shape;
  std::mutex guard;
  std::optional<Error> failure;
  parallel_for(records, [&](std::size_t r) {
    if (watch.is_stopped()) return;
    const Result<std::vector<IntTensor>> values = net::evaluate_all(a.graph, {IntTensor(shape, a.inputs[r])});
    if (!values.ok()) {
      const std::lock_guard lock(guard);
      if (!failure) failure = values.error();
      return;
    }
    for (std::size_t t = 0; t < a.interface.taps.size(); ++t) {
      const IntTensor& value = (*values)[a.graph.find(a.interface.taps[t].node)->index];
      expected.taps[t][r].assign(value.data.begin(), value.data.end());
    }
    expected.logits[r] = (*values)[logits.index].data;
    expected.outputs[r] = (*values)[a.graph.outputs().front().node.index].data;
  });
  if (failure) return *failure;
  KNAP_TRY(watch.check("verify"));
  for (std::size_t t = 0; t < a.interface.taps.size(); ++t) {
    const StreamTap& tap = a.interface.taps[t];
    if (static_cast<std::int64_t>(expected.taps[t][0].size()) != tap.lanes * tap.beats)
      return Error(diag::kBadArtefact, (a.folder / "rtl/interface.json").string(),
                   fmt::format("stream {} has {} beats of {} lanes, its node has {} elements", tap.layer,
                               tap.beats, tap.lanes, expected.taps[t][0].size()));
  }
  return expected;
}

std::string beat_hex(const std::int32_t* elements, std::int64_t lanes, int width_bits) {
  const std::int64_t total = lanes * width_bits;
  std::string digits(static_cast<std::size_t>((total + 3) / 4), '0');
  for (std::int64_t bit = 0; bit < total; ++bit) {
    const auto code = static_cast<std::uint32_t>(elements[bit / width_bits]);
    // Bits above 31 repeat the sign.
    const std::int64_t place = std::min<std::int64_t>(bit % width_bits, 31);
    if ((code >> place & 1U) == 0) continue;
    char& digit = digits[digits.size() - 1 - static_cast<std::size_t>(bit / 4)];
    const int value = (digit <= '9' ? digit - '0' : digit - 'a' + 10) | 1 << (bit % 4);
    digit = static_cast<char>(value < 10 ? '0' + value : 'a' + value - 10);
  }
  return digits;
}

Result<Rung> compare_trainer(const Artefacts& a, const Expected& expected) {
  Rung rung;
  rung.name = "trainer=integer";
  rung.inputs = static_cast<std::int64_t>(a.inputs.size());
  rung.streams = 2;
  const std::filesystem::path file = a.folder / "model/trainer_outputs.npy";
  KNAP_ASSIGN(const std::string bytes, read_file(file));
  const std::size_t columns = expected.logits[0].size();
  KNAP_ASSIGN(const std::vector<std::int64_t> trained,
              parse_npy(bytes, a.inputs.size() * columns, file.string()));
  const std::string layer = a.graph[logits_node(a.graph)].name;
  for (std::size_t r = 0; r < a.inputs.size(); ++r) {
    for (std::size_t k = 0; k < columns; ++k) {
      ++rung.beats;
      const std::int64_t got = trained[r * columns + k], want = expected.logits[r][k];
      if (got != want)
        note_mismatch(rung, {layer, a.records[r], static_cast<std::int64_t>(k),
                             fmt::format("trainer {}, integer {}", got, want)});
    }
    // expected.hex is a stored copy of the evaluator's answer and must still be that.
    const std::vector<std::int32_t> output(expected.outputs[r].begin(), expected.outputs[r].end());
    const std::size_t beats = static_cast<std::size_t>(a.interface.output_beats);
    const std::int64_t lanes = static_cast<std::int64_t>(output.size()) / a.interface.output_beats;
    for (std::size_t b = 0; b < beats; ++b) {
      ++rung.beats;
      const std::string want = beat_hex(output.data() + static_cast<std::int64_t>(b) * lanes, lanes,
                                        a.interface.output_width_bits / static_cast<int>(lanes));
      std::string got = a.expected[r * beats + b];
      std::transform(got.begin(), got.end(), got.begin(), [](unsigned char c) { return std::tolower(c); });
      got.erase(0, std::min(got.find_first_not_of('0'), got.size() - 1));
      std::string trimmed = want;
      trimmed.erase(0, std::min(trimmed.find_first_not_of('0'), trimmed.size() - 1));
      if (got != trimmed)
        note_mismatch(rung, {"out", a.records[r], static_cast<std::int64_t>(b),
                             fmt::format("verify/expected.hex has {}, integer {}", got, trimmed)});
    }
  }
  return rung;
}

}  // namespace knap::verify
