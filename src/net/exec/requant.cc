#include "net/exec/requant.h"

#include <algorithm>
#include <bit>

namespace knap::net {

namespace {

constexpr std::int64_t kMaxBuckets = std::int64_t{1} << 22;

/// A closed form as the kernels compute it.
struct Lane {
  std::int32_t multiply, add, shift, half, odd, negative, low, high;
};

/// Rounding t / 2^shift: t plus a constant, plus 1 where the quotient is odd, plus a mask where t is
/// negative, floored.
void set_rounding(Lane& lane, Rounding rounding, int shift) {
  if (shift == 0) return;
  const std::int32_t half = std::int32_t{1} << (shift - 1), mask = (half - 1) + half;
  switch (rounding) {
    case Rounding::Rnd:
      lane.half = half;
      return;
    case Rounding::RndMinInf:
      lane.half = half - 1;
      return;
    case Rounding::RndConv:
      lane.half = half - 1;
      lane.odd = 1;
      return;
    case Rounding::RndInf:
      lane.half = half;
      lane.negative = -1;
      return;
    case Rounding::RndZero:
      lane.half = half - 1;
      lane.negative = 1;
      return;
    case Rounding::Trn:
      return;
    case Rounding::TrnZero:
      lane.negative = mask;
      return;
  }
}

/// Nothing when some intermediate value could leave 32 bits.
std::optional<Lane> make_lane(const ClosedForm& form, Interval sums) {
  if (form.shift > 29 || !fits_word(form.clamp)) return {};
  const Interval limit{INT32_MIN / 2, INT32_MAX / 2};
  if (!limit.contains(form.multiply) || !limit.contains(form.add)) return {};
  const Interval product = sums * make_constant(form.multiply) + make_constant(form.add);
  if (!limit.contains(product)) return {};
  Lane lane{static_cast<std::int32_t>(form.multiply),
            static_cast<std::int32_t>(form.add),
            form.shift,
            0,
            0,
            0,
            static_cast<std::int32_t>(form.clamp.low),
            static_cast<std::int32_t>(form.clamp.high)};
  set_rounding(lane, form.rounding, form.shift);
  return lane;
}

/// The largest b such that no bucket [low + k 2^b, low + (k + 1) 2^b) holds two thresholds.
int bucket_bits(const StepFunction& f) {
  std::int64_t gap = std::int64_t{1} << 30;
  for (std::size_t i = 1; i < f.thresholds.size(); ++i)
    gap = std::min(gap, f.thresholds[i] - f.thresholds[i - 1]);
  return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(gap))) - 1;
}

}  // namespace

Requantiser Requantiser::make(std::shared_ptr<const knap::Steps> steps, Interval sums, std::int64_t channels,
                              Layout out) {
  KNAP_CHECK(fits_word(sums) && out.storage != Storage::Long);
  Requantiser made;
  made.out_ = out;
  made.is_uniform_ = !steps->is_per_channel();
  const bool has_lanes = out.storage == Storage::Byte && made.make_lanes(*steps, sums, channels);
  if (!has_lanes) {
    made.lanes_.clear();
    if (!made.make_tables(*steps, sums)) made.tables_.clear();
  }
  made.steps_ = std::move(steps);
  return made;
}

bool Requantiser::make_lanes(const knap::Steps& steps, Interval sums, std::int64_t channels) {
  if (steps.closed().empty()) return false;
  lane_count_ = static_cast<std::size_t>((channels + kLanes - 1) / kLanes * kLanes);
  lanes_.assign(8 * lane_count_ + kLanes, 0);  // kernels read whole vectors from any first channel
  for (std::size_t c = 0; c < lane_count_; ++c) {
    const std::size_t channel = std::min(c, static_cast<std::size_t>(channels - 1));
    const std::optional<Lane> lane = make_lane(steps.closed()[is_uniform_ ? 0 : channel], sums);
    if (!lane) return false;
    const std::int32_t entries[] = {lane->multiply, lane->add,      lane->shift, lane->half,
                                    lane->odd,      lane->negative, lane->low,   lane->high};
    for (std::size_t i = 0; i < 8; ++i) lanes_[i * lane_count_ + c] = entries[i];
  }
  return true;
}

bool Requantiser::make_tables(const knap::Steps& steps, Interval sums) {
  for (const StepFunction& f : steps.channels()) {
    const int bits = bucket_bits(f);
    const std::int64_t count = ((sums.high - sums.low) >> bits) + 1;
    if (static_cast<std::int64_t>(buckets_.size()) + count > kMaxBuckets || !fits_word(steps.range()))
      return false;
    tables_.push_back({static_cast<std::int32_t>(sums.low), bits, buckets_.size()});
    for (std::int64_t b = 0; b < count; ++b) {
      const std::int64_t start = sums.low + (b << bits);
      const auto next = std::upper_bound(f.thresholds.begin(), f.thresholds.end(), start);
      const bool has_step = next != f.thresholds.end() && *next < start + (std::int64_t{1} << bits);
      const std::size_t at = static_cast<std::size_t>(next - f.thresholds.begin());
      const auto below = static_cast<std::int32_t>(f.values[at]);
      if (has_step)
        buckets_.push_back(
            {static_cast<std::int32_t>(*next), below, static_cast<std::int32_t>(f.values[at + 1])});
      else
        buckets_.push_back({INT32_MAX, below, below});
    }
  }
  return true;
}

std::int32_t Requantiser::value(std::int32_t x, int channel) const {
  const auto c = static_cast<std::size_t>(is_uniform_ ? 0 : channel);
  if (!tables_.empty()) {
    const Table& table = tables_[c];
    const Bucket& bucket =
        buckets_[table.first + static_cast<std::size_t>((x - table.low) >> table.bucket_bits)];
    return x >= bucket.threshold ? bucket.above : bucket.below;
  }
  return static_cast<std::int32_t>((*steps_)(x, channel));
}

template <class T>
void Requantiser::apply_scalar(const Rows& rows) const {
  for (int r = 0; r < rows.rows; ++r) {
    const std::int32_t* sums = rows.sums + r * rows.sum_stride;
    T* out = reinterpret_cast<T*>(rows.out) + r * rows.out_stride;
    for (int c = 0; c < rows.count; ++c)
      out[c] = static_cast<T>(value(sums[c], rows.first + c) + out_.offset);
  }
}

void Requantiser::apply(const Kernels& kernels, const Rows& rows) const {
  if (out_.storage == Storage::Word) return apply_scalar<std::int32_t>(rows);
  if (lanes_.empty()) return apply_scalar<std::uint8_t>(rows);
  const auto lane = [&](std::size_t i) {
    return lanes_.data() + i * lane_count_ + static_cast<std::size_t>(rows.first);
  };
  kernels.requant({rows.sums,
                   rows.sum_stride,
                   rows.rows,
                   rows.count,
                   {lane(0), lane(1), lane(2), lane(3), lane(4), lane(5), lane(6), lane(7)},
                   out_.offset,
                   reinterpret_cast<std::uint8_t*>(rows.out),
                   rows.out_stride});
}

}  // namespace knap::net
