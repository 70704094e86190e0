// TrainOptions: everything that can be chosen about training; the section [train] of a project's TOML.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/text/described.h"

namespace knap::learn {

enum class OptimiserKind { Adam, AdamW, Sgd };
enum class Schedule { Constant, Cosine, OneCycle, Step };
enum class ClassWeights { None, Balanced };
/// Which epoch's weights are kept.
enum class Keep { Last, Loss, Accuracy, BalancedAccuracy };
/// What enters where a shifted sample leaves its frame.
enum class ShiftFill { Zero, Roll };

/// The names that TOML texts use, in the order of the enumerators.
inline constexpr std::array<std::string_view, 3> kOptimiserNames{"adam", "adamw", "sgd"};
inline constexpr std::array<std::string_view, 4> kScheduleNames{"constant", "cosine", "one_cycle", "step"};
inline constexpr std::array<std::string_view, 2> kClassWeightsNames{"none", "balanced"};
inline constexpr std::array<std::string_view, 4> kKeepNames{"last", "loss", "accuracy", "balanced_accuracy"};
inline constexpr std::array<std::string_view, 2> kShiftFillNames{"zero", "roll"};

constexpr const auto& enum_names(OptimiserKind) { return kOptimiserNames; }
constexpr const auto& enum_names(Schedule) { return kScheduleNames; }
constexpr const auto& enum_names(ClassWeights) { return kClassWeightsNames; }
constexpr const auto& enum_names(Keep) { return kKeepNames; }
constexpr const auto& enum_names(ShiftFill) { return kShiftFillNames; }

struct TrainOptions {
  int float_epochs = 30;
  int quantised_epochs = 10;
  int batch = 64;
  OptimiserKind optimiser = OptimiserKind::AdamW;
  double learning_rate = 5e-3;
  double quantised_learning_rate = 1e-3;
  double momentum = 0.9;
  double weight_decay = 1e-4;
  double gradient_clip = 0;  ///< greatest L2 norm of the whole gradient; 0 = none
  Schedule schedule = Schedule::OneCycle;
  Schedule quantised_schedule = Schedule::Cosine;
  double warmup = 0.3;
  int step_epochs = 10;
  double step_factor = 0.1;
  int patience = 0;
  Keep keep = Keep::Loss;
  ClassWeights class_weights = ClassWeights::None;
  double class_balance = 1;
  double label_smoothing = 0;
  double average = 0;
  double range_fraction = 0.75;
  int calibration_samples = 512;
  int calibration_bits = 0;
  int shift = 0;
  ShiftFill shift_fill = ShiftFill::Zero;
  double scale = 0;
  double noise = 0;
  double flip = 0;
  double sign_flip = 0;
  int shards = 2;
  double checkpoint_seconds = 10;

  bool operator==(const TrainOptions&) const = default;
  bool is_augmented() const { return shift > 0 || scale > 0 || noise > 0 || flip > 0 || sign_flip > 0; }

  static void fields(auto& self, auto&& f) {
    f("float_epochs", self.float_epochs, "passes over the training samples in floating point",
      Bounds{0, 100000});
    f("quantised_epochs", self.quantised_epochs,
      "passes with quantised weights and activations; 0 = calibrate only", Bounds{0, 100000});
    f("batch", self.batch, "samples of one step", Bounds{1, 65536});
    f("optimiser", self.optimiser, "adam, adamw (decoupled weight decay) or sgd (Nesterov momentum)");
    f("learning_rate", self.learning_rate, "greatest learning rate of the float epochs", Bounds{0, 1e30});
    f("quantised_learning_rate", self.quantised_learning_rate,
      "greatest learning rate of the quantised epochs", Bounds{0, 1e30});
    f("momentum", self.momentum, "of sgd", Bounds{0, 0.9999});
    f("weight_decay", self.weight_decay, "of weights; biases and batch norms are not decayed", Bounds{0, 1});
    f("gradient_clip", self.gradient_clip, "greatest L2 norm of a step's gradient; 0 = not clipped",
      Bounds{0, 1e9});
    f("schedule", self.schedule, "learning rate of the float epochs: constant, cosine, one_cycle or step");
    f("quantised_schedule", self.quantised_schedule, "learning rate of the quantised epochs");
    f("warmup", self.warmup, "one_cycle: share of the steps with a rising learning rate", Bounds{0, 1});
    f("step_epochs", self.step_epochs, "step: epochs between two reductions", Bounds{1, 100000});
    f("step_factor", self.step_factor, "step: factor of each reduction", Bounds{0, 1});
    f("patience", self.patience,
      "epochs without a better validation measure before a phase ends early; 0 = never", Bounds{0, 100000});
    f("keep", self.keep,
      "which epoch is kept: last, or the best on validation by loss, accuracy or balanced_accuracy");
    f("class_weights", self.class_weights, "none, or balanced: rare classes weigh more in the loss");
    f("class_balance", self.class_balance,
      "balanced: exponent of the weights; 1 = each class weighs the same in total, 0 = none", Bounds{0, 1});
    f("label_smoothing", self.label_smoothing, "share of the target that is given to all classes alike",
      Bounds{0, 0.9});
    f("average", self.average,
      "decay per step of a moving average of the weights, which is what is validated and kept; 0 = none",
      Bounds{0, 0.99999});
    f("range_fraction", self.range_fraction,
      "share of the quantised steps that still move formats; then they are fixed", Bounds{0, 1});
    f("calibration_samples", self.calibration_samples,
      "training samples from which ranges are observed; the first 256 judge them", Bounds{1, 1e6});
    f("calibration_bits", self.calibration_bits,
      "bits added to the chosen fraction bits of activations: 1 = half the range", Bounds{-4, 4});
    f("shift", self.shift, "augmentation: greatest shift in positions, each way along every spatial axis",
      Bounds{0, 1e9});
    f("shift_fill", self.shift_fill, "augmentation: what enters at the border, zero or roll");
    f("scale", self.scale, "augmentation: factor exp(u), u uniform in [-scale, scale]", Bounds{0, 3});
    f("noise", self.noise, "augmentation: standard deviation of added noise, in the input's unit",
      Bounds{0, 1e9});
    f("flip", self.flip, "augmentation: probability of mirroring the last spatial axis", Bounds{0, 1});
    f("sign_flip", self.sign_flip, "augmentation: probability of negating the sample", Bounds{0, 1});
    f("shards", self.shards,
      "parts of a batch that are computed independently, on as many threads as there are", Bounds{1, 64});
    f("checkpoint_seconds", self.checkpoint_seconds, "work between two checkpoints within an epoch",
      Bounds{0, 1e9});
  }
};

/// Every option inside its range; collects all that are not (kWrongType).
Result<void> check(const TrainOptions& options, const std::string& where);

/// "name=value" lines of all options that change the result: the identity of a training run.
std::string describe(const TrainOptions& options);

}  // namespace knap::learn
