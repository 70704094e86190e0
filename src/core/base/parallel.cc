#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace knap {
namespace {

std::atomic<int> wanted_jobs{0};
thread_local bool inside_worker = false;

/// What the threads of one parallel_for share. Indices are handed out in ascending order, so every index
/// below a failing one has been started: keeping the lowest failure makes the exception independent of the
/// thread count.
struct Work {
  std::size_t count;
  const std::function<void(std::size_t)>& body;
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::size_t failed_at = 0;
  std::exception_ptr exception;

  void run() {
    const bool outer = inside_worker;
    inside_worker = true;
    while (!failed.load(std::memory_order_relaxed)) {
      const std::size_t i = next.fetch_add(1, std::memory_order_relaxed);
      if (i >= count) break;
      try {
        body(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!exception || i < failed_at) {
          failed_at = i;
          exception = std::current_exception();
        }
        failed.store(true, std::memory_order_relaxed);
      }
    }
    inside_worker = outer;
  }
};

}  // namespace

void set_jobs(int jobs) { wanted_jobs.store(jobs); }

int jobs() {
  const int wanted = wanted_jobs.load();
  if (wanted > 0) return wanted;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body) {
  const std::size_t threads = std::min(count, static_cast<std::size_t>(jobs()));
  if (threads <= 1 ||
      inside_worker) {  // nested loops run in their caller's thread: never more than jobs() threads
    for (std::size_t i = 0; i < count; ++i) body(i);
    return;
  }
  Work work{count, body, {}, {}, {}, 0, nullptr};
  std::vector<std::thread> pool;
  try {
    for (std::size_t t = 1; t < threads; ++t) pool.emplace_back([&work] { work.run(); });
  } catch (const std::system_error&) {
    // The machine gives no more threads: those that started do the work.
  }
  work.run();
  for (std::thread& thread : pool) thread.join();
  if (work.exception) std::rethrow_exception(work.exception);
}

}  // namespace knap
