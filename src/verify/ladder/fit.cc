#include "verify/ladder/fit.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"

namespace knap::verify {
namespace {

/// What interface.json says of one stream, whichever of its lists it stands in.
struct Wanted {
  std::string name;
  std::int64_t lanes = 1, beats = 1, width_bits = 1;
};

Wanted wanted(const schema::StreamPort& port) {
  return {port.name, port.elements_per_beat, port.beats, port.width_bits};
}

class Fit {
 public:
  explicit Fit(const Artefacts& a) : a_(a) {}

  Result<void> check() {
    const net::IntGraph& graph = a_.graph;
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1)
      return Error(diag::kBadArtefact, file("model/integer.txt"), "does not have one input and one output");
    KNAP_TRY(check_size(wanted(a_.in()), graph[graph.inputs().front()].shape));
    KNAP_TRY(check_size(wanted(a_.out()), graph[graph.outputs().front().node].shape));
    if (a_.design.modules.empty() || a_.design.top().name != a_.interface.top)
      return Error(diag::kBadArtefact, file("rtl/design.txt"),
                   fmt::format("does not end with the top module {}", a_.interface.top));
    KNAP_TRY(check_ports(a_.design.top(), "in", wanted(a_.in())));
    KNAP_TRY(check_ports(a_.design.top(), "out", wanted(a_.out())));
    for (const schema::LayerStream& stream : a_.interface.streams) KNAP_TRY(check_stream(stream));
    return {};
  }

 private:
  std::string file(const char* name) const { return (a_.folder / name).string(); }

  Result<void> check_size(const Wanted& stream, const Shape& shape) const {
    // Lanes and beats are bounded so that their product may overflow; a quotient does not.
    if (shape.size() % stream.lanes == 0 && shape.size() / stream.lanes == stream.beats) return {};
    return Error(diag::kBadArtefact, file("rtl/interface.json"),
                 fmt::format("stream {} has {} beats of {} lanes, its node has {} elements", stream.name,
                             stream.beats, stream.lanes, shape.size()));
  }

  Result<void> check_ports(const hw::Module& module, const std::string& prefix, const Wanted& stream) const {
    for (const char* suffix : {"_valid", "_ready", "_data"}) {
      const std::string name = prefix + suffix;
      const auto port = std::find_if(module.ports.begin(), module.ports.end(),
                                     [&](const hw::Port& candidate) { return candidate.name == name; });
      const bool is_data = name == prefix + "_data";
      if (port == module.ports.end())
        return Error(
            diag::kBadArtefact, file("rtl/design.txt"),
            fmt::format("module {} has no port {}, which stream {} needs", module.name, name, stream.name));
      if (is_data && (port->type.lanes != stream.lanes || port->type.lane_width_bits() != stream.width_bits))
        return Error(diag::kBadArtefact, file("rtl/design.txt"),
                     fmt::format("port {} of module {} has {} lanes of {} bits, stream {} has {} of {}", name,
                                 module.name, port->type.lanes, port->type.lane_width_bits(), stream.name,
                                 stream.lanes, stream.width_bits));
    }
    return {};
  }

  Result<void> check_stream(const schema::LayerStream& stream) const {
    const auto node = a_.graph.find(stream.node);
    if (!node)
      return Error(diag::kBadArtefact, file("rtl/interface.json"),
                   fmt::format("stream {} names node {}, which model/integer.txt does not have", stream.layer,
                               stream.node));
    const Wanted what{stream.layer, stream.lanes, stream.beats, stream.width_bits};
    KNAP_TRY(check_size(what, a_.graph[*node].shape));
    for (const hw::Instance& instance : a_.design.top().instances)
      if (instance.name == stream.instance)
        return check_ports(a_.design.modules[instance.module], "out", what);
    return Error(diag::kBadArtefact, file("rtl/design.txt"),
                 fmt::format("has no instance {}, which stream {} names", stream.instance, stream.layer));
  }

  const Artefacts& a_;
};

}  // namespace

Result<void> check_fit(const Artefacts& artefacts) { return Fit(artefacts).check(); }

}  // namespace knap::verify
