// parallel_for: the only door to threads; results never depend on their number.
#pragma once

#include <cstddef>
#include <functional>

namespace knap {

/// Threads to use: `jobs` if > 0, else the hardware's.
void set_jobs(int jobs);
int jobs();

/// Calls body(i) once for every i in [0, count), in any order, on jobs() threads. The first exception is
/// rethrown in the caller after all threads have ended.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& body);

}  // namespace knap
