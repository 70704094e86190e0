#include "learn/train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace knap::learn {
namespace {

/// From `a` at 0 to `b` at 1 along half a cosine.
double cosine(double a, double b, double t) {
  return b + (a - b) * 0.5 * (1 + std::cos(std::numbers::pi * t));
}

}  // namespace

double learning_rate_factor(Schedule schedule, const TrainOptions& options, std::int64_t step,
                            std::int64_t steps, int epochs) {
  const double t = steps <= 1 ? 0 : static_cast<double>(step) / static_cast<double>(steps - 1);
  switch (schedule) {
    case Schedule::Constant:
      return 1;
    case Schedule::Cosine:
      return cosine(1, 0, static_cast<double>(step) / static_cast<double>(steps));
    case Schedule::OneCycle: {
      const double top = options.warmup;
      if (t < top) return cosine(1.0 / 25, 1, t / top);
      return cosine(1, 1e-4 / 25, top >= 1 ? 1 : (t - top) / (1 - top));
    }
    case Schedule::Step: {
      const std::int64_t per_epoch = std::max<std::int64_t>(1, steps / std::max(1, epochs));
      const std::int64_t falls = step / per_epoch / options.step_epochs;
      return std::pow(options.step_factor, static_cast<double>(falls));
    }
  }
  return 1;
}

}  // namespace knap::learn
