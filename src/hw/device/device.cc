#include "hw/device/device.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/base/diagnostics.h"
#include "core/text/nearest.h"
#include "hw/device/rows.h"

namespace knap::hw {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

double ratio(double used, double there) {
  if (used <= 0) return 0;
  return there > 0 ? used / there : std::numeric_limits<double>::infinity();
}

}  // namespace

std::string_view to_string(Family family) {
  switch (family) {
    case Family::Xc7:
      return "xc7";
    case Family::Xcup:
      return "xcup";
    case Family::Ecp5:
      return "ecp5";
    case Family::Ice40:
      return "ice40";
  }
  return {};
}

double amount(const Resources& resources, Resource resource) {
  switch (resource) {
    case Resource::Lut:
      return resources.lut;
    case Resource::Ff:
      return resources.ff;
    case Resource::Dsp:
      return resources.dsp;
    case Resource::Bram:
      return resources.bram;
    case Resource::Uram:
      return resources.uram;
  }
  return 0;
}

Resources& Resources::operator+=(const Resources& other) {
  lut += other.lut;
  carry += other.carry;
  ff += other.ff;
  dsp += other.dsp;
  bram += other.bram;
  uram += other.uram;
  cells += other.cells;
  pins += other.pins;
  return *this;
}

Resources Resources::times(double share) const {
  return {lut * share,  carry * share, ff * share,    dsp * share,
          bram * share, uram * share,  cells * share, pins * share};
}

std::span<const Device> devices(Family family) {
  switch (family) {
    case Family::Xc7:
      return xc7_devices();
    case Family::Xcup:
      return xcup_devices();
    case Family::Ecp5:
      return ecp5_devices();
    case Family::Ice40:
      return ice40_devices();
  }
  return {};
}

std::vector<Device> all_devices() {
  std::vector<Device> all;
  for (const Family family : kFamilies)
    for (const Device& device : devices(family)) all.push_back(device);
  return all;
}

Result<Device> find_device(std::string_view name) {
  const std::string wanted = lower(name);
  std::string names;
  std::vector<std::string> candidates;
  for (const Device& device : all_devices()) {
    if (lower(device.alias) == wanted || lower(device.part) == wanted) return device;
    candidates.emplace_back(device.alias);
    candidates.emplace_back(device.part);
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", device.alias, device.part);
  }
  return Error(diag::kUnknownName, std::string(name),
               fmt::format("no device '{}'; the nearest is {}; known are {}", name,
                           find_nearest(name, candidates).value_or("none"), names));
}

Result<std::vector<Device>> find_devices(const std::vector<std::string>& names) {
  std::vector<Device> devices;
  for (const std::string& name : names) {
    KNAP_ASSIGN(Device device, find_device(name));
    devices.push_back(std::move(device));
  }
  return devices;
}

std::vector<Family> families_of(std::span<const Device> devices) {
  std::vector<Family> families;
  for (const Device& device : devices)
    if (std::find(families.begin(), families.end(), device.family) == families.end())
      families.push_back(device.family);
  return families;
}

bool has_place_and_route(Family family) {
  switch (family) {
    case Family::Xc7:
    case Family::Xcup:
      return false;
    case Family::Ecp5:
    case Family::Ice40:
      return true;
  }
  return false;
}

Resources share(const Resources& used, const Device& device) {
  const Resources& there = device.capacity;
  Resources result;
  result.lut = ratio(used.lut, there.lut);
  result.ff = ratio(used.ff, there.ff);
  result.dsp = ratio(used.dsp, there.dsp);
  result.bram = ratio(used.bram, there.bram);
  result.uram = ratio(used.uram, there.uram);
  if (there.cells > 0) result.cells = ratio(used.cells, there.cells);
  if (there.pins > 0) result.pins = ratio(used.pins, there.pins);
  return result;
}

bool fits(const Resources& used, const Device& device) {
  const Resources part = share(used, device);
  return std::max({part.lut, part.ff, part.dsp, part.bram, part.uram, part.cells, part.pins}) <= 1;
}

std::int64_t registered_rom_depth(Family family) {
  switch (family) {
    case Family::Ecp5:
      return 1024;
    case Family::Xc7:
    case Family::Xcup:
      return 512;
    case Family::Ice40:
      return 0;
  }
  return 0;
}

}  // namespace knap::hw
