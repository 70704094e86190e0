// Structure: an IntGraph and the regions of a plan as a network of hardware stages - the only translation of
// (node, decision) into a generator's parameters.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "hw/gen/elementwise.h"
#include "hw/gen/linear.h"
#include "hw/gen/plumbing.h"
#include "hw/gen/pool.h"
#include "map/spec/decision.h"
#include "net/ir/integer.h"

namespace knap::map {

struct LinearStage {
  hw::LinearSpec spec;
  hw::LinearData data;
};

using StageSpec =
    std::variant<LinearStage, hw::PoolSpec, hw::GlobalSumSpec, hw::MapSpec, hw::AddSpec, hw::ConcatSpec,
                 hw::ArgMaxSpec, hw::FifoSpec, hw::ForkSpec, hw::WidthConverterSpec>;

/// A stream that a stage gives: `lanes` elements per beat.
struct StreamType {
  Interval element;
  std::int64_t lanes = 1;
  std::int64_t elements = 1;  ///< per inference
  std::int64_t beats() const { return elements / lanes; }
};

/// Output `port` of stage `stage`; stage -1 is the design's input.
struct Source {
  int stage = -1;
  int port = 0;
  bool operator==(const Source&) const = default;
};

struct Stage {
  std::string name;                   ///< unique; the layer's name for layers
  std::string layer;                  ///< empty for forks, FIFOs and width converters
  std::optional<net::NodeId> result;  ///< the node whose value leaves here (layers)
  StageSpec spec;
  std::vector<Source> inputs;
  StreamType output;
  std::string comment;     ///< shapes, formats, folding
  Decision decision = {};  ///< that a layer's stage is made of
};

/// Topologically ordered.
struct Structure {
  std::string name;
  StreamType input;
  Fixed input_format;
  std::vector<Stage> stages;
  Source output;
  StreamType output_type;
};

/// The part of the graph that one layer module does: a node and the Steps that its only user is.
struct Layer {
  std::string name;
  net::NodeId node;
  std::optional<net::NodeId> steps;
  net::NodeId result() const { return steps ? *steps : node; }
};
/// In topological order; Inputs and Reshapes make no layer.
std::vector<Layer> layers_of(const net::IntGraph& graph);
/// The layer whose stream carries the value of a node, through Reshapes; "in": the design's input.
std::string source_of(const net::IntGraph& graph, const std::vector<Layer>& layers, net::NodeId node);

/// Legal foldings of a layer: divisors of its output channels (pe) and input channels (simd; {1} where it has
/// no meaning), and taps of its kernel (hw::legal_taps; {1} without a window).
struct Folding {
  std::vector<std::int64_t> pe, simd, taps = {1};

  /// All at once.
  Decision most_parallel() const;
};
Folding legal_folding(const net::IntGraph& graph, const Layer& layer);
/// As many register ranks as the stage has places for.
hw::Ranks most_ranks(const StageSpec& spec);
/// The greatest legal values of what not every stage has a choice of.
struct Most {
  std::int64_t taps = 1, products_per_dsp = 1;
  hw::Ranks ranks;
};
Most most_of(const StageSpec& spec);
/// Lanes that the layer takes per beat (of each operand).
std::int64_t in_lanes(const net::IntGraph& graph, const Layer& layer, const Decision& decision);
/// Cycles of one inference of the layer under a decision, when nothing stalls.
std::int64_t cycles(const net::IntGraph& graph, const Layer& layer, const Decision& decision);

/// The generator's parameters of a layer with weights; the input interval is that of the graph.
LinearStage linear_of(const net::IntGraph& graph, const Layer& layer, const Decision& decision);

/// With another input interval.
LinearStage linear_of(const net::IntGraph& graph, const Layer& layer, const Decision& decision,
                      Interval input);

/// The whole network in stream style.
Regions stream_regions(const net::IntGraph& graph, StreamPlan plan);

/// All stages of the design, region by region. In stream style FIFOs stand on the edges that `fifos` names
/// ("from>to"; that of an edge between two regions is the reader's), forks where a value has several users,
/// width converters where lanes differ. kImpossible names the layer and the legal values of an illegal
/// decision; kBadModel for what no style can do (several inputs or outputs). KNAP_CHECKs that the regions
/// hold every layer once, in order.
Result<Structure> make_structure(const net::IntGraph& graph, const Regions& regions);
/// Of the whole network in stream style.
Result<Structure> make_structure(const net::IntGraph& graph, const StreamPlan& plan);

/// The stage of the FIFO between two layers ("in": the design's input).
std::string fifo_name(const std::string& from, const std::string& to);

hw::Tokens tokens(const StageSpec& spec);
/// The token schedules of all stages, connected.
hw::TokenNetwork token_network(const Structure& structure);

}  // namespace knap::map
