#include "map/plan/memories.h"

namespace knap::map {
namespace {

constexpr std::int64_t kBlockBits = 4096;
constexpr std::int64_t kBlockWords = 64, kBlockFifoWords = 128;
constexpr std::int64_t kRowWords = 32;  ///< of the smallest distributed memory of any family

}  // namespace

hw::MemoryStyle memory_for(std::int64_t bits, std::int64_t words) {
  return bits >= kBlockBits && words >= kBlockWords ? hw::MemoryStyle::Block : hw::MemoryStyle::Lut;
}

hw::MemoryStyle fifo_memory_for(std::int64_t bits, std::int64_t words) {
  return bits >= kBlockBits && words >= kBlockFifoWords ? hw::MemoryStyle::Block : hw::MemoryStyle::Lut;
}

bool is_worth_a_block(std::int64_t words) { return words > kRowWords; }

}  // namespace knap::map
