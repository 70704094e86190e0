#include "hw/device/overlay.h"

#include "core/base/diagnostics.h"
#include "core/text/toml.h"
#include "hw/device/device.h"

namespace knap::hw {
namespace {

/// The one table of a plan that is read here.
struct Overlays {
  std::map<std::string, DeviceOverlay> device;
  static void fields(auto& self, auto&& f) { f("device", self.device, "by name"); }
};

}  // namespace

Result<std::map<std::string, DeviceOverlay>> parse_overlays(std::string_view plan, const std::string& where) {
  KNAP_ASSIGN(Value text, parse_toml(plan, where));
  const Places places = Places::viewing(where, text);
  if (auto* table = std::get_if<ValueTable>(&text.data))
    std::erase_if(*table, [](const TableEntry& entry) { return entry.key != "device"; });
  KNAP_ASSIGN(const Overlays parsed, from_value<Overlays>(text, places));
  std::map<std::string, DeviceOverlay> overlays;
  for (const auto& [name, overlay] : parsed.device) {
    const Result<Device> device = find_device(name);
    if (!device.ok())
      return Error(diag::kUnknownName, places.of("device." + name), device.error().first().message);
    overlays[std::string(device->alias)] = overlay;
  }
  return overlays;
}

}  // namespace knap::hw
