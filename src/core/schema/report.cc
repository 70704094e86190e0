#include "core/schema/report.h"

#include <algorithm>
#include <string_view>
#include <type_traits>

namespace knap::schema {
namespace {

/// Sections that several stages fill; of any other section the later one counts, whole.
template <class T>
constexpr bool is_shared =
    std::is_same_v<T, Accuracy> || std::is_same_v<T, Compress> || std::is_same_v<T, Cycles>;

template <class T>
void merge_fields(T& to, const T& from);

/// What is no optional is the same in both: a device's names.
inline void take(std::string&, const std::string&) {}

template <class T>
void take(std::optional<T>& to, const std::optional<T>& from) {
  if (!from) return;
  if constexpr (is_shared<T>) {
    if (!to) to.emplace();
    merge_fields(*to, *from);
  } else {
    to = from;
  }
}

void take(std::optional<std::vector<Device>>& to, const std::optional<std::vector<Device>>& from) {
  if (!from) return;
  if (!to) to.emplace();
  for (const Device& device : *from) {
    const auto same =
        std::find_if(to->begin(), to->end(), [&](const Device& known) { return known.name == device.name; });
    if (same == to->end())
      to->push_back(device);
    else
      merge_fields(*same, device);
  }
}

void take(std::optional<std::vector<ToolUse>>& to, const std::optional<std::vector<ToolUse>>& from) {
  if (!from) return;
  if (!to) to.emplace();
  for (const ToolUse& tool : *from)
    if (std::find(to->begin(), to->end(), tool) == to->end()) to->push_back(tool);
}

/// Every field that the structure describes, of both side by side.
template <class T>
void merge_fields(T& to, const T& from) {
  T::fields(to, [&](std::string_view name, auto& mine, auto&&...) {
    T::fields(from, [&](std::string_view same, const auto& theirs, auto&&...) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(theirs)>,
                                   std::remove_cvref_t<decltype(mine)>>)
        if (name == same) take(mine, theirs);
    });
  });
}

}  // namespace

void merge(Report& to, const Report& from) { merge_fields(to, from); }

}  // namespace knap::schema
