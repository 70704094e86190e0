// network: figures of the model and its layers, drawn as an inline SVG.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/report/markup.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

constexpr int kBoxWidth = 300, kGap = 14, kMargin = 4, kSkipWidth = 34,
              kColumnWidth = kBoxWidth + kSkipWidth + 16;
constexpr int kTall = 58, kFlat = 28;  ///< boxes with weights or sums, and those without

/// A layer as it is drawn.
struct Box {
  std::string name, op, shape, format;
  std::int64_t weights = 0, macs = 0;
  std::vector<std::size_t> inputs;  ///< of boxes before
  int x = 0, y = 0, height = 0, column = 0;
};

std::string shape_text(const schema::Layer& layer) {
  std::string text;
  for (const std::int64_t dimension : layer.output_shape)
    text += (text.empty() ? "" : "\u00d7") + std::to_string(dimension);
  return text;
}

std::vector<Box> boxes_of(const schema::Model& model) {
  std::vector<Box> boxes;
  for (const schema::Layer& layer : model.layers) {
    Box box;
    box.name = layer.name;
    box.op = layer.op;
    box.shape = shape_text(layer);
    box.format = layer.weight_format
                     ? fmt::format("{} \u2192 {}", *layer.weight_format, layer.activation_format)
                     : layer.activation_format;
    box.weights = layer.weights;
    box.macs = layer.macs;
    box.height = box.weights > 0 || box.macs > 0 ? kTall : kFlat;
    for (const std::string& input : layer.inputs)
      for (std::size_t i = 0; i < boxes.size(); ++i)
        if (boxes[i].name == input) box.inputs.push_back(i);
    boxes.push_back(std::move(box));
  }
  return boxes;
}

/// Top to bottom, then the next column; returns the size of the drawing.
std::pair<int, int> place(std::vector<Box>& boxes, int columns) {
  int total = 0;
  for (const Box& box : boxes) total += box.height + kGap;
  const int limit = total / columns + (columns > 1 ? kTall : 0);
  int x = kMargin, y = kMargin, column = 0, bottom = 0;
  for (Box& box : boxes) {
    if (y > kMargin && y + box.height > limit + kMargin && column + 1 < columns) {
      ++column;
      x += kColumnWidth;
      y = kMargin;
    }
    box.x = x;
    box.y = y;
    box.column = column;
    y += box.height + kGap;
    bottom = std::max(bottom, y);
  }
  return {(column + 1) * kColumnWidth, bottom};
}

std::string family(const std::string& op) {
  for (const auto& [part, name] : {std::pair{"conv", "conv"},
                                   {"depthwise", "conv"},
                                   {"pointwise", "conv"},
                                   {"dense", "dense"},
                                   {"mat", "dense"},
                                   {"pool", "pool"},
                                   {"step", "steps"},
                                   {"add", "join"},
                                   {"concat", "join"}}) {
    const auto found =
        std::search(op.begin(), op.end(), part, part + std::string_view(part).size(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
    if (found != op.end()) return name;
  }
  return "other";
}

std::string draw_box(const Box& box, std::int64_t most_macs) {
  const int right = box.x + kBoxWidth - 10;
  std::string text =
      fmt::format("<g class=\"layer {}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\"/>",
                  family(box.op), box.x, box.y, kBoxWidth, box.height);
  const auto line = [&](int x, int y, const char* kind, const std::string& words) {
    text += fmt::format("<text x=\"{}\" y=\"{}\" class=\"{}\">{}</text>", x, box.y + y, kind, escape(words));
  };
  if (box.height == kFlat) {
    line(box.x + 10, 19, "title", box.name);
    line(right, 19, "right", fmt::format("{}, {} {}", box.op, box.shape, box.format));
    return text + "</g>\n";
  }
  line(box.x + 10, 18, "title", box.name);
  line(right, 18, "right", fmt::format("{}, {}", box.op, box.shape));
  line(box.x + 10, 35, "", fmt::format("{} weights, {} MACs", grouped(box.weights), grouped(box.macs)));
  line(right, 35, "right", box.format);
  const double share = most_macs > 0 ? static_cast<double>(box.macs) / static_cast<double>(most_macs) : 0;
  text += fmt::format(
      "<rect class=\"rail\" x=\"{0}\" y=\"{1}\" width=\"{2}\" height=\"5\" rx=\"2\"/>"
      "<rect class=\"macs\" x=\"{0}\" y=\"{1}\" width=\"{3:.1f}\" height=\"5\" rx=\"2\"/>",
      box.x + 10, box.y + 44, kBoxWidth - 20, (kBoxWidth - 20) * share);
  return text + "</g>\n";
}

/// From the box before: a short arrow. From further up: around the boxes between, on the right.
std::string draw_edge(const std::vector<Box>& boxes, std::size_t from, std::size_t to) {
  const Box &a = boxes[from], &b = boxes[to];
  const int middle = a.x + kBoxWidth / 2;
  if (a.column == b.column && from + 1 == to)
    return fmt::format("<path class=\"edge\" d=\"M{} {}V{}\"/>\n", middle, a.y + a.height, b.y - 2);
  if (a.column == b.column) {
    const int side = a.x + kBoxWidth;
    return fmt::format("<path class=\"edge skip\" d=\"M{0} {1}h18q8 0 8 8V{2}q0 8 -8 8H{3}\"/>\n", side,
                       a.y + a.height / 2, b.y + b.height / 2 - 8, side + 2);
  }
  // Into the next column: over the gap between the columns.
  const int lane = b.x - 8;
  return fmt::format("<path class=\"edge{0}\" d=\"M{1} {2}H{3}V{4}H{5}\"/>\n", from + 1 == to ? "" : " skip",
                     a.x + kBoxWidth, a.y + a.height / 2, lane, b.y + b.height / 2, b.x - 2);
}

std::string draw(std::vector<Box> boxes, int columns, const char* kind) {
  const auto [width, height] = place(boxes, columns);
  std::int64_t most = 0, macs = 0;
  for (const Box& box : boxes) most = std::max(most, box.macs), macs += box.macs;
  std::string text = fmt::format(
      "<svg class=\"network {0}\" viewBox=\"0 0 {1} {2}\" style=\"max-width:{1}px\" role=\"img\" "
      "aria-label=\"{3} layers, {4} multiply-accumulates\">\n<defs><marker id=\"tip-{0}\" viewBox=\"0 0 6 "
      "6\" refX=\"5\" refY=\"3\" "
      "markerWidth=\"6\" markerHeight=\"6\" orient=\"auto\"><path d=\"M0 0L6 3L0 6z\"/></marker></defs>\n<g "
      "class=\"edges\" marker-end=\"none\">\n",
      kind, width, height, boxes.size(), grouped(macs));
  for (std::size_t i = 0; i < boxes.size(); ++i)
    for (const std::size_t input : boxes[i].inputs) text += draw_edge(boxes, input, i);
  text += "</g>\n";
  for (const Box& box : boxes) text += draw_box(box, most);
  return text + "</svg>\n";
}

}  // namespace

std::string network_markup(const schema::Report& report) {
  if (!report.model) return {};
  const schema::Model& model = *report.model;
  std::string text = facts(fact("Weights and biases", grouped(model.weights)) +
                           fact("Not zero", grouped(model.nonzero_weights)) +
                           fact("Widest weight", grouped(model.weight_bits_max) + " bits") +
                           fact("All weights", grouped(model.weight_bits_total) + " bits") +
                           fact("Multiply-accumulates per inference", grouped(model.macs)));
  const std::vector<Box> boxes = boxes_of(model);
  if (boxes.empty()) return text;
  return text +
         "<p class=\"note\">Bars show each layer's share of the multiply-accumulates, relative to the "
         "greatest.</p>\n" +
         draw(boxes, 1, "narrow") + draw(boxes, std::clamp(static_cast<int>(boxes.size()) / 4, 1, 3), "wide");
}

}  // namespace knap::app
