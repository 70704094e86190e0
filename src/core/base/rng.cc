#include "core/base/rng.h"

#include <bit>
#include <cmath>

#include "core/base/check.h"

namespace knap {
namespace {

std::uint64_t split_mix(std::uint64_t& x) {
  std::uint64_t z = (x += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

/// FNV-1a, 64 bit: spreads the stream's name over the seed.
std::uint64_t name_hash(std::string_view name) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const char c : name) h = (h ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
  return h;
}

}  // namespace

Rng::Rng(std::uint64_t seed, std::string_view stream) {
  std::uint64_t x = seed;
  x = split_mix(x) ^ name_hash(stream);  // mixed first, so that neighbouring seeds and names do not cancel
  for (std::uint64_t& s : state_.s) s = split_mix(x);
}

std::uint64_t Rng::next() {
  auto& s = state_.s;
  const std::uint64_t result = std::rotl(s[1] * 5, 7) * 9;
  const std::uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = std::rotl(s[3], 45);
  return result;
}

std::uint64_t Rng::below(std::uint64_t bound) {
  KNAP_CHECK(bound > 0);
  // Values below 2^64 mod bound would make the low results more likely: drawn again (expected draws < 2).
  const std::uint64_t rejected = -bound % bound;
  std::uint64_t x = next();
  while (x < rejected) x = next();
  return x % bound;
}

std::int64_t Rng::integer(std::int64_t low, std::int64_t high) {
  KNAP_CHECK(low <= high);
  const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  const std::uint64_t offset = span == ~std::uint64_t{0} ? next() : below(span + 1);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
}

double Rng::uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

double Rng::normal() {
  const double u = 1.0 - uniform();  // in (0, 1], so that the logarithm is finite
  const double v = uniform();
  return std::sqrt(-2.0 * std::log(u)) * std::cos(6.283185307179586476925 * v);
}

}  // namespace knap
