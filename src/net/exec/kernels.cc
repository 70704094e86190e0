#include "net/exec/kernels.h"

#include "core/base/check.h"

namespace knap::net {

bool is_available(Isa isa) {
  switch (isa) {
    case Isa::Portable:
      return true;
#if defined(__x86_64__)
    case Isa::Avx2:
      return __builtin_cpu_supports("avx2") != 0;
    case Isa::Avx512Vnni:
      return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
             __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512vbmi") != 0 &&
             __builtin_cpu_supports("avx512vnni") != 0;
#else
    case Isa::Avx2:
    case Isa::Avx512Vnni:
      return false;
#endif
  }
  return false;
}

Isa best_isa() {
  if (is_available(Isa::Avx512Vnni)) return Isa::Avx512Vnni;
  return is_available(Isa::Avx2) ? Isa::Avx2 : Isa::Portable;
}

const Kernels& kernels_of(Isa isa) {
  KNAP_CHECK(is_available(isa));
#if defined(__x86_64__)
  if (isa == Isa::Avx2) return avx2_kernels();
  if (isa == Isa::Avx512Vnni) return avx512_kernels();
#endif
  return portable_kernels();
}

}  // namespace knap::net
