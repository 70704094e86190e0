// Builder, Value: hardware written as arithmetic. Every result's interval is derived from its operands'.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hw/ir/module.h"

namespace knap::hw {

class Builder;

/// A signal of the module under construction. Copyable handle; operators append signals.
class Value {
 public:
  Value() = default;
  Value(Builder* builder, SignalId id) : builder_(builder), id_(id) {}

  SignalId id() const { return id_; }
  const Type& type() const;
  const Interval& interval() const { return type().interval; }
  int lanes() const { return type().lanes; }
  Builder& builder() const { return *builder_; }

  /// Names the signal (made unique in the module) and/or comments it; returns itself.
  Value named(const std::string& name, const std::string& comment = "") const;

  Value slice(int first, int count) const;
  Value lane(int k) const { return slice(k, 1); }
  Value shl(int amount) const;
  Value shr(int amount) const;  ///< floor
  Value narrow(Interval interval)
      const;  ///< claim of control logic, checked in every cycle; no-op when it is derived already
  Value truncate(int width_bits, bool is_signed) const;

 private:
  Builder* builder_ = nullptr;
  SignalId id_;
};

Value operator+(Value a, Value b);
Value operator-(Value a, Value b);
Value operator*(Value a, Value b);
Value operator&(Value a, Value b);
Value operator|(Value a, Value b);
Value operator^(Value a, Value b);
Value operator!(Value a);
Value operator==(Value a, Value b);
Value operator<(Value a, Value b);
inline Value operator!=(Value a, Value b) { return !(a == b); }
inline Value operator>(Value a, Value b) { return b < a; }
inline Value operator<=(Value a, Value b) { return !(b < a); }
inline Value operator>=(Value a, Value b) { return !(a < b); }
Value operator+(Value a, std::int64_t b);
Value operator-(Value a, std::int64_t b);
Value operator*(Value a, std::int64_t b);
Value operator==(Value a, std::int64_t b);
Value operator<(Value a, std::int64_t b);
Value operator>=(Value a, std::int64_t b);
Value operator>(Value a, std::int64_t b);
Value mux(Value select, Value when_true, Value when_false);
Value mux(Value select, std::int64_t when_true, Value when_false);
Value mux(Value select, Value when_true, std::int64_t when_false);
Value min(Value a, Value b);
Value max(Value a, Value b);
Value max(Value a, std::int64_t b);
Value min(Value a, std::int64_t b);
/// Clamps to [low, high]; comparisons that cannot fail are left out.
Value clamp(Value a, Interval bounds);
Value pack(const std::vector<Value>& parts);
Value pick(Value pack, Value index);
/// Balanced sum of all lanes; `name` of the sums between.
Value sum_lanes(Value pack, const std::string& name = "partial");
/// One level of that tree: half as many lanes, rounded up.
Value add_halves(Value all, const std::string& name);

/// A register: read it like a value, set its next value once.
class Reg {
 public:
  Reg() = default;
  Reg(Builder* builder, std::uint32_t index, Value value) : builder_(builder), index_(index), value_(value) {}
  operator Value() const { return value_; }  // NOLINT(google-explicit-constructor)
  Value value() const { return value_; }
  void set(Value next) const;                ///< at every edge
  void set(Value next, Value enable) const;  ///< where enable is 1

 private:
  Builder* builder_ = nullptr;
  std::uint32_t index_ = 0;
  Value value_;
};

/// The three signals of a stream seen from inside a module. Of an input stream `ready` is a wire to be driven
/// with Builder::drive; of an output stream `valid` and `data` are given to Builder::output_stream.
struct Stream {
  Value valid, ready, data;
};

/// Builds one module. finish() checks that every wire, register and output is driven, and returns the module.
class Builder {
 public:
  explicit Builder(std::string name, std::string comment = "", std::string layer = "");

  Value constant(std::int64_t value);
  /// what: "weight", "bias" or "threshold" where the values come from the model (constants.json lists them),
  /// else "".
  Value constant(std::vector<std::int64_t> lanes, const std::string& what = "");
  Value bit(bool value) { return constant(value ? 1 : 0); }
  Value input(const std::string& name, Type type);
  void output(const std::string& name, Value value);

  /// Ports <name>_valid, <name>_data (inputs) and <name>_ready (output, driven through the returned wire).
  Stream input_stream(const std::string& name, Type data, std::int64_t beats);
  /// Ports <name>_valid, <name>_data (outputs); returns <name>_ready (input).
  Value output_stream_ready(const std::string& name);
  /// Declares the outputs of a stream whose ready was taken by output_stream_ready.
  void output_stream(const std::string& name, Value valid, Value data, std::int64_t beats);

  Value wire(const std::string& name, Type type);
  void drive(Value wire, Value driver);

  /// A register without reset (datapath) or with (control).
  Reg reg(const std::string& name, Type type, std::optional<std::int64_t> reset = std::nullopt,
          const std::string& comment = "");
  /// next, delayed by one edge where enable is 1; no reset.
  Value delay(const std::string& name, Value next, Value enable);

  /// Synchronous ROM. contents: depth * lanes values, lane fastest.
  Value rom(const std::string& name, const std::string& what, MemoryStyle style, Type word,
            std::shared_ptr<const std::vector<std::int64_t>> contents, Value address, Value read_enable,
            const std::string& comment = "");
  struct Write {
    Value enable, address, data;
  };
  /// Synchronous-read RAM.
  Value ram(const std::string& name, MemoryStyle style, Type word, std::int64_t depth, Write write,
            Value read_address, Value read_enable, const std::string& comment = "");
  /// Combinational-read RAM.
  Value ram_async(const std::string& name, Type word, std::int64_t depth, Write write, Value read_address,
                  const std::string& comment = "");
  /// DSP product with `stages` register stages.
  Value multiply_dsp(const std::string& name, Value a, Value b, Value enable, int stages);
  /// table[index], combinational, lane by lane; what as in constant().
  Value lookup(Value index, std::vector<std::int64_t> table, const std::string& what = "");

  /// Instantiates a module of `design` (by index); inputs in the order of its input ports; returns its
  /// outputs in order.
  std::vector<Value> instance(const Design& design, std::uint32_t module, const std::string& name,
                              const std::vector<Value>& inputs, const std::string& comment = "");

  Value add(Type type, Driver driver);  ///< appends a signal as it is
  /// Appends a driver of derived type; a constant where the interval leaves one value only.
  Value add(Driver driver);
  /// `value` over `lanes` lanes: itself, or a pack of copies of its one lane.
  Value broadcast(Value value, int lanes);
  const Module& module() const { return module_; }
  Module& module() { return module_; }
  Module finish(bool keep_hierarchy = false);

 private:
  friend class Value;
  std::string unique(const std::string& name);
  std::uint32_t add_port(const std::string& name, Direction direction, Type type);
  void check(bool condition, const std::string& what) const;
  Module module_;
  std::set<std::string> names_;
};

}  // namespace knap::hw
