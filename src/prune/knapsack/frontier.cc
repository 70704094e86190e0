#include "prune/knapsack/frontier.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <numeric>

namespace knap::prune {
namespace {

constexpr std::size_t kNoState = std::numeric_limits<std::size_t>::max();

bool uses_no_more(const double* a, const double* b, int resources) {
  for (int r = 0; r < resources; ++r)
    if (a[r] > b[r]) return false;
  return true;
}

}  // namespace

std::size_t Frontier::add(double bound_here, int trail_here, int guide_here) {
  bound.push_back(bound_here);
  trail.push_back(trail_here);
  guide.push_back(guide_here);
  data_.resize(data_.size() + stride_);
  masks_.resize(masks_.size() + words_);
  return bound.size() - 1;
}

void Frontier::append(const Frontier& other, std::size_t state) {
  const std::size_t added = add(other.bound[state], other.trail[state], other.guide[state]);
  std::copy_n(other.number(state), stride_, number(added));
  std::copy_n(other.mask(state), words_, mask(added));
}

void Frontier::append(const Frontier& other) {
  for (std::size_t state = 0; state < other.size(); ++state) append(other, state);
}

void Frontier::keep(const std::vector<char>& is_kept) {
  std::size_t next = 0;
  for (std::size_t state = 0; state < size(); ++state) {
    if (is_kept[state] == 0) continue;
    if (next != state) {
      bound[next] = bound[state];
      trail[next] = trail[state];
      guide[next] = guide[state];
      std::copy_n(number(state), stride_, number(next));
      std::copy_n(mask(state), words_, mask(next));
    }
    ++next;
  }
  bound.resize(next);
  trail.resize(next);
  guide.resize(next);
  data_.resize(next * stride_);
  masks_.resize(next * words_);
}

Frontier Frontier::split(std::size_t count) {
  Frontier rest = *this;
  rest.clear();
  if (size() <= count) return rest;
  std::vector<std::size_t> order(size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::nth_element(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
      [this](std::size_t a, std::size_t b) { return bound[a] != bound[b] ? bound[a] > bound[b] : a < b; });
  std::vector<char> is_kept(size(), 0);
  for (std::size_t k = 0; k < count; ++k) is_kept[order[k]] = 1;
  for (std::size_t state = 0; state < size(); ++state)
    if (is_kept[state] == 0) rest.append(*this, state);
  keep(is_kept);
  return rest;
}

void Frontier::clear() {
  bound.clear();
  trail.clear();
  guide.clear();
  data_.clear();
  masks_.clear();
}

double Frontier::greatest_bound() const {
  return empty() ? -std::numeric_limits<double>::infinity() : *std::max_element(bound.begin(), bound.end());
}

bool Frontier::has_same_key(std::size_t a, std::size_t b) const {
  return std::equal(use(a), use(a) + resources_, use(b)) && std::equal(mask(a), mask(a) + words_, mask(b));
}

std::uint64_t Frontier::hash_of(std::size_t state) const {
  constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15U;
  std::uint64_t hash = kMix;
  const auto mix = [&hash](std::uint64_t word) { hash = (hash ^ word ^ (hash >> 29)) * kMix; };
  for (int r = 0; r < resources_; ++r) mix(std::bit_cast<std::uint64_t>(use(state)[r]));
  for (std::size_t w = 0; w < words_; ++w) mix(mask(state)[w]);
  return hash ^ (hash >> 32);
}

/// Of states with equal mask and use the one of greatest value stays, in the place of the first.
void Frontier::drop_repeated() {
  const std::size_t places = std::bit_ceil(2 * size() + 1);
  std::vector<std::size_t> table(places, kNoState);
  std::vector<char> is_kept(size(), 1);
  for (std::size_t state = 0; state < size(); ++state) {
    std::size_t place = hash_of(state) & (places - 1);
    while (table[place] != kNoState && !has_same_key(table[place], state)) place = (place + 1) & (places - 1);
    if (table[place] == kNoState) {
      table[place] = state;
      continue;
    }
    const std::size_t first = table[place];
    is_kept[state] = 0;
    if (value(state) <= value(first)) continue;
    bound[first] = bound[state];
    trail[first] = trail[state];
    guide[first] = guide[state];
    std::copy_n(number(state), stride_, number(first));
  }
  keep(is_kept);
}

std::vector<std::size_t> Frontier::by_mask_and_value() const {
  std::vector<std::size_t> order(size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
    if (const int masks = words_ == 0 ? 0 : std::memcmp(mask(a), mask(b), words_ * sizeof(std::uint64_t));
        masks != 0)
      return masks < 0;
    if (value(a) != value(b)) return value(a) > value(b);
    for (int r = 0; r < resources_; ++r)
      if (use(a)[r] != use(b)[r]) return use(a)[r] < use(b)[r];
    return a < b;
  });
  return order;
}

std::size_t Frontier::drop_dominated() {
  constexpr std::size_t kStrong = 24;
  const std::size_t before = size();
  drop_repeated();
  std::vector<char> is_kept(size(), 1);
  std::vector<std::size_t> strong;  // of the mask in work, in the order of value
  std::vector<double> amount;       // their uses added up
  std::size_t last = kNoState;
  for (const std::size_t state : by_mask_and_value()) {
    if (last != kNoState && !std::equal(mask(state), mask(state) + words_, mask(last)))
      strong.clear(), amount.clear();
    last = state;
    const bool is_dominated = std::any_of(strong.begin(), strong.end(), [&](std::size_t other) {
      return uses_no_more(use(other), use(state), resources_);
    });
    if (is_dominated) {
      is_kept[state] = 0;
      continue;
    }
    const double sum = std::accumulate(use(state), use(state) + resources_, 0.0);
    const std::size_t most = resources_ == 1 ? 1 : kStrong;
    if (strong.size() < most) {
      strong.push_back(state);
      amount.push_back(sum);
      continue;
    }
    const auto weakest = std::max_element(amount.begin(), amount.end());
    if (*weakest <= sum) continue;
    strong[static_cast<std::size_t>(weakest - amount.begin())] = state;
    *weakest = sum;
  }
  keep(is_kept);
  return before - size();
}

}  // namespace knap::prune
