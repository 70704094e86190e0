// Plan: all mapping decisions as one file that a person can read, edit and feed back (plan.toml).
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/text/described.h"
#include "hw/device/overlay.h"
#include "map/plan/fifos.h"
#include "map/plan/hard_blocks.h"
#include "map/plan/outline.h"
#include "map/spec/structure.h"

namespace knap::map {

/// Auto: hard multipliers for the layers with most to multiply, as long as max_share of every device has
/// them.
enum class MultiplierChoice { Auto, Lut, Dsp };
inline constexpr std::array<std::string_view, 3> kMultiplierChoiceNames{"auto", "lut", "dsp"};
constexpr const auto& enum_names(MultiplierChoice) { return kMultiplierChoiceNames; }

/// Auto: block memory for what is large, and for more as far as max_share of every device goes. Block: for
/// every memory of a layer with weights.
enum class MemoryChoice { Auto, Size, Block };
inline constexpr std::array<std::string_view, 3> kMemoryChoiceNames{"auto", "size", "block"};
constexpr const auto& enum_names(MemoryChoice) { return kMemoryChoiceNames; }

/// The design's input stream.
struct InputChoice {
  std::int64_t samples_per_beat = 1;

  static void fields(auto& self, auto&& f) {
    f("samples_per_beat", self.samples_per_beat,
      "elements of the input in a beat: a divisor of its channels, or so many positions of its last axis at "
      "a time, which a first layer takes that moves by a multiple of them",
      Bounds{1, 1e6});
  }
};

/// The section [plan] of a project's TOML: what is wanted.
struct PlanOptions {
  static constexpr std::int64_t kMostReuse = 1'000'000;

  std::int64_t interval_cycles = 0;
  double max_share = 0.8;
  double clock_mhz = 50;
  MultiplierChoice multiplier = MultiplierChoice::Auto;
  MemoryChoice memory = MemoryChoice::Auto;
  std::int64_t reuse_factor = 0;
  InputChoice input;
  LayerWishes layer;

  static void fields(auto& self, auto&& f) {
    f("interval_cycles", self.interval_cycles,
      "clock cycles from one inference to the next; 0 = the fastest that fits max_share of every device",
      Bounds{0, 1e9});
    f("max_share", self.max_share, "greatest estimated share of any device resource", Bounds{0.001, 1});
    f("clock_mhz", self.clock_mhz,
      "clock frequency that place-and-route is asked for and register ranks are chosen for; 0 = the one of "
      "most inferences per second within max_share, chosen together with the folding",
      Bounds{0, 1e6});  // what the devices reach is for the planner to say
    f("multiplier", self.multiplier,
      "what multiplies: lut, dsp, or auto: dsp for the largest layers as far as max_share goes");
    f("memory", self.memory,
      "which memories become block memory: size (large ones), auto: smaller ones too as far as max_share "
      "goes, or block: every one of a layer with weights");
    f("reuse_factor", self.reuse_factor,
      "weights that one multiplier serves per position, the same in every layer that has no wish of its own, "
      "instead of interval_cycles; what is not legal is rounded down; 0 = as the interval asks",
      Bounds{0, kMostReuse});
    f("input", self.input, "the input stream");
    f("layer", self.layer, "wishes for one layer, by its name");
  }
};

struct Predicted {
  std::int64_t latency_cycles = 0, interval_cycles = 0;
  static void fields(auto& self, auto&& f) {
    f("latency_cycles", self.latency_cycles,
      "from the first input beat into an empty design to the last output beat");
    f("interval_cycles", self.interval_cycles, "between the first beats of consecutive inferences");
  }
};

struct Plan {
  std::string model;  ///< model_hash of the network that the plan belongs to
  double clock_mhz = 50;
  std::optional<double> expected_fmax_mhz;  ///< whoever knows the devices fills it in; make_plan does not
  Predicted predicted;
  std::string deadlock_freedom;
  Regions regions;
  std::map<std::string, Most> most;  ///< by layer
  std::map<std::string, hw::DeviceOverlay> device;
};

/// plan.toml: the text of a Plan. The layers that it names are all in one region of stream style.
struct PlanFile {
  std::string model;
  double clock_mhz = 50;
  std::optional<double> expected_fmax_mhz;
  Predicted predicted;
  std::string deadlock_freedom;
  std::optional<InputChoice> input;
  std::map<std::string, Decision> layer;
  std::map<std::string, FifoDecision> fifo;
  std::map<std::string, hw::DeviceOverlay> device;

  static void fields(auto& self, auto&& f) {
    f("model", self.model,
      "hash of the layers of the network that the plan belongs to (not of its weights); with another one the "
      "plan is refused, without the key it is taken as it is");
    f("clock_mhz", self.clock_mhz, "clock frequency that place-and-route is asked for", Bounds{1, 1000});
    f("expected_fmax_mhz", self.expected_fmax_mhz,
      "clock that the delay model expects on the slowest chosen device; recomputed when the "
      "plan is read");
    f("predicted", self.predicted,
      "exact cycles, from executing the token schedules; recomputed when the plan is read");
    f("deadlock_freedom", self.deadlock_freedom, "why no stall pattern can stop the design");
    f("input", self.input, "the input stream; absent where a beat is one sample");
    f("layer", self.layer, "folding of each layer");
    f("fifo", self.fifo, "FIFOs, by \"producer>consumer\"");
    f("device", self.device, "leaf bodies of a device");
  }
};

/// Chooses foldings and FIFO depths. With interval_cycles = 0 the interval is halved from the slowest useful
/// one down as long as all shares stay below max_share. kImpossible names what cannot be met and the smallest
/// that can.
/// Register ranks are chosen for options.clock_mhz on the slowest of `families`; without any for none. A
/// clock that no ranks reach is kImpossible, naming the one that can be had. With clock_mhz = 0 the plan's
/// clock is the one that gives most inferences per second.
Result<Plan> make_plan(const net::IntGraph& graph, const PlanOptions& options, const Shares& shares,
                       const Watch& watch, const std::vector<hw::Family>& families = {});

/// What make_plan begins with, for comparisons that are made by the hundred: foldings, multipliers and
/// memories for options.interval_cycles (0: the fastest), without FIFOs and register ranks, of declared
/// values. That layers wait for each other is not seen.
Result<Structure> fold_only(const net::IntGraph& graph, const PlanOptions& options, const Shares& shares,
                            const Watch& watch, const std::vector<hw::Family>& families = {});

/// Executes the regions: predicted, deadlock_freedom and most follow from them.
Result<void> fill_in(Plan& plan, const net::IntGraph& graph);

/// Taps, products_per_dsp and ranks stand only where a layer has a choice of them.
std::string print(const Plan& plan);
/// Parses, checks that the plan is this network's (kImpossible) and every name of a layer, FIFO and device
/// (kUnknownName), and recomputes the prediction.
Result<Plan> parse_plan(std::string_view text, const std::string& where, const net::IntGraph& graph);

}  // namespace knap::map
