#include "core/sys/module.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/diagnostics.h"

namespace knap {
namespace {

Error missing(const std::string& name) {
  const char* reason = dlerror();
  return Error(diag::kToolMissing, name,
               fmt::format("cannot be loaded: {}", reason != nullptr ? reason : "no reason is given"));
}

}  // namespace

Result<void*> load_module(const std::string& name, std::string_view bytes, const std::string& entry) {
  // The descriptor stays open: the loader takes two libraries of one path for the same, and the number is in
  // the path.
  const int descriptor = memfd_create(name.c_str(), MFD_CLOEXEC);
  const auto failed = [&] {
    return Error(diag::kFile, name, fmt::format("no memory to load it: {}", std::strerror(errno)));
  };
  if (descriptor < 0) return failed();
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failed();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  // Global, as linked libraries are: libtorch looks some of its own functions up by name.
  void* library = dlopen(fmt::format("/proc/self/fd/{}", descriptor).c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr) return missing(name);
  void* address = dlsym(library, entry.c_str());
  if (address == nullptr) return missing(name);
  return address;
}

}  // namespace knap
