#include "learn/train/group_lasso.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace knap::learn {

GroupLasso::GroupLasso(const std::vector<LassoGroup>& groups, const Model& model) {
  for (const LassoGroup& group : groups) {
    Group own;
    for (const LassoGroup::Part& part : group.parts) {
      const auto layer = std::find_if(
          model.linears.begin(), model.linears.end(),
          [&](const LinearLayer& linear) { return model.graph()[linear.node].name == part.layer; });
      KNAP_CHECK(layer != model.linears.end(), part.layer);
      const std::size_t count = model.parameters[layer->weights].value.size();
      for (const std::int64_t index : part.weights) {
        KNAP_CHECK(index >= 0 && static_cast<std::size_t>(index) < count, part.layer);
        own.weights.push_back({layer->weights, static_cast<std::size_t>(index)});
      }
    }
    own.rate = group.rate * std::sqrt(static_cast<double>(own.weights.size()));
    groups_.push_back(std::move(own));
  }
}

void GroupLasso::shrink(std::vector<Parameter>& parameters, double learning_rate) const {
  for (const Group& group : groups_) {
    double squares = 0;
    for (const auto& [parameter, index] : group.weights) {
      const auto w = static_cast<double>(parameters[parameter].value[index]);
      squares += w * w;
    }
    if (squares == 0) continue;
    const double left = std::max(0.0, 1 - learning_rate * group.rate / std::sqrt(squares));
    for (const auto& [parameter, index] : group.weights) {
      float& w = parameters[parameter].value[index];
      w = static_cast<float>(static_cast<double>(w) * left);
    }
  }
}

void add_to(Sha256& key, const std::vector<LassoGroup>& groups) {
  for (const LassoGroup& group : groups) {
    key.add(fmt::format(" lasso {}", group.rate));
    for (const LassoGroup::Part& part : group.parts) {
      key.add(fmt::format(" {} ", part.layer));
      key.add(std::as_bytes(std::span(part.weights)));
    }
  }
}

}  // namespace knap::learn
