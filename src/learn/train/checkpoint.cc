#include "learn/train/checkpoint.h"

#include <cstring>
#include <type_traits>

#include "core/base/hash.h"
#include "core/sys/files.h"

namespace knap::learn {
namespace {

constexpr std::string_view kMagic = "knap-checkpoint-4\n";

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

/// Names every field of the records once; both directions walk it.
template <class F>
void fields(auto& c, F&& f) {
  const auto model = [&f](const std::string& name, auto& m) {
    f(name + ".parameters", m.parameters);
    f(name + ".means", m.means);
    f(name + ".variances", m.variances);
    f(name + ".weight_bits", m.weight_bits);
    f(name + ".finer_bits", m.finer_bits);
    f(name + ".range_bits", m.range_bits);
    f(name + ".masks", m.masks);
  };
  f("key", c.key);
  f("phase", c.phase);
  f("phase_name", c.phase_name);
  f("has_begun", c.has_begun);
  f("epoch", c.epoch);
  f("step", c.step);
  f("loss_sum", c.loss_sum);
  f("weight_sum", c.weight_sum);
  f("learning_rate", c.learning_rate);
  f("epoch_seconds", c.epoch_seconds);
  f("seconds", c.seconds);
  model("model", c.model);
  f("optimiser.steps", c.optimiser.steps);
  f("optimiser.first", c.optimiser.first);
  f("optimiser.second", c.optimiser.second);
  f("best.epoch", c.best.epoch);
  f("best.measure", c.best.measure);
  model("best.model", c.best.model);
  model("average", c.average);
  model("float_model", c.float_model);
  f("pruned_at", c.pruned_at);
  f("worth_steps", c.worth_steps);
  f("worth_first", c.worth_first);
  f("worth_second", c.worth_second);
  f("curves", c.curves);
}

template <class F>
void fields_of_curve(auto& c, F&& f) {
  f(c.epoch);
  f(c.phase);
  f(c.loss);
  f(c.validation_loss);
  f(c.validation_accuracy);
  f(c.validation_balanced_accuracy);
  f(c.learning_rate);
  f(c.seconds);
  f(c.samples_per_second);
}

struct Writer {
  std::string bytes;

  void raw(const void* data, std::size_t size) { bytes.append(static_cast<const char*>(data), size); }
  template <class T>
  void put(const T& value) {
    if constexpr (std::is_arithmetic_v<T>) {
      raw(&value, sizeof value);
    } else if constexpr (std::is_same_v<T, Curve>) {
      fields_of_curve(value, [this](const auto& field) { put(field); });
    } else if constexpr (std::is_same_v<T, IntTensor>) {
      put(value.shape.dims);
      put(value.data);
    } else {  // a string or a vector: its length and its elements
      put(static_cast<std::uint64_t>(value.size()));
      for (const auto& element : value) put(element);
    }
  }
};

struct Reader {
  std::string_view bytes;
  bool ok = true;

  void raw(void* data, std::size_t size) {
    ok = ok && size <= bytes.size();
    if (!ok) return;
    std::memcpy(data, bytes.data(), size);
    bytes.remove_prefix(size);
  }
  template <class T>
  void get(T& value) {
    if constexpr (std::is_arithmetic_v<T>) {
      raw(&value, sizeof value);
    } else if constexpr (std::is_same_v<T, Curve>) {
      fields_of_curve(value, [this](auto& field) { get(field); });
    } else if constexpr (std::is_same_v<T, IntTensor>) {
      get(value.shape.dims);
      get(value.data);
    } else {
      std::uint64_t size = 0;
      get(size);
      ok = ok &&
           size <= bytes.size();  // every element takes at least one byte: no huge allocation from damage
      if (!ok) return;
      value.resize(size);
      for (auto& element : value) get(element);
    }
  }
};

constexpr std::size_t kHashDigits = 64;

}  // namespace

std::string to_bytes(const Checkpoint& checkpoint) {
  Writer writer;
  writer.bytes = kMagic;
  fields(checkpoint, [&writer](const std::string& name, const auto& value) {
    writer.put(name);
    writer.put(value);
  });
  return writer.bytes + sha256(writer.bytes);
}

std::optional<Checkpoint> checkpoint_from_bytes(std::string_view bytes) {
  if (bytes.size() < kMagic.size() + kHashDigits || !bytes.starts_with(kMagic)) return {};
  const std::string_view body = bytes.substr(0, bytes.size() - kHashDigits);
  if (sha256(body) != bytes.substr(body.size())) return {};
  Reader reader{body.substr(kMagic.size())};
  Checkpoint checkpoint;
  fields(checkpoint, [&reader](const std::string& name, auto& value) {
    std::string found;
    reader.get(found);
    reader.ok = reader.ok && found == name;
    if (reader.ok) reader.get(value);
  });
  if (!reader.ok || !reader.bytes.empty()) return {};
  return checkpoint;
}

Result<void> save_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint) {
  return write_file(file, to_bytes(checkpoint));
}

std::optional<Checkpoint> load_checkpoint(const std::filesystem::path& file, const std::string& key) {
  const Result<std::string> bytes = read_file(file);
  if (!bytes) return {};
  std::optional<Checkpoint> checkpoint = checkpoint_from_bytes(*bytes);
  if (!checkpoint || checkpoint->key != key) return {};
  return checkpoint;
}

}  // namespace knap::learn
