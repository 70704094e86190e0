#include "map/lower/lower.h"

#include "core/base/match.h"
#include "hw/ir/builder.h"
#include "hw/ir/copies.h"
#include "hw/sv/names.h"

namespace knap::map {
namespace {

/// What an instance must not be called, since hw/sv would rename it and the taps would miss it: ports of the
/// top, and checks of its streams.
hw::NameScope names_of_instances() {
  hw::NameScope names;
  for (const char* port : {"clk", "rst", "unused", "i"}) names.take(port);
  for (const char* stream : {"in", "out"})
    for (const char* part : {"_valid", "_ready", "_data", "_check"}) names.take(std::string(stream) + part);
  return names;
}

/// Instances of all stages and the streams between them.
class TopBuilder {
 public:
  TopBuilder(const Structure& structure, hw::Design& design, const std::string& name)
      : structure_(structure),
        design_(design),
        b_(name, "top of " + structure.name + ": one instance per layer, joined by valid/ready streams") {}

  hw::Module build(const std::vector<std::string>& instances) {
    const StreamType& in = structure_.input;
    input_ = b_.input_stream("in", {in.element, static_cast<std::int32_t>(in.lanes)}, in.beats());
    const hw::Value out_ready = b_.output_stream_ready("out");
    // Ready signals run against the order of the stages: wires first.
    for (std::size_t i = 0; i < structure_.stages.size(); ++i) {
      const auto* fork = std::get_if<hw::ForkSpec>(&structure_.stages[i].spec);
      const int branches = fork != nullptr ? fork->branches : 1;
      std::vector<hw::Value> wires;
      wires.reserve(static_cast<std::size_t>(branches));
      for (int k = 0; k < branches; ++k)
        wires.push_back(
            b_.wire(instances[i] + "_ready" + (fork != nullptr ? "_" + std::to_string(k) : ""), {hw::kBit}));
      ready_.push_back(wires);
    }
    for (std::size_t i = 0; i < structure_.stages.size(); ++i) instantiate(i, instances[i]);
    drive_ready(structure_.output, out_ready);
    const hw::Stream last = stream(structure_.output);
    b_.output_stream("out", last.valid, last.data, structure_.output_type.beats());
    return b_.finish();
  }

 private:
  hw::Stream stream(Source source) const {
    return source.stage < 0
               ? input_
               : streams_[static_cast<std::size_t>(source.stage)][static_cast<std::size_t>(source.port)];
  }

  void drive_ready(Source source, hw::Value ready) {
    b_.drive(source.stage < 0
                 ? input_.ready
                 : ready_[static_cast<std::size_t>(source.stage)][static_cast<std::size_t>(source.port)],
             ready);
  }

  void instantiate(std::size_t i, const std::string& name) {
    const Stage& stage = structure_.stages[i];
    const hw::Module& module = design_.modules[i];
    // Values by port name: input streams in order of the stage's sources, output streams by port.
    std::vector<hw::Value> inputs;
    std::size_t next_in = 0, next_out = 0;
    std::map<std::uint32_t, hw::Value> by_port;
    for (const hw::StreamPorts& ports : module.streams) {
      if (ports.direction == hw::Direction::In) {
        const hw::Stream source = stream(stage.inputs[next_in++]);
        by_port[ports.valid] = source.valid;
        by_port[ports.data] = source.data;
      } else {
        by_port[ports.ready] = ready_[i][next_out++];
      }
    }
    for (std::uint32_t p = 0; p < module.ports.size(); ++p)
      if (module.ports[p].direction == hw::Direction::In) inputs.push_back(by_port.at(p));
    const std::vector<hw::Value> outputs =
        b_.instance(design_, static_cast<std::uint32_t>(i), name, inputs, stage.comment);
    std::map<std::uint32_t, hw::Value> output_of;
    std::size_t n = 0;
    for (std::uint32_t p = 0; p < module.ports.size(); ++p)
      if (module.ports[p].direction == hw::Direction::Out) output_of[p] = outputs[n++];
    std::vector<hw::Stream> given;
    next_in = 0;
    for (const hw::StreamPorts& ports : module.streams) {
      if (ports.direction == hw::Direction::In) {
        drive_ready(stage.inputs[next_in++], output_of.at(ports.ready));
      } else {
        given.push_back({output_of.at(ports.valid), {}, output_of.at(ports.data)});
      }
    }
    streams_.push_back(std::move(given));
  }

  const Structure& structure_;
  hw::Design& design_;
  hw::Builder b_;
  hw::Stream input_;
  std::vector<std::vector<hw::Value>> ready_;
  std::vector<std::vector<hw::Stream>> streams_;
};

}  // namespace

hw::Module lower_stage(const Stage& stage, const std::string& name) {
  return hw::with_copies(match(
      stage.spec,
      [&](const LinearStage& s) { return hw::build(s.spec, s.data, name, stage.layer, stage.comment); },
      [&](const hw::FifoSpec& s) { return hw::build(s, name, stage.comment); },
      [&](const hw::ForkSpec& s) { return hw::build(s, name, stage.comment); },
      [&](const hw::WidthConverterSpec& s) { return hw::build(s, name, stage.comment); },
      [&](const auto& s) { return hw::build(s, name, stage.layer, stage.comment); }));
}

Lowered lower(const Structure& structure, const net::IntGraph& graph, const std::string& prefix,
              double period_ns) {
  Lowered lowered;
  lowered.design.clocks[0].period_ns = period_ns;
  // Legal and unique as hw/sv makes them, so that it changes none: interface.json names instances.
  hw::NameScope names = names_of_instances();
  hw::NameScope modules;
  const std::string top = modules.take(prefix + "_top");
  std::vector<std::string> instances;
  for (const Stage& stage : structure.stages) {
    instances.push_back(names.take(stage.name));
    lowered.design.modules.push_back(lower_stage(stage, modules.take(prefix + "_" + instances.back())));
    if (stage.result)
      lowered.taps.push_back({stage.layer, graph[*stage.result].name, instances.back(), stage.output});
  }
  lowered.design.modules.push_back(TopBuilder(structure, lowered.design, top).build(instances));
  return lowered;
}

}  // namespace knap::map
