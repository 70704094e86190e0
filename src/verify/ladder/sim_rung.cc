#include "verify/ladder/sim_rung.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <span>

#include "core/base/parallel.h"
#include "core/base/rng.h"
#include "hw/sim/simulator.h"

namespace knap::verify {
namespace {

/// One simulator over a run of records, in order.
class Session {
 public:
  Session(const Artefacts& a, const Expected& expected, std::uint64_t seed)
      : a_(a), expected_(expected), simulator_(a.design, seed), random_(seed, "stalls") {
    in_valid_ = simulator_.port("in_valid");
    in_ready_ = simulator_.port("in_ready");
    in_data_ = simulator_.port("in_data");
    out_valid_ = simulator_.port("out_valid");
    out_ready_ = simulator_.port("out_ready");
    out_data_ = simulator_.port("out_data");
    for (const schema::LayerStream& stream : a.interface.streams)
      probes_.push_back({simulator_.probe(stream.instance + ".out_valid"),
                         simulator_.probe(stream.instance + ".out_ready"),
                         simulator_.probe(stream.instance + ".out_data")});
    found.resize(a.interface.streams.size() + 1);
    simulator_.set(in_valid_, 0);
    simulator_.set(out_ready_, 0);
    simulator_.set_reset(true);
    for (int i = 0; i < 4; ++i) simulator_.step();
    simulator_.set_reset(false);
  }

  /// Records [first, last). With stalls, both ends pause at random.
  void run(std::size_t first, std::size_t last, bool has_stalls, const Watch& watch) {
    first_ = first;
    counts_.assign(probes_.size() + 1, 0);
    const auto beats_in = static_cast<std::size_t>(a_.in().beats);
    const auto lanes = static_cast<std::size_t>(a_.in().elements_per_beat);
    const std::int64_t outputs = static_cast<std::int64_t>(last - first) * a_.out().beats;
    const std::size_t total = (last - first) * beats_in;
    std::size_t taken = 0;
    bool offers = false;
    std::int64_t idle = 0, first_start = -1, previous = -1;
    const std::int64_t patience = 4 * a_.interface.latency_cycles + 20 * a_.interface.interval_cycles + 2000;
    for (std::int64_t now = 0; counts_.back() < outputs && idle < patience; ++now) {
      if ((now & 0xfff) == 0 && watch.is_stopped()) return;
      if (!offers) offers = taken < total && (!has_stalls || random_.below(4) != 0);
      simulator_.set(in_valid_, offers);
      if (offers)
        simulator_.set_lanes(
            in_data_,
            std::span(a_.inputs[first + taken / beats_in]).subspan(taken % beats_in * lanes, lanes));
      simulator_.set(out_ready_, !has_stalls || random_.below(4) != 0);
      simulator_.settle();
      bool moved = observe();
      if (offers && simulator_.get(in_ready_) != 0) {
        if (taken % beats_in == 0 && !has_stalls) {
          if (first_start < 0) first_start = now;
          if (previous >= 0) timing.interval_cycles = now - previous;
          previous = now;
        }
        ++taken;
        offers = false;
        moved = true;
      }
      if (!has_stalls && timing.latency_cycles < 0 && counts_.back() == a_.out().beats)
        timing.latency_cycles = now - first_start;
      idle = moved ? 0 : idle + 1;
      simulator_.step();
    }
    for (std::size_t t = 0; t <= probes_.size(); ++t) {
      const std::int64_t wanted = static_cast<std::int64_t>(last - first) * beats_of(t);
      if (counts_[t] != wanted)
        note(t, counts_[t], fmt::format("{} beats came, {} were expected", counts_[t], wanted));
    }
  }

  std::int64_t beats = 0;
  /// First mismatch per tap (the design's output last) and how many there were.
  std::vector<std::pair<std::int64_t, std::optional<Mismatch>>> found;
  SimTiming timing;

 private:
  struct Probe {
    std::size_t valid, ready, data;
  };

  std::int64_t beats_of(std::size_t t) const {
    return t < a_.interface.streams.size() ? a_.interface.streams[t].beats : a_.out().beats;
  }

  void note(std::size_t t, std::int64_t beat, const std::string& detail) {
    auto& [count, first] = found[t];
    ++count;
    if (first) return;
    const std::size_t record =
        std::min(first_ + static_cast<std::size_t>(beat / beats_of(t)), a_.records.size() - 1);
    first = Mismatch{t < probes_.size() ? a_.interface.streams[t].layer : "out", a_.records[record].name,
                     beat % beats_of(t), detail};
  }

  bool observe() {
    bool moved = false;
    for (std::size_t t = 0; t < probes_.size(); ++t) {
      if (simulator_.get(probes_[t].valid) == 0 || simulator_.get(probes_[t].ready) == 0) continue;
      moved = true;
      compare_layer(t, counts_[t]++, simulator_.get_lanes(probes_[t].data));
    }
    if (simulator_.get(out_valid_) != 0 && simulator_.get(out_ready_) != 0) {
      moved = true;
      const std::int64_t beat = counts_.back()++;
      const auto lanes = simulator_.get_lanes(out_data_);
      const std::size_t record = first_ + static_cast<std::size_t>(beat / a_.out().beats);
      const auto& want = expected_.outputs[std::min(record, expected_.outputs.size() - 1)];
      for (std::size_t k = 0; k < lanes.size(); ++k) {
        const auto at = static_cast<std::size_t>(beat % a_.out().beats) * lanes.size() + k;
        if (lanes[k] != want[at])
          note(probes_.size(), beat, fmt::format("got {}, expected {}", lanes[k], want[at]));
      }
      ++beats;
    }
    return moved;
  }

  void compare_layer(std::size_t t, std::int64_t beat, std::span<const std::int64_t> lanes) {
    ++beats;
    const schema::LayerStream& stream = a_.interface.streams[t];
    const std::size_t record = first_ + static_cast<std::size_t>(beat / stream.beats);
    if (record >= a_.inputs.size()) return note(t, beat, "a beat too many");
    const std::int64_t* want = expected_.streams[t][record].data() + beat % stream.beats * stream.lanes;
    for (std::size_t k = 0; k < lanes.size(); ++k)
      if (lanes[k] != want[k])
        return note(t, beat, fmt::format("lane {}: got {}, expected {}", k, lanes[k], want[k]));
  }

  const Artefacts& a_;
  const Expected& expected_;
  hw::Simulator simulator_;
  Rng random_;
  std::size_t in_valid_ = 0, in_ready_ = 0, in_data_ = 0, out_valid_ = 0, out_ready_ = 0, out_data_ = 0;
  std::vector<Probe> probes_;
  std::vector<std::int64_t> counts_;
  std::size_t first_ = 0;
};

}  // namespace

Result<Rung> compare_simulator(const Artefacts& a, const Expected& expected, SimTiming& timing,
                               const Watch& watch) {
  Rung rung;
  rung.name = "integer=hw_sim";
  rung.inputs = static_cast<std::int64_t>(a.inputs.size());
  rung.streams = static_cast<std::int64_t>(a.interface.streams.size()) + 1;
  const std::size_t records = a.inputs.size();
  const std::size_t chunks =
      std::min<std::size_t>(static_cast<std::size_t>(jobs()), std::max<std::size_t>(records / 4, 1));
  std::vector<std::vector<std::pair<std::int64_t, std::optional<Mismatch>>>> found(chunks);
  std::mutex guard;
  parallel_for(chunks, [&](std::size_t c) {
    const std::size_t first = records * c / chunks, last = records * (c + 1) / chunks;
    Session session(a, expected, 1 + c);
    session.run(first, last, false, watch);
    session.run(first, std::min(last, first + 1), true, watch);
    const std::lock_guard lock(guard);
    rung.beats += session.beats;
    found[c] = session.found;
    if (c == 0) timing = session.timing;
  });
  KNAP_TRY(watch.check("verify"));
  for (std::size_t t = 0; t < a.interface.streams.size() + 1; ++t) {
    for (const auto& part : found) {
      rung.mismatches += part[t].first;
      if (!rung.first_mismatch && part[t].second) rung.first_mismatch = part[t].second;
    }
  }
  return rung;
}

}  // namespace knap::verify
