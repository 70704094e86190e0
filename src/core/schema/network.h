// Data, model and accuracy: what the report says of the network.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/text/described.h"

namespace knap::schema {

struct Splits {
  std::int64_t train = 0, validation = 0, test = 0;

  static void fields(auto& self, auto&& f) {
    f("train", self.train, "records");
    f("validation", self.validation, "records");
    f("test", self.test, "records");
  }
};

struct Data {
  std::string name;
  bool synthetic = false;
  Splits splits;
  std::vector<std::string> classes;
  std::string sha256;

  static void fields(auto& self, auto&& f) {
    f("name", self.name, "its name");
    f("synthetic", self.synthetic, "made by a generator: figures say nothing about real recordings");
    f("splits", self.splits, "records of each");
    f("classes", self.classes, "the publisher's labels, in the order of the network's outputs");
    f("sha256", self.sha256, "of names, labels, splits and samples");
  }
};

struct Layer {
  std::string name, op;
  std::vector<std::string> inputs;
  std::vector<std::int64_t> output_shape;
  std::int64_t weights = 0, macs = 0;
  std::optional<std::string> weight_format;
  std::string activation_format;

  static void fields(auto& self, auto&& f) {
    f("name", self.name, "its name");
    f("op", self.op, "what it does");
    f("inputs", self.inputs, "the nodes that it reads");
    f("output_shape", self.output_shape, "channel last");
    f("weights", self.weights, "and biases");
    f("macs", self.macs, "multiply-accumulates of one inference");
    f("weight_format", self.weight_format, "of a layer that multiplies");
    f("activation_format", self.activation_format, "of its output");
  }
};

struct Model {
  std::int64_t weights = 0, nonzero_weights = 0, weight_bits_max = 0, weight_bits_total = 0, macs = 0;
  std::vector<Layer> layers;

  static void fields(auto& self, auto&& f) {
    f("weights", self.weights, "and biases");
    f("nonzero_weights", self.nonzero_weights, "those that are not 0");
    f("weight_bits_max", self.weight_bits_max, "widest weight");
    f("weight_bits_total", self.weight_bits_total, "bits of all weights, biases apart");
    f("macs", self.macs, "multiply-accumulates of one inference");
    f("layers", self.layers, "in topological order");
  }
};

/// Accuracy lost, in points of the validation split, when this layer alone is quantised.
struct LayerLoss {
  std::string layer;
  double points = 0;

  static void fields(auto& self, auto&& f) {
    f("layer", self.layer, "its name");
    f("points", self.points, "of accuracy, in per cent");
  }
};

/// Fractions; each over the whole test split, but for the two that name RTL inputs.
struct Accuracy {
  std::optional<double> real, quantised, integer, without_threshold, rtl, integer_on_rtl_inputs;
  std::optional<std::int64_t> rtl_inputs;
  std::optional<std::vector<LayerLoss>> lost_by_layer;

  /// Of the float network's accuracy, as a fraction. A threshold moves the operating point and is no loss.
  std::optional<double> quantising_loss() const {
    const std::optional<double> after = without_threshold ? without_threshold : integer;
    return real && after ? std::optional(*real - *after) : std::nullopt;
  }

  static void fields(auto& self, auto&& f) {
    f("float", self.real, "the trained network, real numbers");
    f("quantised", self.quantised, "the trainer's forward, weights and activations rounded");
    f("integer", self.integer, "what the hardware computes");
    f("without_threshold", self.without_threshold,
      "the integer network before a decision's threshold was folded into its last bias");
    f("rtl", self.rtl, "from the simulated beats of the first rtl_inputs test records");
    f("integer_on_rtl_inputs", self.integer_on_rtl_inputs, "the integer network on the same records");
    f("rtl_inputs", self.rtl_inputs, "how many went through the RTL");
    f("lost_by_layer", self.lost_by_layer, "lost when this layer alone is quantised, on validation");
  }
};

struct Detection {
  std::string positive;
  std::optional<double> sensitivity, false_alarm_rate;

  static void fields(auto& self, auto&& f) {
    f("positive", self.positive, "the class that is detected");
    f("sensitivity", self.sensitivity, "share of it that is detected");
    f("false_alarm_rate", self.false_alarm_rate, "share of the other class that is taken for it");
  }
};

/// Of the positive class where there is one, else means over all classes (core/goal/class_metrics.h).
struct Classification {
  std::optional<double> balanced_accuracy, f1, recall, precision, auc;

  static void fields(auto& self, auto&& f) {
    f("balanced_accuracy", self.balanced_accuracy, "mean over all classes of the share that is recognised");
    f("f1", self.f1, "harmonic mean of recall and precision");
    f("recall", self.recall, "share of the class that is recognised");
    f("precision", self.precision, "share of what is taken for the class that is of it");
    f("auc", self.auc, "area under the ROC curve of the scores, equal ones counting half");
  }
};

struct Epoch {
  std::string phase;
  std::int64_t epoch = 0;
  double loss = 0, validation_loss = 0, validation_accuracy = 0;

  static void fields(auto& self, auto&& f) {
    f("phase", self.phase, "float or quantised");
    f("epoch", self.epoch, "from 1");
    f("loss", self.loss, "on the training split");
    f("validation_loss", self.validation_loss, "on the validation split");
    f("validation_accuracy", self.validation_accuracy, "on the validation split");
  }
};

struct Training {
  double seconds = 0, samples_per_second = 0;
  std::vector<Epoch> curve;

  static void fields(auto& self, auto&& f) {
    f("seconds", self.seconds, "of work, over all resumed parts");
    f("samples_per_second", self.samples_per_second, "of the quickest epoch");
    f("curve", self.curve, "epoch by epoch");
  }
};

}  // namespace knap::schema
