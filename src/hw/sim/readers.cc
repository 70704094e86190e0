#include "hw/sim/readers.h"

#include <algorithm>

namespace knap::hw::sim {
namespace {

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Pairs operations_of(const Program& program) {
  Pairs pairs;
  for (std::uint32_t i = 0; i < program.ops.size(); ++i)
    for_each_read(program.ops[i], [&](std::uint32_t slot, std::uint32_t lanes) {
      for (std::uint32_t k = 0; k < lanes; ++k) pairs.emplace_back(slot + k, i);
    });
  return pairs;
}

Pairs edges_of(const Program& program) {
  Pairs pairs;
  const auto add = [&](std::uint32_t slot, std::uint32_t lanes, std::uint32_t enable) {
    for (std::uint32_t k = 0; k < lanes; ++k) pairs.emplace_back(slot + k, enable);
  };
  for (const Unit& unit : program.units) for_each_edge_read(program, unit, add);
  for (const Task& task : program.tasks)
    for (const Export& item : task.exports) add(item.slot, item.lanes, kNone);
  const std::size_t ports = program.design->top().ports.size();
  for (std::size_t p = 0; p < ports; ++p) add(program.handles[p].slot, program.handles[p].lanes, kNone);
  return pairs;
}

}  // namespace

Rows::Rows(std::size_t count, const Pairs& pairs) : starts_(count + 1, 0), items_(pairs.size()) {
  for (const auto& pair : pairs) ++starts_[pair.first + 1];
  for (std::size_t row = 0; row < count; ++row) starts_[row + 1] += starts_[row];
  std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
  for (const auto& pair : pairs) items_[next[pair.first]++] = pair.second;
}

Readers::Readers(const Program& program)
    : operations(program.initial.size(), operations_of(program)),
      edges(program.initial.size(), edges_of(program)),
      tasks(program.initial.size(), kNone) {
  for (std::uint32_t t = 0; t < program.tasks.size(); ++t)
    for (std::uint32_t i = program.tasks[t].begin; i < program.tasks[t].end; ++i)
      std::fill_n(tasks.begin() + program.ops[i].dst, program.ops[i].lanes, t);
}

}  // namespace knap::hw::sim
