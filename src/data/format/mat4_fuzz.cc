#include <cstddef>
#include <cstdint>

#include "data/format/fuzz_entry.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  knap::data::fuzz_mat4({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
