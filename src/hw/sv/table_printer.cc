// What a module writes out entry by entry: vectors of constants, lookups, packs.
#include <fmt/format.h>

#include "hw/sv/module_printer.h"

namespace knap::hw {

void ModulePrinter::fixed(const Signal& item, const SignalPlan& p, const Constant& constant) {
  const int width = item.type.lane_width_bits();
  out_.comment(item.comment, "  ");
  const auto element = [&](const std::string& before, std::int64_t value, const std::string& after) {
    if (!constant.what.empty()) return out_.constant(before, value, width, after, constant.what);
    out_.line(before + literal(value, width, item.type.interval.is_signed()).text + after);
  };
  if (item.type.lanes == 1)
    return element(fmt::format("  localparam {} {} = ", type_text(item.type), p.name), constant.lanes[0],
                   ";");
  out_.line(
      fmt::format("  localparam {} {} = {{  // {}", type_text(item.type), p.name, lanes_text(item.type)));
  for (std::size_t k = constant.lanes.size(); k-- > 0;) element("    ", constant.lanes[k], k > 0 ? "," : "");
  out_.line("  };");
}

void ModulePrinter::look_up(SignalId id, const Lookup& lookup) {
  const SignalPlan& p = plan(id);
  const Type& t = type(id);
  const bool is_loop = t.lanes > 1;
  std::string indent = "  ";
  std::string target = p.name;
  if (is_loop) {
    open_loop(t.lanes, p.name);
    indent = "    ";
    target = "entry";
    const Type lane{t.interval, 1};
    out_.line(fmt::format("    {} entry;", type_text(lane)));
  }
  const Printed value = with_sign(expressions_.natural(lookup.index, Lane{0, is_loop}), false);
  std::string index = value.text;
  if (value.has_select) {  // Icarus does not look for part-selects in always_comb
    const std::string name = is_loop ? "index" : scope_.take(p.name + "_index");
    out_.line(fmt::format("{}{} {};", indent, type_text(Type{type(lookup.index).interval, 1}), name));
    out_.line(fmt::format("{}assign {} = {};", indent, name, index));
    index = name;
  }
  out_.line(indent + "always_comb begin");
  out_.line(fmt::format("{}  case ({})", indent, index));
  entries(id, lookup, target, indent + "    ");
  out_.line(indent + "  endcase");
  out_.line(indent + "end");
  if (!is_loop) return out_.gap();
  const int width = t.lane_width_bits();
  const std::string slot =
      width == 1 ? fmt::format("{}[i]", p.name) : fmt::format("{}[i*{} +: {}]", p.name, width, width);
  out_.line(fmt::format("    assign {} = entry;", slot));
  out_.line("  end");
  out_.gap();
}

void ModulePrinter::entries(SignalId id, const Lookup& lookup, const std::string& target,
                            const std::string& indent) {
  const Type& t = type(id);
  const Interval range = type(lookup.index).interval;
  const int index_width = type(lookup.index).lane_width_bits();
  for (std::int64_t k = range.low; k <= range.high; ++k) {
    const std::string label = k == range.high ? "default" : literal(k, index_width, false).text;
    const std::string before = fmt::format("{}{}: {} = ", indent, label, target);
    const std::int64_t value = (*lookup.table)[static_cast<std::size_t>(k)];
    const bool is_default = k < range.high && value == lookup.table->at(static_cast<std::size_t>(range.high));
    if (lookup.what.empty() && is_default) continue;
    if (!lookup.what.empty())
      out_.constant(before, value, t.lane_width_bits(), ";", lookup.what);
    else
      out_.line(before + literal(value, t.lane_width_bits(), t.interval.is_signed()).text + ";");
  }
}

void ModulePrinter::pack_up(SignalId id, const Pack& pack) {
  const int width = type(id).lane_width_bits();
  std::vector<Printed> elements;
  for (std::size_t i = pack.parts.size(); i-- > 0;) {
    int same = 1;
    for (; i > 0 && pack.parts[i - 1] == pack.parts[i]; --i) ++same;
    Printed part = expressions_.whole(pack.parts[i], width);
    elements.push_back(same > 1 ? repeat(same, std::move(part)) : std::move(part));
  }
  assign(plan(id).name, elements.size() == 1 ? elements[0] : list(elements));
}

}  // namespace knap::hw
