#include "hw/sv/image.h"

namespace knap::hw {

std::string memory_image(const Memory& memory, const std::string& layer, const std::string& file,
                         std::vector<ConstantSpot>& spots) {
  const int width = memory.word.lane_width_bits();
  const auto lanes = static_cast<std::size_t>(memory.word.lanes);
  std::string text;
  text.reserve(static_cast<std::size_t>(memory.depth) * (lanes * static_cast<std::size_t>(width) + 1));
  for (std::int64_t word = 0; word < memory.depth; ++word) {
    for (std::size_t k = lanes; k-- > 0;) {
      const auto code =
          static_cast<std::uint64_t>((*memory.contents)[static_cast<std::size_t>(word) * lanes + k]);
      const auto column = static_cast<std::int64_t>((lanes - 1 - k) * static_cast<std::size_t>(width)) + 1;
      if (!memory.what.empty()) spots.push_back({layer, memory.what, file, word + 1, column, width, 2});
      for (int bit = width - 1; bit >= 0; --bit) text += static_cast<char>('0' + ((code >> bit) & 1));
    }
    text += '\n';
  }
  return text;
}

}  // namespace knap::hw
