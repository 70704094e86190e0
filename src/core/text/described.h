// Described structs: options that name their fields once; parsing with positions, printing and docs follow
// from it.
//
//     struct Options {
//       int pe = 1;
//       static void fields(auto& self, auto&& f) { f("pe", self.pe, "output lanes", Bounds{1, 1024}); }
//     };
//
// A field may be bool, an integer, double, std::string, an enum with `enum_names(E)`, a type with
// `parse_into(text, T&)` and `to_string`, another described struct, or an optional, vector or map (by string)
// of these, or a raw Value.
#pragma once

#include <array>
#include <concepts>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/result.h"
#include "core/text/places.h"
#include "core/text/value.h"

namespace knap {

/// The values that a number may have, both ends included.
struct Bounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
};

/// Behind a field: it is written even when it holds nothing (JSON's null).
struct Always {};

/// What a key that a text does not have means: the default stays, or (files that knap wrote itself) something
/// is wrong unless the field is an optional.
enum class Absent { Default, Wrong };

/// One row of a documentation page.
struct FieldDoc {
  std::string name;  ///< dotted: "train.epochs"; "[]" and "<name>" stand for elements of lists and maps
  std::string type;  ///< "integer 1..1024", "one of a, b", "list of text", ...
  std::string default_value;  ///< as in TOML; empty = none
  std::string doc;
};

template <class T>
concept Described = requires(T& t) {
  T::fields(t, [](auto&&...) {});
};
/// An enum with a function `enum_names(E)` beside it: an array of names in the order of its enumerators, from
/// 0.
template <class T>
concept NamedEnum = std::is_enum_v<T> && requires(T t) {
  std::span<const std::string_view>(enum_names(t));
};
/// A type that is written as a text: `Result<void> parse_into(std::string_view, T&)` and `std::string
/// to_string(T)`.
template <class T>
concept Textual = !std::is_enum_v<T> && requires(T & t, const T& c) {
  { parse_into(std::string_view{}, t) } -> std::same_as<Result<void>>;
  { to_string(c) } -> std::convertible_to<std::string>;
};

/// Collects what is wrong while values are read. The part of from_value that needs no template.
class ValueReader {
 public:
  explicit ValueReader(Places places, Absent absent = Absent::Default)
      : places_(std::move(places)), absent_(absent) {}
  bool needs_all() const { return absent_ == Absent::Wrong; }

  void missing(const std::string& path);
  void wrong_type(const Value& value, const std::string& path, const std::string& wanted);
  void outside(const std::string& path, const std::string& got, const Bounds& bounds);
  void unknown_key(const TableEntry& entry, const std::string& path, std::span<const std::string> valid);
  void unknown_name(const Value& value, const std::string& path, std::span<const std::string_view> valid);
  void bad_text(const Value& value, const std::string& path, const Error& error);

  bool read_bool(const Value& value, const std::string& path, bool& field);
  bool read_integer(const Value& value, const std::string& path, std::int64_t low, std::int64_t high,
                    const Bounds& bounds, std::int64_t& field);
  bool read_number(const Value& value, const std::string& path, const Bounds& bounds, double& field);
  bool read_text(const Value& value, const std::string& path, std::string& field);
  bool read_name(const Value& value, const std::string& path, std::span<const std::string_view> names,
                 std::size_t& index);
  const ValueTable* read_table(const Value& value, const std::string& path);
  const ValueArray* read_array(const Value& value, const std::string& path);

  Result<void> finish();

 private:
  Places places_;
  Absent absent_;
  std::vector<Diagnostic> diagnostics_;
};

namespace described_detail {

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class T>
struct IsMap<std::map<std::string, T>> : std::true_type {};
template <class T>
inline constexpr bool kIsUnknown = false;

template <class... Extra>
Bounds bounds_of(const Extra&... extra) {
  Bounds bounds;
  (
      (void)[&] {
        if constexpr (std::is_same_v<Extra, Bounds>) bounds = extra;
      }(),
      ...);
  return bounds;
}

inline std::string join_path(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

template <class E>
std::span<const std::string_view> names_of() {
  return std::span<const std::string_view>(enum_names(E{}));
}

template <class T>
void read(ValueReader& reader, const Value& value, const std::string& path, const Bounds& bounds, T& field);

template <Described T>
void read_struct(ValueReader& reader, const Value& value, const std::string& path, T& object) {
  const ValueTable* table = reader.read_table(value, path);
  if (table == nullptr) return;
  std::vector<std::string> names;
  T::fields(object, [&](std::string_view name, auto& field, std::string_view, const auto&... extra) {
    using Field = std::decay_t<decltype(field)>;
    names.emplace_back(name);
    if (const Value* found = value.find(name))
      read(reader, *found, join_path(path, name), bounds_of(extra...), field);
    else if (reader.needs_all() && !IsOptional<Field>::value)
      reader.missing(join_path(path, name));
  });
  for (const TableEntry& entry : *table) {
    bool is_known = false;
    for (const std::string& name : names) is_known |= name == entry.key;
    if (!is_known) reader.unknown_key(entry, path, names);
  }
}

template <class T>
void read(ValueReader& reader, const Value& value, const std::string& path, const Bounds& bounds, T& field) {
  if constexpr (std::is_same_v<T, Value>) {
    field = value;
  } else if constexpr (std::is_same_v<T, bool>) {
    reader.read_bool(value, path, field);
  } else if constexpr (std::is_integral_v<T>) {
    constexpr std::int64_t kHigh = sizeof(T) == 8 ? std::numeric_limits<std::int64_t>::max()
                                                  : static_cast<std::int64_t>(std::numeric_limits<T>::max());
    std::int64_t number = 0;
    if (reader.read_integer(value, path, static_cast<std::int64_t>(std::numeric_limits<T>::min()), kHigh,
                            bounds, number))
      field = static_cast<T>(number);
  } else if constexpr (std::is_floating_point_v<T>) {
    double number = 0;
    if (reader.read_number(value, path, bounds, number)) field = static_cast<T>(number);
  } else if constexpr (std::is_same_v<T, std::string>) {
    reader.read_text(value, path, field);
  } else if constexpr (NamedEnum<T>) {
    std::size_t index = 0;
    if (reader.read_name(value, path, names_of<T>(), index)) field = static_cast<T>(index);
  } else if constexpr (Described<T>) {
    read_struct(reader, value, path, field);
  } else if constexpr (IsOptional<T>::value) {
    if (value.is_nothing()) {
      field.reset();
      return;
    }
    typename T::value_type inner = field.value_or(typename T::value_type{});
    read(reader, value, path, bounds, inner);
    field = std::move(inner);
  } else if constexpr (IsVector<T>::value) {
    if constexpr (std::is_same_v<typename T::value_type, std::string>)
      if (const auto* text = std::get_if<std::string>(&value.data)) {  // one stands for a list of one
        field = {*text};
        return;
      }
    const ValueArray* array = reader.read_array(value, path);
    if (array == nullptr) return;
    field.clear();
    for (std::size_t i = 0; i < array->size(); ++i) {
      typename T::value_type item{};
      read(reader, (*array)[i], path + "[" + std::to_string(i) + "]", bounds, item);
      field.push_back(std::move(item));
    }
  } else if constexpr (IsMap<T>::value) {
    const ValueTable* table = reader.read_table(value, path);
    if (table == nullptr) return;
    for (const TableEntry& entry : *table)
      read(reader, entry.value, join_path(path, entry.key), bounds, field[entry.key]);
  } else if constexpr (Textual<T>) {
    std::string text;
    if (!reader.read_text(value, path, text)) return;
    if (Result<void> parsed = parse_into(std::string_view(text), field); !parsed.ok())
      reader.bad_text(value, path, parsed.error());
  } else {
    static_assert(kIsUnknown<T>, "a field of a type that described structs do not know");
  }
}

template <class T>
Value write(const T& field) {
  if constexpr (std::is_same_v<T, Value>) {
    return field;
  } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::string>) {
    return Value(Value::Data(std::in_place_type<T>, field));
  } else if constexpr (std::is_integral_v<T>) {
    return Value(static_cast<std::int64_t>(field));
  } else if constexpr (std::is_floating_point_v<T>) {
    return Value(static_cast<double>(field));
  } else if constexpr (NamedEnum<T>) {
    return Value(std::string(names_of<T>()[static_cast<std::size_t>(field)]));
  } else if constexpr (Described<T>) {
    Value table{ValueTable{}};
    T::fields(field, [&](std::string_view name, const auto& inner, std::string_view, const auto&... extra) {
      constexpr bool kIsAlways = (std::is_same_v<std::decay_t<decltype(extra)>, Always> || ...);
      if (Value written = write(inner); kIsAlways || !written.is_nothing())
        table.set(name, std::move(written));
    });
    return table;
  } else if constexpr (IsOptional<T>::value) {
    return field ? write(*field) : Value();
  } else if constexpr (IsVector<T>::value) {
    ValueArray array;
    for (const auto& item : field) array.push_back(write(static_cast<const typename T::value_type&>(item)));
    return Value(std::move(array));
  } else if constexpr (IsMap<T>::value) {
    Value table{ValueTable{}};
    for (const auto& entry : field) table.set(entry.first, write(entry.second));
    return table;
  } else {
    static_assert(Textual<T>, "a field of a type that described structs do not know");
    return Value(std::string(to_string(field)));
  }
}

std::string name_of_number(std::string_view name, const Bounds& bounds);
std::string name_of_choice(std::span<const std::string_view> names);
/// As in TOML, on one line; empty for tables and nothing.
std::string print_default(const Value& value);

template <class T>
std::string type_name(const Bounds& bounds) {
  if constexpr (std::is_same_v<T, bool>)
    return "boolean";
  else if constexpr (std::is_integral_v<T>)
    return name_of_number("integer", bounds);
  else if constexpr (std::is_floating_point_v<T>)
    return name_of_number("number", bounds);
  else if constexpr (NamedEnum<T>)
    return name_of_choice(names_of<T>());
  else if constexpr (Described<T> || IsMap<T>::value)
    return "table";
  else if constexpr (std::is_same_v<T, Value>)
    return "any";
  else if constexpr (IsOptional<T>::value)
    return type_name<typename T::value_type>(bounds);
  else if constexpr (IsVector<T>::value)
    return "list of " + type_name<typename T::value_type>(bounds);
  else
    return "text";
}

template <class T>
void add_docs(const T& field, const std::string& path, std::string_view doc, const Bounds& bounds,
              std::vector<FieldDoc>& docs) {
  if constexpr (Described<T>) {
    if (!path.empty() && !doc.empty()) docs.push_back({path, "table", "", std::string(doc)});
    T::fields(field,
              [&](std::string_view name, const auto& inner, std::string_view text, const auto&... extra) {
                add_docs(inner, join_path(path, name), text, bounds_of(extra...), docs);
              });
  } else if constexpr (IsOptional<T>::value) {
    const std::size_t first = docs.size();
    add_docs(field.value_or(typename T::value_type{}), path, doc, bounds, docs);
    if (!field && first < docs.size()) docs[first].default_value.clear();
  } else {
    docs.push_back({path, type_name<T>(bounds), print_default(write(field)), std::string(doc)});
    if constexpr (IsVector<T>::value) {
      if constexpr (Described<typename T::value_type>)
        add_docs(typename T::value_type{}, path + "[]", "", bounds, docs);
    } else if constexpr (IsMap<T>::value) {
      if constexpr (Described<typename T::mapped_type>)
        add_docs(typename T::mapped_type{}, path + ".<name>", "", bounds, docs);
    }
  }
}

}  // namespace described_detail

/// Reads a table over the defaults: keys that are absent keep them, lists are replaced, maps are added to.
/// All unknown keys, wrong types and values outside their bounds are collected, each at the key's place;
/// with Absent::Wrong also keys that are missing.
template <Described T>
Result<T> from_value(const Value& value, const Places& places, T defaults = {},
                     Absent absent = Absent::Default) {
  ValueReader reader(places, absent);
  described_detail::read_struct(reader, value, "", defaults);
  KNAP_TRY(reader.finish());
  return defaults;
}
template <Described T>
Result<T> from_value(const Value& value, const std::string& file, T defaults = {},
                     Absent absent = Absent::Default) {
  return from_value(value, Places::viewing(file, value), std::move(defaults), absent);
}

/// Every field in the order of its description; optionals that are not set are left out.
template <class T>
Value to_value(const T& object) {
  return described_detail::write(object);
}

/// The rows of a documentation page, in the order of the description.
template <Described T>
std::vector<FieldDoc> describe() {
  std::vector<FieldDoc> docs;
  described_detail::add_docs(T{}, "", "", {}, docs);
  return docs;
}

}  // namespace knap
