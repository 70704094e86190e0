#include "hw/sv/emit.h"

#include "hw/ir/order.h"
#include "hw/ir/verify.h"
#include "hw/prim/leaves.h"
#include "hw/sv/image.h"
#include "hw/sv/module_printer.h"
#include "hw/sv/names.h"

namespace knap::hw {
namespace {

/// Modules and images share one scope: their names are file names in one folder.
DesignNames name_all(const Design& design) {
  NameScope scope;
  for (const std::string_view leaf : leaf_modules()) scope.take(leaf);
  DesignNames names;
  for (const Module& module : design.modules) names.modules.push_back(scope.take(module.name));
  NameScope images;
  for (std::uint32_t m = 0; m < design.modules.size(); ++m) {
    names.ports.push_back(port_names(design, m));
    std::vector<std::string> files;
    for (const Memory& memory : design.modules[m].memories) {
      const bool is_rom = memory.kind == MemoryKind::Rom;
      files.push_back(is_rom ? images.take(names.modules[m] + "_" + memory.name) + ".mem" : "");
    }
    names.images.push_back(std::move(files));
  }
  return names;
}

}  // namespace

Emitted emit(const Design& design) {
  const Result<void> verified = verify(design);
  KNAP_CHECK(verified.ok(), verified.ok() ? "" : to_string(verified.error()));
  const std::vector<ModuleOrder> orders = orders_of(design).value();
  const DesignNames names = name_all(design);
  Emitted result;
  for (std::uint32_t m = 0; m < design.modules.size(); ++m) {
    const Module& module = design.modules[m];
    const std::string file = names.modules[m] + ".sv";
    Writer writer(file, module.layer);
    ModulePrinter(design, m, orders[m], names, writer).run();
    result.files[file] = writer.text();
    result.sources.push_back(file);
    result.constants.insert(result.constants.end(), writer.spots().begin(), writer.spots().end());
    for (std::size_t i = 0; i < module.memories.size(); ++i) {
      const std::string& image = names.images[m][i];
      if (!image.empty())
        result.files[image] = memory_image(module.memories[i], module.layer, image, result.constants);
    }
  }
  return result;
}

}  // namespace knap::hw
