#include "net/passes/chain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/diagnostics.h"
#include "core/base/match.h"

namespace knap::net {

namespace {

// Why make_steps is right: the function of one channel, code -> Quantize(ops(code)), is evaluated without
// rounding error (exact.h) wherever it is asked, and its table is found and then proved from few codes by
// monotony. Every operator but HardSwish is monotone on all of its domain (a BatchNorm falls where gamma <
// 0), rounding to a format is, and saturation is; so their composition is. HardSwish falls up to x = -3/2 and
// rises from there: a chain with one of them is monotone on either side of the code where its operand passes
// -3/2, and that code is found by bisection, for the operators before it are monotone. With two operators
// that turn, or an overflow that wraps, nothing is promised and every code of the domain is evaluated.
// tabulate takes the first and the last code of each plateau by bisection, find_difference compares function
// and table at both ends of each plateau; between two equal ends of a monotone function there is no other
// value. Both are told the same course, and tabulate checks each value that it sees against it.
//
// Why it ends: every search halves an interval of integers; more than kMaxSteps steps, or an enumeration of
// more than kMaxEnumerated codes, is refused.
//
// What it costs: per channel O(steps log |domain|) evaluations of the chain, each some 128-bit operations per
// operator; |domain| of them where it is enumerated. One channel stands for all where they cannot differ.

// What each operator does to an exact value.

Result<Exact> apply(const BatchNorm& op, const Exact& x, std::int64_t channel) {
  const BatchNormAffine affine = batch_norm_affine(op, channel);
  KNAP_ASSIGN(const Exact product, x.times(Dyadic::from_double(affine.scale)));
  return product.plus(Dyadic::from_double(affine.offset));
}
Result<Exact> apply(const Relu&, const Exact& x, std::int64_t) { return x.at_least(Dyadic{}); }
Result<Exact> apply(const Relu6&, const Exact& x, std::int64_t) {
  return x.clip(Dyadic{}, Dyadic::make(6, 0));
}
Result<Exact> apply(const Clip& op, const Exact& x, std::int64_t) {
  return x.clip(Dyadic::from_double(op.low), Dyadic::from_double(op.high));
}
Result<Exact> apply(const HardSwish&, const Exact& x, std::int64_t) {
  KNAP_ASSIGN(const int above, x.compare(Dyadic{3, 0}));
  if (above >= 0) return x;
  KNAP_ASSIGN(const int below, x.compare(Dyadic{-3, 0}));
  if (below <= 0) return Exact{};
  KNAP_ASSIGN(const Exact shifted, x.plus(Dyadic{3, 0}));
  KNAP_ASSIGN(const Exact product, x.times(shifted));
  return product.over(6);
}
Result<Exact> apply(const HardSigmoid&, const Exact& x, std::int64_t) {
  KNAP_ASSIGN(const Exact shifted, x.plus(Dyadic{3, 0}));
  KNAP_ASSIGN(const Exact clipped, shifted.clip(Dyadic{}, Dyadic::make(6, 0)));
  return clipped.over(6);
}
Result<Exact> apply(const Sigmoid&, const Exact& x, std::int64_t) {
  return Exact::from_dyadic(Dyadic::from_double(sigmoid(static_cast<double>(x.to_long_double()))));
}

// Whether the operator never falls.

bool is_rising(const BatchNorm& op) {
  return std::all_of(op.gamma->data.begin(), op.gamma->data.end(), [](double g) { return g >= 0; });
}
bool is_rising(const Relu&) { return true; }
bool is_rising(const Relu6&) { return true; }
bool is_rising(const Clip&) { return true; }
bool is_rising(const HardSwish&) { return false; }
bool is_rising(const HardSigmoid&) { return true; }
bool is_rising(const Sigmoid&) { return true; }

/// Where an operator that is not monotone turns; it is monotone on either side.
std::optional<Dyadic> turning_value(const UnaryOp& op) {
  if (std::holds_alternative<HardSwish>(op)) return Dyadic{-3, -1};
  return {};
}

/// The function of one channel.
class ChannelFunction {
 public:
  ChannelFunction(const UnaryOps& ops, const Quantize& quantize, int fraction_bits, std::int64_t divisor,
                  std::int64_t channel)
      : ops_(ops), quantize_(quantize), fraction_bits_(fraction_bits), divisor_(divisor), channel_(channel) {}

  Result<std::int64_t> operator()(std::int64_t code) const {
    KNAP_ASSIGN(const Exact value, before(ops_.size(), code));
    return value.quantize(quantize_.format, quantize_.rounding, quantize_.overflow);
  }

  /// The value that op number `count` reads.
  Result<Exact> before(std::size_t count, std::int64_t code) const {
    Exact value = Exact::from_code(code, fraction_bits_, divisor_);
    for (std::size_t i = 0; i < count; ++i) {
      KNAP_ASSIGN(value, std::visit([&](const auto& op) { return apply(op, value, channel_); }, ops_[i]));
    }
    return value;
  }

 private:
  const UnaryOps& ops_;
  const Quantize& quantize_;
  int fraction_bits_;
  std::int64_t divisor_, channel_;
};

bool is_monotone_overflow(Overflow overflow) {
  return overflow == Overflow::Sat || overflow == Overflow::SatSym;
}

/// Where op number `index` turns: the first code on the other side of its turning value, and the code before,
/// so that the function is monotone between two neighbouring entries whichever way their ends are read. The
/// operators before it are monotone, so the side changes once at most: bisection keeps low on the first side
/// and high on the last.
Result<std::vector<std::int64_t>> turning_points(const ChannelFunction& f, std::size_t index,
                                                 const Dyadic& turning, Interval domain) {
  const auto is_above = [&](std::int64_t code) -> Result<bool> {
    KNAP_ASSIGN(const Exact value, f.before(index, code));
    KNAP_ASSIGN(const int order, value.compare(turning));
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

/// One op that turns is bisected; after two, or with wrapping overflow, the domain is enumerated.
Result<Course> find_course(const ChannelFunction& f, const UnaryOps& ops, const Quantize& quantize,
                           Interval domain) {
  Course course;
  std::vector<std::size_t> turning;
  for (std::size_t i = 0; i < ops.size(); ++i)
    if (turning_value(ops[i])) turning.push_back(i);
  if (turning.size() > 1 || !is_monotone_overflow(quantize.overflow)) {
    course.monotony = Monotony::Unknown;
  } else if (turning.size() == 1) {
    KNAP_ASSIGN(course.turning, turning_points(f, turning[0], *turning_value(ops[turning[0]]), domain));
  }
  return course;
}

/// Carries an Error out of an IntFunction, which has no other way to fail.
struct ChainFailure {
  Error error;
};

/// `f` for those who expect a number: throws ChainFailure.
IntFunction plain_function(const ChannelFunction& f) {
  return [&f](std::int64_t code) {
    const Result<std::int64_t> result = f(code);
    if (!result) throw ChainFailure{result.error()};
    return *result;
  };
}

/// Steps of one channel, proved equal to the function piece by piece.
Result<StepFunction> tabulate_channel(const ChannelFunction& f, const Course& course, Interval domain) {
  const IntFunction plain = plain_function(f);
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

/// What a plain requantisation with clipping ops is by construction: a shift with the Quantize's rounding,
/// clamped to the least and the greatest value. A guess: with other ops it is another function, and the
/// caller's proof fails.
std::optional<ClosedForm> guess_closed_form(const Quantize& quantize, int fraction_bits, Interval values) {
  const int shift = fraction_bits - quantize.format.fraction_bits;
  if (shift < -40 || shift > 60) return {};
  ClosedForm form;
  form.shift = std::max(shift, 0);
  form.multiply = std::int64_t{1} << std::max(-shift, 0);
  form.rounding = quantize.rounding;
  form.clamp = values;
  return form;
}

/// One channel: its steps, and the closed form where one is found.
struct Channel {
  StepFunction steps;
  std::optional<ClosedForm> closed;
};

/// The guess and its steps, where it is right. To tabulate a closed form is cheap, and to compare it with the
/// chain takes two evaluations of that per plateau instead of a bisection for each: of 2^18 levels, that
/// decides.
Result<std::optional<Channel>> guess_channel(const ChannelFunction& f, const Quantize& quantize,
                                             int fraction_bits, const Course& course, Interval domain) {
  if (course.monotony != Monotony::Monotone || !course.turning.empty()) return std::optional<Channel>();
  KNAP_ASSIGN(const std::int64_t first, f(domain.low));
  KNAP_ASSIGN(const std::int64_t last, f(domain.high));
  if (first > last) return std::optional<Channel>();
  const std::optional<ClosedForm> guess = guess_closed_form(quantize, fraction_bits, {first, last});
  if (!guess) return std::optional<Channel>();
  Result<StepFunction> steps = tabulate(*guess, domain, Monotony::Monotone);
  if (!steps) return std::optional<Channel>();
  try {
    if (find_difference(plain_function(f), *steps, domain, Monotony::Monotone))
      return std::optional<Channel>();
  } catch (const ChainFailure& failure) {
    return failure.error;
  }
  return std::optional(Channel{*std::move(steps), guess});
}

/// The longer the steps run on, the more digits of their slope matter. A multiplier of 30 bits costs less
/// than a memory of thousands of thresholds.
int multiplier_bits(const StepFunction& steps) {
  constexpr int kUsual = 16, kMost = 30;
  constexpr std::size_t kManySteps = 4096;
  return steps.thresholds.size() < kManySteps ? kUsual : kMost;
}

/// A closed form with a positive multiplier never falls, a table that is_monotone is monotone: equality at
/// both ends of each plateau proves the guess. find_closed_form proves what it finds itself.
std::optional<ClosedForm> closed_form(const Quantize& quantize, int fraction_bits, const StepFunction& steps,
                                      Interval domain) {
  if (!steps.is_monotone()) return {};
  const auto [least, most] = std::minmax(steps.values.front(), steps.values.back());
  const std::optional<ClosedForm> guess = guess_closed_form(quantize, fraction_bits, {least, most});
  if (guess &&
      !find_difference([&](std::int64_t x) { return (*guess)(x); }, steps, domain, Monotony::Monotone))
    return guess;
  return find_closed_form(steps, domain, multiplier_bits(steps));
}

Result<Channel> make_channel(const ChannelFunction& f, const UnaryOps& ops, const Quantize& quantize,
                             int fraction_bits, Interval domain) {
  KNAP_ASSIGN(const Course course, find_course(f, ops, quantize, domain));
  KNAP_ASSIGN(std::optional<Channel> guessed, guess_channel(f, quantize, fraction_bits, course, domain));
  if (guessed) return *std::move(guessed);
  Channel channel;
  KNAP_ASSIGN(channel.steps, tabulate_channel(f, course, domain));
  channel.closed = closed_form(quantize, fraction_bits, channel.steps, domain);
  return channel;
}

/// Hardware searches the thresholds of what has no closed form.
Result<void> check_table(const Channel& channel, const std::string& node) {
  constexpr std::size_t kMostSearched = std::size_t{1} << 16;
  const std::size_t steps = channel.steps.thresholds.size();
  if (channel.closed || steps <= kMostSearched) return {};
  return Error(diag::kBadModel, node,
               fmt::format("its function has {} steps and no closed form, and hardware holds at most {} "
                           "thresholds; give the layer fewer bits",
                           steps, kMostSearched));
}

Error at_node(const Error& error, const std::string& node) {
  return {diag::kBadModel, node, error.first().message};
}

}  // namespace

bool is_unary(const RealOp& op) {
  return std::visit(
      [](const auto& alternative) { return std::is_constructible_v<UnaryOp, decltype(alternative)>; }, op);
}

bool is_per_channel(const UnaryOps& ops) {
  return std::any_of(ops.begin(), ops.end(),
                     [](const UnaryOp& op) { return std::holds_alternative<BatchNorm>(op); });
}

bool is_non_decreasing(const UnaryOps& ops) {
  return std::all_of(ops.begin(), ops.end(), [](const UnaryOp& op) {
    return std::visit([](const auto& alternative) { return is_rising(alternative); }, op);
  });
}

Result<Steps> make_steps(const UnaryOps& ops, const Quantize& quantize, const Scale& scale, Interval domain,
                         std::int64_t channels, const std::string& node) {
  const bool alike = !is_per_channel(ops) && scale.fraction_bits.size() == 1;
  const std::int64_t count = alike ? 1 : channels;
  std::vector<StepFunction> functions;
  std::vector<ClosedForm> closed;
  bool has_closed = true;
  std::map<int, std::size_t> by_scale;  // where channels differ by that alone
  for (std::int64_t channel = 0; channel < count; ++channel) {
    const std::size_t twin = by_scale.emplace(scale.at(channel), functions.size()).first->second;
    if (!is_per_channel(ops) && twin < functions.size()) {
      if (has_closed) closed.push_back(ClosedForm(closed[twin]));
      functions.push_back(StepFunction(functions[twin]));
      continue;
    }
    const ChannelFunction f(ops, quantize, scale.at(channel), scale.divisor, channel);
    Result<Channel> made = make_channel(f, ops, quantize, scale.at(channel), domain);
    if (!made) return at_node(made.error(), node);
    KNAP_TRY(check_table(*made, node));
    has_closed = has_closed && made->closed.has_value();
    if (has_closed) closed.push_back(*made->closed);
    functions.push_back(std::move(made->steps));
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
