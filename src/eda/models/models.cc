#include "eda/models/models.h"

#include <span>

#include "core/base/embedded.h"

namespace knap {
std::span<const EmbeddedFile> embedded_eda_models();
}  // namespace knap

namespace knap::eda {
namespace {

std::string join(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text += embedded_file(embedded_eda_models(), name);
  return text;
}

}  // namespace

std::string fabric_techmap(std::string_view family) {
  if (family == "ecp5") return join({"ecp5/fabric.v"});
  if (family == "ice40") return join({"ice40/fabric.v"});
  KNAP_CHECK(family == "xc7" || family == "xcup", std::string(family));
  return join({"xilinx/fabric.v"});
}

std::string block_models(std::string_view family) {
  if (family == "ecp5") return join({"shared/block_ram.v", "ecp5/blocks.v"});
  if (family == "ice40") return join({"ice40/blocks.v"});
  if (family == "xc7")
    return join({"shared/block_ram.v", "xilinx/lutram.v", "xilinx/dsp48e1.v", "xilinx/ramb_e1.v"});
  KNAP_CHECK(family == "xcup", std::string(family));
  return join({"shared/block_ram.v", "xilinx/lutram.v", "xilinx/dsp48e2.v", "xilinx/ramb_e2.v"});
}

}  // namespace knap::eda
