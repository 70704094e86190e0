#include "net/ir/text_words.h"

#include <fmt/format.h>

namespace knap::net {

std::string quote(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      quoted += fmt::format("\\{}", c);
    else if (c >= ' ' && c <= '~')
      quoted += c;
    else
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
  return quoted + "\"";
}

IntTensorPtr pack_steps(const knap::Steps& steps) {
  std::vector<std::int64_t> data;
  for (const StepFunction& f : steps.channels()) {
    data.push_back(static_cast<std::int64_t>(f.thresholds.size()));
    data.insert(data.end(), f.thresholds.begin(), f.thresholds.end());
    data.insert(data.end(), f.values.begin(), f.values.end());
  }
  const Shape shape{static_cast<std::int64_t>(data.size())};
  return std::make_shared<const IntTensor>(shape, std::move(data));
}

std::optional<knap::Steps> unpack_steps(const IntTensor& tensor, Interval domain) {
  std::vector<StepFunction> channels;
  const std::vector<std::int64_t>& data = tensor.data;
  for (std::size_t at = 0; at < data.size();) {
    const std::int64_t count = data[at++];
    const std::size_t left = data.size() - at;
    if (count < 0 || static_cast<std::uint64_t>(count) >= left ||
        2 * static_cast<std::uint64_t>(count) + 1 > left)
      return {};
    StepFunction f;
    const auto begin = data.begin() + static_cast<std::ptrdiff_t>(at);
    f.thresholds.assign(begin, begin + count);
    f.values.assign(begin + count, begin + 2 * count + 1);
    at += 2 * static_cast<std::size_t>(count) + 1;
    for (std::size_t i = 0; i < f.thresholds.size(); ++i) {
      const std::int64_t least = i == 0 ? domain.low : f.thresholds[i - 1];
      if (f.thresholds[i] <= least || f.thresholds[i] > domain.high || f.values[i] == f.values[i + 1])
        return {};
    }
    channels.push_back(std::move(f));
  }
  if (channels.empty()) return {};
  return knap::Steps::make(domain, std::move(channels));
}

}  // namespace knap::net
