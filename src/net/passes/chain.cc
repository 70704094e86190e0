#include "net/passes/chain.h"

#include <algorithm>
#include <cmath>

#include "core/base/diagnostics.h"
#include "core/base/match.h"

namespace knap::net {

namespace {

/// The function of one channel.
class ChannelFunction {
 public:
  ChannelFunction(const UnaryOps& ops, const Quantize& quantize, int fraction_bits, std::int64_t divisor,
                  std::int64_t channel)
      : ops_(ops), quantize_(quantize), fraction_bits_(fraction_bits), divisor_(divisor), channel_(channel) {
    has_sigmoid_ = !ops.empty() && std::holds_alternative<Sigmoid>(*ops.back());
    for (const RealOp* op : ops)
      if (const auto* norm = std::get_if<BatchNorm>(op)) {
        const BatchNormAffine affine = batch_norm_affine(*norm, channel);
        affine_.push_back({Dyadic::from_double(affine.scale), Dyadic::from_double(affine.offset)});
      }
  }

  Result<std::int64_t> operator()(std::int64_t code) const {
    KNAP_ASSIGN(const Exact value, apply(code, ops_.size() - (has_sigmoid_ ? 1 : 0)));
    if (has_sigmoid_) return quantized_sigmoid(value);
    return value.quantize(quantize_.format, quantize_.rounding, quantize_.overflow);
  }

  /// The value before the op number `count`.
  Result<Exact> apply(std::int64_t code, std::size_t count) const {
    Exact value = Exact::from_code(code, fraction_bits_, divisor_);
    std::size_t next_affine = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const RealOp& op = *ops_[i];
      Result<Exact> result = value;
      if (std::holds_alternative<BatchNorm>(op)) {
        const ChannelAffine& affine = affine_[next_affine++];
        result = value.times(affine.scale);
        if (result) result = result->plus(affine.offset);
      } else if (std::holds_alternative<Relu>(op)) {
        result = value.at_least(Dyadic{});
      } else if (std::holds_alternative<Relu6>(op)) {
        result = value.clip(Dyadic{}, Dyadic::make(6, 0));
      } else if (const auto* clip = std::get_if<Clip>(&op)) {
        result = value.clip(Dyadic::from_double(clip->low), Dyadic::from_double(clip->high));
      } else if (std::holds_alternative<HardSwish>(op)) {
        result = value.hard_swish();
      } else {
        return Error(diag::kBadModel, "", "a sigmoid must be followed by a quantize directly");
      }
      KNAP_TRY(result);
      value = *result;
    }
    return value;
  }

 private:
  struct ChannelAffine {
    Dyadic scale, offset;
  };

  Result<std::int64_t> quantized_sigmoid(const Exact& x) const {
    const Dyadic y = Dyadic::from_double(sigmoid(static_cast<double>(x.to_long_double())));
    return Exact::from_dyadic(y).quantize(quantize_.format, quantize_.rounding, quantize_.overflow);
  }

  const UnaryOps& ops_;
  const Quantize& quantize_;
  int fraction_bits_;
  std::int64_t divisor_, channel_;
  bool has_sigmoid_ = false;
  std::vector<ChannelAffine> affine_;
};

bool is_monotone_overflow(Overflow overflow) {
  return overflow == Overflow::Sat || overflow == Overflow::SatSym;
}

/// Where the one HardSwish of the chain turns: the first code on the other side of value -1.5, and its
/// predecessor, so that the function is monotone between two neighbouring entries whichever way their ends
/// are read.
Result<std::vector<std::int64_t>> turning_points(const ChannelFunction& f, std::size_t hard_swish,
                                                 Interval domain) {
  const auto is_above = [&](std::int64_t code) -> Result<bool> {
    KNAP_ASSIGN(const Exact value, f.apply(code, hard_swish));
    KNAP_ASSIGN(const int order, value.compare(Dyadic{-3, -1}));
    return order > 0;
  };
  KNAP_ASSIGN(const bool first, is_above(domain.low));
  KNAP_ASSIGN(const bool last, is_above(domain.high));
  if (first == last) return std::vector<std::int64_t>{};
  std::int64_t low = domain.low, high = domain.high;  // is_above(low) == first, is_above(high) == last
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    KNAP_ASSIGN(const bool here, is_above(middle));
    (here == first ? low : high) = middle;
  }
  return std::vector<std::int64_t>{low, high};
}

struct Course {
  Monotony monotony = Monotony::Monotone;
  std::vector<std::int64_t> turning;
};

Result<Course> find_course(const ChannelFunction& f, const UnaryOps& ops, const Quantize& quantize,
                           Interval domain) {
  Course course;
  const auto is_hard_swish = [](const RealOp* op) { return std::holds_alternative<HardSwish>(*op); };
  const auto count = std::count_if(ops.begin(), ops.end(), is_hard_swish);
  if (count > 1 || !is_monotone_overflow(quantize.overflow)) course.monotony = Monotony::Unknown;
  if (count == 1 && course.monotony == Monotony::Monotone) {
    const auto at = std::find_if(ops.begin(), ops.end(), is_hard_swish) - ops.begin();
    KNAP_ASSIGN(course.turning, turning_points(f, static_cast<std::size_t>(at), domain));
  }
  return course;
}

/// Carries an Error out of an IntFunction, which has no other way to fail.
struct ChainFailure {
  Error error;
};

/// Steps of one channel, proved equal to the function piece by piece.
Result<StepFunction> tabulate_channel(const ChannelFunction& f, const Course& course, Interval domain) {
  const IntFunction plain = [&](std::int64_t code) {
    const Result<std::int64_t> result = f(code);
    if (!result) throw ChainFailure{result.error()};
    return *result;
  };
  try {
    Result<StepFunction> steps = tabulate(plain, domain, course.monotony, course.turning);
    KNAP_TRY(steps);
    const std::optional<std::int64_t> wrong =
        find_difference(plain, *steps, domain, course.monotony, course.turning);
    KNAP_CHECK(!wrong, "a step function differs from the chain it was made from");
    return steps;
  } catch (const ChainFailure& failure) {
    return failure.error;
  }
}

/// What a plain requantisation with clipping ops is by construction; checked by the caller.
std::optional<ClosedForm> guess_closed_form(const Quantize& quantize, int fraction_bits,
                                            const StepFunction& steps) {
  const int shift = fraction_bits - quantize.format.fraction_bits;
  if (shift < -40 || shift > 60) return {};
  ClosedForm form;
  form.shift = std::max(shift, 0);
  form.multiply = std::int64_t{1} << std::max(-shift, 0);
  form.rounding = quantize.rounding;
  const auto ends = std::minmax_element(steps.values.begin(), steps.values.end());
  form.clamp = {*ends.first, *ends.second};
  return form;
}

std::optional<ClosedForm> closed_form(const Quantize& quantize, int fraction_bits, const StepFunction& steps,
                                      Interval domain) {
  if (!steps.is_monotone()) return {};
  const std::optional<ClosedForm> guess = guess_closed_form(quantize, fraction_bits, steps);
  if (guess &&
      !find_difference([&](std::int64_t x) { return (*guess)(x); }, steps, domain, Monotony::Monotone))
    return guess;
  return find_closed_form(steps, domain);
}

Error at_node(const Error& error, const std::string& node) {
  return {diag::kBadModel, node, error.first().message};
}

}  // namespace

bool is_unary(const RealOp& op) {
  return std::holds_alternative<BatchNorm>(op) || std::holds_alternative<Relu>(op) ||
         std::holds_alternative<Relu6>(op) || std::holds_alternative<Clip>(op) ||
         std::holds_alternative<HardSwish>(op) || std::holds_alternative<Sigmoid>(op);
}

bool is_per_channel(const UnaryOps& ops) {
  return std::any_of(ops.begin(), ops.end(),
                     [](const RealOp* op) { return std::holds_alternative<BatchNorm>(*op); });
}

bool is_non_decreasing(const UnaryOps& ops) {
  return std::all_of(ops.begin(), ops.end(), [](const RealOp* op) {
    if (std::holds_alternative<HardSwish>(*op)) return false;
    const auto* norm = std::get_if<BatchNorm>(op);
    if (!norm) return true;
    return std::all_of(norm->gamma->data.begin(), norm->gamma->data.end(), [](double g) { return g >= 0; });
  });
}

Result<Steps> make_steps(const UnaryOps& ops, const Quantize& quantize, const Scale& scale, Interval domain,
                         std::int64_t channels, const std::string& node) {
  const bool alike = !is_per_channel(ops) && scale.fraction_bits.size() == 1;
  const std::int64_t count = alike ? 1 : channels;
  std::vector<StepFunction> functions;
  std::vector<ClosedForm> closed;
  bool has_closed = true;
  for (std::int64_t channel = 0; channel < count; ++channel) {
    const ChannelFunction f(ops, quantize, scale.at(channel), scale.divisor, channel);
    const Result<Course> course = find_course(f, ops, quantize, domain);
    if (!course) return at_node(course.error(), node);
    Result<StepFunction> steps = tabulate_channel(f, *course, domain);
    if (!steps) return at_node(steps.error(), node);
    if (has_closed) {
      const std::optional<ClosedForm> form = closed_form(quantize, scale.at(channel), *steps, domain);
      has_closed = form.has_value();
      if (form) closed.push_back(*form);
    }
    functions.push_back(*std::move(steps));
  }
  const auto differs = [&](const StepFunction& f) { return f != functions.front(); };
  if (std::none_of(functions.begin(), functions.end(), differs)) {
    functions.resize(1);
    if (has_closed) closed.resize(1);
  }
  if (!has_closed) return Steps::make(domain, std::move(functions));
  KNAP_ASSIGN(Steps steps, Steps::from_closed(domain, std::move(closed)));
  KNAP_CHECK(steps.channels() == functions, node);
  return steps;
}

}  // namespace knap::net
