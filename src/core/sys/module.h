// load_module: a shared library that lies in the program as bytes, loaded when it is first needed.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace knap {

/// Maps `bytes` as a shared library, with the libraries that it names, as if the program had been linked with
/// them, and returns the address of its symbol `entry`. It stays loaded. `name` is what maps and debuggers
/// show. Errors: kToolMissing (a library that it names is not on this machine, or it is no shared library),
/// kFile (no memory for it).
Result<void*> load_module(const std::string& name, std::string_view bytes, const std::string& entry);

}  // namespace knap
