#include "learn/train/memory.h"

#include <c10/core/CPUAllocator.h>

#include <bit>
#include <cstdlib>
#include <map>
#include <mutex>
#include <new>
#include <vector>

namespace knap::learn {
namespace {

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kMostPooled = std::size_t{3} << 30;

/// Sizes of four steps per power of two, so that at most a quarter of a block is waste.
std::size_t rounded(std::size_t bytes) {
  if (bytes <= 1024) return 1024;
  const std::size_t quarter = std::bit_ceil(bytes) / 8;
  return (bytes + quarter - 1) / quarter * quarter;
}

class Pool final : public c10::Allocator {
 public:
  c10::DataPtr allocate(std::size_t bytes) const override {
    if (bytes == 0) return {nullptr, c10::Device(c10::DeviceType::CPU)};
    const std::size_t size = rounded(bytes);
    void* block = take(size);
    return {block, make_context(block, size), &Pool::give_back, c10::Device(c10::DeviceType::CPU)};
  }

  /// For those who keep bare pointers (oneDNN's tensors).
  c10::DeleterFnPtr raw_deleter() const override { return &Pool::give_back; }

  void release() {
    const std::lock_guard lock(mutex_);
    for (auto& [size, blocks] : free_) {
      for (void* block : blocks) std::free(block);
      blocks.clear();
    }
    pooled_ = 0;
  }

  static Pool& instance() {
    static Pool* pool = new Pool;  // outlives every tensor
    return *pool;
  }

 private:
  /// The size stands before the block's data: the context is the block itself.
  static void* make_context(void* block, std::size_t size) {
    *static_cast<std::size_t*>(static_cast<void*>(static_cast<char*>(block) - kAlignment)) = size;
    return block;
  }

  void* take(std::size_t size) const {
    {
      const std::lock_guard lock(mutex_);
      auto& blocks = free_[size];
      if (!blocks.empty()) {
        char* start = static_cast<char*>(blocks.back());
        blocks.pop_back();
        pooled_ -= size;
        return start + kAlignment;
      }
    }
    void* start = std::aligned_alloc(kAlignment, (size + 2 * kAlignment - 1) / kAlignment * kAlignment);
    if (start == nullptr) throw std::bad_alloc();
    return static_cast<char*>(start) + kAlignment;
  }

  static void give_back(void* block) {
    if (block == nullptr) return;
    Pool& pool = instance();
    char* start = static_cast<char*>(block) - kAlignment;
    const std::size_t size = *static_cast<std::size_t*>(static_cast<void*>(start));
    const std::lock_guard lock(pool.mutex_);
    if (pool.pooled_ + size > kMostPooled) {
      std::free(start);
      return;
    }
    pool.pooled_ += size;
    pool.free_[size].push_back(start);
  }

  mutable std::mutex mutex_;
  mutable std::map<std::size_t, std::vector<void*>> free_;
  mutable std::size_t pooled_ = 0;
};

}  // namespace

void use_tensor_pool() {
  static const bool is_set = [] {
    c10::SetCPUAllocator(&Pool::instance(), 1);
    return true;
  }();
  static_cast<void>(is_set);
}

void release_tensor_pool() { Pool::instance().release(); }

}  // namespace knap::learn
