// Watch: the stop request and the progress line that long work is given.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>

#include "core/base/result.h"

namespace knap {

/// What long work reports. `done` of `total` steps; `rate_unit` such as "samples" with `rate` per second.
struct Progress {
  std::string task;  ///< "train", "verify rtl", ...
  double done = 0, total = 0;
  double rate = 0;  ///< per second; 0 = not known
  std::string rate_unit;
  double seconds_left = -1;  ///< -1 = not known
  std::string note;          ///< such as "loss 0.31"
};

/// Passed by reference to every stage; Ctrl-C sets `stop` (async-signal-safe), nothing else does.
class Watch {
 public:
  Watch() = default;
  explicit Watch(std::function<void(const Progress&)> report) : report_(std::move(report)) {}

  /// From any thread; the receiver sees one at a time.
  void report(const Progress& progress) const {
    const std::lock_guard lock(reporting_);
    if (report_) report_(progress);
  }
  bool is_stopped() const { return stop_.load(std::memory_order_relaxed); }
  void stop() { stop_.store(true, std::memory_order_relaxed); }
  /// An Error of kind interrupted when a stop was asked for.
  Result<void> check(const std::string& where) const;

 private:
  std::function<void(const Progress&)> report_;
  mutable std::mutex reporting_;
  std::atomic<bool> stop_{false};
};

}  // namespace knap
