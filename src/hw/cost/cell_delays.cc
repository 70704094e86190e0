#include "hw/cost/cell_delays.h"

namespace knap::hw {
namespace {

// nextpnr 0.11.1, LFE5U speed 6: cells as its timing reports give them; the hop is theirs, too, the spread a
// guess.
constexpr CellDelays kEcp5Cells{.clock_to_out = .525,
                                .setup = .1,
                                .table = .236,
                                .chain_in = .447,
                                .chain_bit = .0355,
                                .chain_out = .42,
                                .lut_ram = .236,
                                .block_ram = 5.83,
                                .block_ram_registered = .96,
                                .block_ram_setup = .2,
                                .multiplier = .735,
                                .multiplier_setup = .2,
                                .hop = .9,
                                .block_hop = 1.2,
                                .multiplier_hop = 0,
                                .spread = .1};

// nextpnr 0.4, UP5K: flip-flops, tables and carries as its timing reports give them; to reach a table a carry
// passes through one. Small memories are flip-flops behind a choice: as measured for twelve words. Block
// memories and multipliers are guesses: no slowest path had met one. The hop is fitted on three placed
// networks: 1.8 to 2.4 in their reports, and the tables beyond the least depth that Yosys spends.
constexpr CellDelays kIce40Cells{.clock_to_out = 1.39,
                                 .setup = .1,
                                 .table = 1.15,
                                 .chain_in = .66,
                                 .chain_bit = .32,
                                 .chain_out = 1.5,
                                 .lut_ram = 11,
                                 .block_ram = 4.5,
                                 .block_ram_registered = 1.39,
                                 .block_ram_setup = .3,
                                 .multiplier = 1.4,
                                 .multiplier_setup = 1.2,
                                 .hop = 3.2,
                                 .block_hop = .4,
                                 .multiplier_hop = 0,
                                 .spread = .1};

// Cells as `sta` of Yosys 0.23 takes them from xilinx/cells_sim.v, which has them from Project X-Ray
// (Artix-7, slowest grade): a table by its middle pins. A RAMB18E1 counts 2.454 with its output register,
// too: the library has 0.882 for that, but sta does not evaluate the condition of the arc, and what it tells
// is what eda/yosys/cell_delay reports. Wires: assumed, at three quarters of ECP5's.
constexpr CellDelays kXc7Cells{.clock_to_out = .303,
                               .setup = .1,
                               .table = .45,
                               .chain_in = .508,
                               .chain_bit = .0285,
                               .chain_out = .32,
                               .lut_ram = .8,
                               .block_ram = 2.454,
                               .block_ram_registered = 2.454,
                               .block_ram_setup = .6,
                               .multiplier = .329,
                               .multiplier_setup = .324,
                               .multiplier_inside = 2.95,
                               .hop = .7,
                               .block_hop = .9,
                               .multiplier_hop = .9,
                               .spread = .1};

// Cells: RapidWright's model of UltraScale+ (P. Maidee, C. Neely, A. Kaviani, C. Lavin, "An open-source
// lightweight timing model for RapidWright", FPT 2019; timing/ultrascaleplus/intrasite_delay_terms.txt,
// v0.5). It has no DSP48E2: the setup is that of RapidWright's dumps of one, the way through it that of 544
// MHz without M (DS925, grade -2). The setup of a RAMB18E2 is a guess.
// Wires: assumed, from the same model's terms for some ten tiles (K0 of two or three nodes, the input pin).
constexpr CellDelays kXcupCells{.clock_to_out = .077,
                                .setup = .075,
                                .table = .125,
                                .chain_in = .217,
                                .chain_bit = .003,
                                .chain_out = .145,
                                .lut_ram = .3,
                                .block_ram = 1.003,
                                .block_ram_registered = .229,
                                .block_ram_setup = .4,
                                .multiplier = .35,
                                .multiplier_setup = .3,
                                .multiplier_inside = 1.84,
                                .hop = .35,
                                .block_hop = .3,
                                .multiplier_hop = .3,
                                .spread = .05};

}  // namespace

const CellDelays& cell_delays(Family family) {
  switch (family) {
    case Family::Xc7:
      return kXc7Cells;
    case Family::Xcup:
      return kXcupCells;
    case Family::Ice40:
      return kIce40Cells;
    case Family::Ecp5:
      break;
  }
  return kEcp5Cells;
}

}  // namespace knap::hw
