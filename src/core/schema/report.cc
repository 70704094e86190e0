#include "core/schema/report.h"

#include <algorithm>

namespace knap::schema {
namespace {

template <class T>
void take(std::optional<T>& to, const std::optional<T>& from) {
  if (from) to = from;
}

void merge(Device& to, const Device& from) {
  take(to.tool, from.tool);
  take(to.stage, from.stage);
  take(to.resources, from.resources);
  take(to.available, from.available);
  take(to.share, from.share);
  take(to.layers, from.layers);
  take(to.estimate, from.estimate);
  take(to.estimate_error, from.estimate_error);
  take(to.placed, from.placed);
  take(to.inferences_per_s, from.inferences_per_s);
  take(to.energy_estimate, from.energy_estimate);
  take(to.bitstream, from.bitstream);
}

void merge(std::optional<std::vector<Device>>& to, const std::optional<std::vector<Device>>& from) {
  if (!from) return;
  if (!to) to.emplace();
  for (const Device& device : *from) {
    const auto same =
        std::find_if(to->begin(), to->end(), [&](const Device& known) { return known.name == device.name; });
    if (same == to->end())
      to->push_back(device);
    else
      merge(*same, device);
  }
}

void merge(std::optional<Accuracy>& to, const std::optional<Accuracy>& from) {
  if (!from) return;
  if (!to) to.emplace();
  take(to->real, from->real);
  take(to->quantised, from->quantised);
  take(to->integer, from->integer);
  take(to->without_threshold, from->without_threshold);
  take(to->rtl, from->rtl);
  take(to->integer_on_rtl_inputs, from->integer_on_rtl_inputs);
  take(to->rtl_inputs, from->rtl_inputs);
  take(to->lost_by_layer, from->lost_by_layer);
}

void merge(std::optional<Compress>& to, const std::optional<Compress>& from) {
  if (!from) return;
  if (!to) to.emplace();
  take(to->objective, from->objective);
  take(to->tolerance, from->tolerance);
  take(to->dense, from->dense);
  take(to->result, from->result);
  take(to->saving, from->saving);
  take(to->teacher, from->teacher);
  take(to->student_alone, from->student_alone);
  take(to->predicted, from->predicted);
  take(to->groups, from->groups);
  take(to->curve, from->curve);
}

void merge(std::optional<Cycles>& to, const std::optional<Cycles>& from) {
  if (!from) return;
  if (!to) to.emplace();
  take(to->predicted, from->predicted);
  take(to->measured, from->measured);
}

void merge(std::optional<std::vector<ToolUse>>& to, const std::optional<std::vector<ToolUse>>& from) {
  if (!from) return;
  if (!to) to.emplace();
  for (const ToolUse& tool : *from)
    if (std::find(to->begin(), to->end(), tool) == to->end()) to->push_back(tool);
}

}  // namespace

void merge(Report& to, const Report& from) {
  take(to.schema, from.schema);
  take(to.project, from.project);
  take(to.seed, from.seed);
  take(to.knap_version, from.knap_version);
  take(to.commit, from.commit);
  take(to.out_of_date, from.out_of_date);
  merge(to.tools, from.tools);
  take(to.data, from.data);
  take(to.model, from.model);
  merge(to.accuracy, from.accuracy);
  take(to.detection, from.detection);
  take(to.classification, from.classification);
  take(to.confusion, from.confusion);
  take(to.training, from.training);
  merge(to.compress, from.compress);
  take(to.verify, from.verify);
  merge(to.cycles, from.cycles);
  take(to.deadlock_freedom, from.deadlock_freedom);
  merge(to.devices, from.devices);
  take(to.stages, from.stages);
  take(to.targets, from.targets);
}

}  // namespace knap::schema
