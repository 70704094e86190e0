// module_testbench: SystemVerilog that drives one module of a design with beats that were recorded at its
// streams.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace knap::verify {

/// A module with any number of streams; the beats of `path` of every record lie in <path>.hex, one a line.
struct ModuleBench {
  struct Stream {
    std::string name, path;
    bool is_input = false;
    std::int64_t width_bits = 1, beats = 1;  ///< of a beat; of a record
  };
  std::string instance, module;
  std::vector<Stream> streams;
  std::int64_t records = 1;
  std::int64_t interval_cycles = 1, latency_cycles = 1;  ///< of the design: nothing takes longer
};

/// The text of a testbench `knap_testbench`, which takes the plusargs +stalls=0 or another number, +seed=S,
/// and prints as write_testbench does: the outputs are its streams, in their order, and what they should be
/// are the recorded beats. With stalls every stream is held at random.
std::string module_testbench(const ModuleBench& bench);

}  // namespace knap::verify
