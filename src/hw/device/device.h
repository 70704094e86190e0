// Device: the parts knap knows - what each holds, and how place-and-route names it.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace knap::hw {

/// A family shares leaf bodies, a synthesis script and a calibrated cost model.
enum class Family { Xc7, Xcup, Ecp5, Ice40 };
inline constexpr Family kFamilies[] = {Family::Xc7, Family::Xcup, Family::Ecp5, Family::Ice40};

/// "xc7", "xcup", "ecp5", "ice40": as in rtl/files.<family>.f and rtl/prim/<family>/.
std::string_view to_string(Family family);

/// Cells as docs/interfaces.md counts them. bram is in units of RAMB36, DP16KD or SB_RAM40_4K: RAMB18 is 0.5.
struct Resources {
  double lut = 0, carry = 0, ff = 0, dsp = 0, bram = 0, uram = 0;
  /// Estimates for iCE40 only: a logic cell is a LUT with the flip-flop behind it; a flip-flop that no LUT
  /// feeds takes a cell of its own.
  double cells = 0;
  double pins = 0;  ///< of the top's ports; estimates only
  bool operator==(const Resources&) const = default;
  Resources& operator+=(const Resources& other);
  Resources times(double share) const;
};

/// Those that a wish may name.
enum class Resource { Lut, Ff, Dsp, Bram, Uram };
inline constexpr std::array<std::string_view, 5> kResourceNames{"lut", "ff", "dsp", "bram", "uram"};
constexpr const auto& enum_names(Resource) { return kResourceNames; }
double amount(const Resources& resources, Resource resource);

struct Device {
  std::string_view alias;  ///< "ecp5-25f"
  std::string_view part;   ///< "LFE5U-25F-6BG256C"
  Family family = Family::Xc7;
  Resources capacity;  ///< 0 = it has none; of carry, cells and pins: they are not the limit
  std::vector<std::string_view> pnr_options;  ///< for nextpnr; empty where no open place-and-route exists
  std::string_view source;                    ///< where the figures come from
};

/// Rows of one family, in xc7.cc, xcup.cc, ecp5.cc and ice40.cc.
std::span<const Device> devices(Family family);
/// Every device, by family.
std::vector<Device> all_devices();
/// By alias or part, in any case; kUnknownName lists all and names the nearest.
Result<Device> find_device(std::string_view name);
/// Each of them, in this order.
Result<std::vector<Device>> find_devices(const std::vector<std::string>& names);
/// Theirs, each once, in the order in which they come.
std::vector<Family> families_of(std::span<const Device> devices);
/// Is there an open place-and-route that ends in a bitstream?
bool has_place_and_route(Family family);
/// used / capacity per resource that the device has; 0 of 0 is 0, something of 0 is infinite.
Resources share(const Resources& used, const Device& device);
/// Does it fit, resource by resource?
bool fits(const Resources& used, const Device& device);

/// Words of the deepest knap_rom_block with READ_STAGES = 2 whose register is that of the blocks: those of
/// their widest shape, so that no choice between blocks stands before it. 0 where blocks have none. Yosys is
/// told so by the macro KNAP_ROM_REGISTERED_DEPTH.
std::int64_t registered_rom_depth(Family family);

}  // namespace knap::hw
