#include "hw/cost/gates.h"

#include <algorithm>

namespace knap::hw {

Bit Gates::gate(Kind kind, std::vector<Bit> inputs) {
  std::array<Bit, 4> key{static_cast<Bit>(kind)};
  std::copy(inputs.begin(), inputs.end(), key.begin() + 1);
  const auto [place, is_new] = known_.emplace(key, static_cast<Bit>(2 * nodes_.size()));
  if (is_new) {
    Node node{kind, static_cast<std::uint8_t>(inputs.size()), {}};
    std::copy(inputs.begin(), inputs.end(), node.inputs.begin());
    nodes_.push_back(node);
  }
  return place->second;
}

Bit Gates::conjunction(Bit a, Bit b) {
  if (a > b) std::swap(a, b);
  if (a == kFalse || a == complement(b)) return kFalse;
  if (a == kTrue || a == b) return b;
  return gate(Kind::And, {a, b});
}

Bit Gates::exclusive(Bit a, Bit b) {
  if (a > b) std::swap(a, b);
  if (a == kFalse) return b;
  if (a == kTrue) return complement(b);
  if (a == b) return kFalse;
  if (a == complement(b)) return kTrue;
  const Bit sign = (a ^ b) & 1U;
  return gate(Kind::Xor, {a & ~1U, b & ~1U}) ^ sign;
}

Bit Gates::choice(Bit select, Bit when_true, Bit when_false) {
  if ((select & 1U) != 0) {
    select = complement(select);
    std::swap(when_true, when_false);
  }
  if (select == kFalse) return when_false;
  if (when_true == when_false) return when_true;
  if (when_true == complement(when_false)) return exclusive(select, when_false);
  if (when_true == kFalse) return conjunction(complement(select), when_false);
  if (when_true == kTrue || when_true == select) return disjunction(select, when_false);
  if (when_false == kFalse || when_false == select) return conjunction(select, when_true);
  if (when_false == kTrue) return disjunction(complement(select), when_true);
  // s ? x : t ? x : y is (s or t) ? x : y, and so on.
  const auto arm = [&](Bit bit, int which) { return nodes_[node_of(bit)].inputs[which] ^ (bit & 1U); };
  const auto is_mux = [&](Bit bit) { return nodes_[node_of(bit)].kind == Kind::Mux; };
  if (is_mux(when_false)) {
    const Bit inner = nodes_[node_of(when_false)].inputs[0];
    if (arm(when_false, 1) == when_true)
      return choice(disjunction(select, inner), when_true, arm(when_false, 2));
    if (arm(when_false, 2) == when_true)
      return choice(disjunction(select, complement(inner)), when_true, arm(when_false, 1));
  }
  if (is_mux(when_true)) {
    const Bit inner = nodes_[node_of(when_true)].inputs[0];
    if (arm(when_true, 1) == when_false)
      return choice(conjunction(select, complement(inner)), arm(when_true, 2), when_false);
    if (arm(when_true, 2) == when_false)
      return choice(conjunction(select, inner), arm(when_true, 1), when_false);
  }
  const Bit sign = when_true & 1U;
  return gate(Kind::Mux, {select, when_true ^ sign, when_false ^ sign}) ^ sign;
}

Bit Gates::all_of(std::vector<Bit> bits) {
  if (bits.empty()) return kTrue;
  while (bits.size() > 1) {
    std::vector<Bit> next;
    for (std::size_t i = 0; i + 1 < bits.size(); i += 2) next.push_back(conjunction(bits[i], bits[i + 1]));
    if (bits.size() % 2 != 0) next.push_back(bits.back());
    bits = std::move(next);
  }
  return bits[0];
}

Bit Gates::table(const std::vector<Bit>& index, const std::vector<bool>& values) {
  // Halves are paired from the lowest index bit upwards; beyond the values the last one is repeated.
  std::vector<Bit> row;
  row.reserve(values.size());
  for (const bool value : values) row.push_back(value ? kTrue : kFalse);
  for (const Bit select : index) {
    if (row.size() == 1) break;
    std::vector<Bit> next;
    for (std::size_t i = 0; i < row.size(); i += 2)
      next.push_back(i + 1 < row.size() ? choice(select, row[i + 1], row[i]) : row[i]);
    row = std::move(next);
  }
  return row[0];
}

}  // namespace knap::hw
