#include "hw/ir/text.h"

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/match.h"
#include "core/text/lexer.h"
#include "hw/ir/text_words.h"

namespace knap::hw {
namespace {

std::string ref(SignalId id) { return fmt::format("%{}", id.index); }

std::string type_text(const Type& type) {
  const std::string lanes = type.lanes == 1 ? "" : fmt::format(" x {}", type.lanes);
  return fmt::format("[{}, {}]{}", type.interval.low, type.interval.high, lanes);
}

std::string list_text(const std::vector<std::int64_t>& values) {
  fmt::memory_buffer out;
  out.push_back('(');
  for (std::size_t i = 0; i < values.size(); ++i)
    fmt::format_to(std::back_inserter(out), "{}{}", i == 0 ? "" : " ", values[i]);
  out.push_back(')');
  return fmt::to_string(out);
}

std::string refs_text(const std::vector<SignalId>& ids) {
  std::string text = "(";
  for (std::size_t i = 0; i < ids.size(); ++i) text += (i == 0 ? "" : " ") + ref(ids[i]);
  return text + ")";
}

/// " word "text"" where there is something to say.
std::string optional_text(const char* word, const std::string& text) {
  return text.empty() ? "" : fmt::format(" {} {}", word, quote_text(text));
}

std::string optional_ref(const char* word, const std::optional<SignalId>& id) {
  return id ? fmt::format(" {} {}", word, ref(*id)) : "";
}

std::string clock_text(ClockId id) { return id.index == 0 ? "" : fmt::format(" clock {}", id.index); }

std::string driver_text(const Driver& driver) {
  return match(
      driver,
      [](const Constant& d) {
        return fmt::format("constant {}{}", list_text(d.lanes), optional_text("what", d.what));
      },
      [](const PortInput& d) { return fmt::format("input {}", d.port); },
      [](const Binary& d) { return fmt::format("{} {} {}", word_of(d.op), ref(d.a), ref(d.b)); },
      [](const Not& d) { return "not " + ref(d.a); },
      [](const ShiftLeft& d) { return fmt::format("shl {} {}", ref(d.a), d.amount); },
      [](const ShiftRight& d) { return fmt::format("shr {} {}", ref(d.a), d.amount); },
      [](const Narrow& d) { return "narrow " + ref(d.a); },
      [](const Truncate& d) { return "truncate " + ref(d.a); },
      [](const Mux& d) {
        return fmt::format("mux {} {} {}", ref(d.select), ref(d.when_true), ref(d.when_false));
      },
      [](const Lookup& d) {
        return fmt::format("lookup {} {}{}", ref(d.index), list_text(*d.table),
                           optional_text("what", d.what));
      },
      [](const Pick& d) { return fmt::format("pick {} {}", ref(d.pack), ref(d.index)); },
      [](const Slice& d) { return fmt::format("slice {} {}", ref(d.pack), d.first); },
      [](const Pack& d) { return "pack " + refs_text(d.parts); },
      [](const RegisterValue& d) { return fmt::format("register {}", d.index); },
      [](const MemoryValue& d) { return fmt::format("memory {}", d.index); },
      [](const MultiplierValue& d) { return fmt::format("multiplier {}", d.index); },
      [](const InstanceOutput& d) { return fmt::format("output {} {}", d.instance, d.port); },
      [](const Wire& d) { return d.driver ? "wire " + ref(*d.driver) : std::string("wire"); });
}

std::string memory_text(const Memory& m) {
  std::string text = fmt::format("memory {} {} {} : {} depth {} read {}", quote_text(m.name), word_of(m.kind),
                                 word_of(m.style), type_text(m.word), m.depth, ref(m.read_address));
  text += optional_ref("enable", m.read_enable) + optional_ref("write_enable", m.write_enable) +
          optional_ref("write_address", m.write_address) + optional_ref("write_data", m.write_data);
  text += clock_text(m.clock) + optional_text("what", m.what) + optional_text("comment", m.comment);
  return m.contents ? text + " contents " + list_text(*m.contents) : text;
}

std::string register_text(const Register& r) {
  return fmt::format("register {} : {} next {}{}{}{}{}{}", quote_text(r.name), type_text(r.type), ref(r.next),
                     optional_ref("enable", r.enable), r.reset ? " reset " + list_text(*r.reset) : "",
                     clock_text(r.clock), r.is_copy ? " copy" : "", optional_text("comment", r.comment));
}

void print_parts(const Module& m, std::string& out) {
  for (const Port& p : m.ports)
    out += fmt::format("  {} {} : {}{}\n", word_of(p.direction), quote_text(p.name), type_text(p.type),
                       optional_ref("from", p.driver));
  for (const StreamPorts& s : m.streams)
    out += fmt::format("  stream {} {} valid {} ready {} data {} beats {}\n", word_of(s.direction),
                       quote_text(s.name), s.valid, s.ready, s.data, s.beats);
  for (const Register& r : m.registers) out += "  " + register_text(r) + "\n";
  for (const Memory& memory : m.memories) out += "  " + memory_text(memory) + "\n";
  for (const Multiplier& x : m.multipliers)
    out += fmt::format("  multiplier {} {} {}{} stages {}{}\n", quote_text(x.name), ref(x.a), ref(x.b),
                       optional_ref("enable", x.enable), x.stages, clock_text(x.clock));
  for (const Instance& i : m.instances)
    out += fmt::format("  instance {} of {} {}{}\n", quote_text(i.name), i.module, refs_text(i.inputs),
                       optional_text("comment", i.comment));
}

}  // namespace

std::string print(const Design& design) {
  std::string out = "design\n";
  for (const Clock& c : design.clocks)
    out += fmt::format("clock {} {} {}\n", quote_text(c.port), quote_text(c.reset), c.period_ns);
  for (std::size_t m = 0; m < design.modules.size(); ++m) {
    const Module& module = design.modules[m];
    out +=
        fmt::format("module {}{}{}{} {{\n", quote_text(module.name), optional_text("layer", module.layer),
                    module.keep_hierarchy ? " keep_hierarchy" : "", optional_text("comment", module.comment));
    print_parts(module, out);
    for (std::size_t s = 0; s < module.signals.size(); ++s) {
      const Signal& signal = module.signals[s];
      out += fmt::format("  %{} = {} : {}{}{}\n", s, driver_text(signal.driver), type_text(signal.type),
                         optional_text("name", signal.name), optional_text("comment", signal.comment));
    }
    out += "}\n";
  }
  return out;
}

std::string hash(const Design& design) { return sha256(print(design)); }

}  // namespace knap::hw
