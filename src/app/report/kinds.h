// The kinds of resources, as the page's tables walk over them.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "core/schema/resources.h"

namespace knap::app {

/// One field of the structs that have one for each kind of resource. What a struct has no field for is null.
struct Kind {
  std::string_view title;
  double (*used)(const schema::Cells&);
  std::optional<double> (*share)(const schema::Shares&);
  std::optional<double> (*error)(const schema::EstimateErrors&);
};

namespace kinds_detail {

template <auto Field>
double used(const schema::Cells& cells) {
  return static_cast<double>(cells.*Field);
}
inline double carry(const schema::Cells& cells) { return static_cast<double>(cells.carry.value_or(0)); }
template <auto Field, class Struct>
std::optional<double> part(const Struct& parts) {
  return parts.*Field;
}

}  // namespace kinds_detail

inline constexpr std::array<Kind, 6> kKinds{{
    {"LUT", kinds_detail::used<&schema::Cells::lut>, kinds_detail::part<&schema::Shares::lut>,
     kinds_detail::part<&schema::EstimateErrors::lut>},
    {"Flip-flops", kinds_detail::used<&schema::Cells::ff>, kinds_detail::part<&schema::Shares::ff>,
     kinds_detail::part<&schema::EstimateErrors::ff>},
    {"DSP", kinds_detail::used<&schema::Cells::dsp>, kinds_detail::part<&schema::Shares::dsp>,
     kinds_detail::part<&schema::EstimateErrors::dsp>},
    {"Block RAM", kinds_detail::used<&schema::Cells::bram>, kinds_detail::part<&schema::Shares::bram>,
     kinds_detail::part<&schema::EstimateErrors::bram>},
    {"UltraRAM", kinds_detail::used<&schema::Cells::uram>, kinds_detail::part<&schema::Shares::uram>,
     nullptr},
    {"Carry cells", kinds_detail::carry, nullptr, nullptr},
}};

}  // namespace knap::app
