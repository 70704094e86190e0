// KNAP_CHECK: an invariant of ours, on in release builds; what it throws is our bug, never the user's.
#pragma once

#include <stdexcept>
#include <string>

namespace knap {

/// Thrown by KNAP_CHECK only. Caught by app/flow and main(), which answer with exit code 70.
class InternalError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void fail_check(const char* file, int line, const char* condition, const std::string& detail);

}  // namespace knap

/// KNAP_CHECK(condition) or KNAP_CHECK(condition, fmt::format("what was found")).
#define KNAP_CHECK(condition, ...)                                                    \
  do {                                                                                \
    if (!(condition)) [[unlikely]]                                                    \
      ::knap::fail_check(__FILE__, __LINE__, #condition, ::std::string{__VA_ARGS__}); \
  } while (false)
