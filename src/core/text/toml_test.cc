#include "core/text/toml.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"

namespace knap {
namespace {

std::string error_of(std::string_view text) {
  const Result<Value> value = parse_toml(text, "knap.toml");
  return value.ok() ? "no error" : to_string(value.error());
}

TEST(Toml, KeepsTheOrderAndThePositionsOfTheText) {
  const Result<Value> value =
      parse_toml("zebra = 1\n[middle]\n  b = 'x'\n  a = [1.5, true]\n[alpha]\n", "knap.toml");
  ASSERT_TRUE(value.ok());
  const auto& table = std::get<ValueTable>(value->data);
  ASSERT_EQ(table.size(), 3u);
  EXPECT_EQ(table[0].key, "zebra");
  EXPECT_EQ(table[0].value.position, (Position{1, 9}));
  EXPECT_EQ(table[1].key, "middle");
  EXPECT_EQ(table[2].key, "alpha");
  const auto& middle = std::get<ValueTable>(table[1].value.data);
  EXPECT_EQ(middle[0].key, "b");
  EXPECT_EQ(middle[0].key_position, (Position{3, 3}));
  EXPECT_EQ(middle[1].value, Value(ValueArray{Value(1.5), Value(true)}));
}

TEST(Toml, SyntaxErrorsNameTheirPlace) {
  for (const char* text :
       {"[unclosed\n", "a = \n", "a = 1\na = 2", "a 1", "[a]\n[a]", "a = 'x", "a = 1e", "[:", "= 1",
        "a = {b = 1,", "a = [1, 2", "a.b = 1\na = 2", "a = 99999999999999999999", "a = 0x"}) {
    const std::string error = error_of(text);
    EXPECT_EQ(error.rfind("knap.toml:", 0), 0u) << text << ": " << error;
    EXPECT_NE(error.find("[syntax]"), std::string::npos) << text << ": " << error;
    EXPECT_EQ(error.find('\n'), std::string::npos) << text;
  }
}

TEST(Toml, EmptyBinaryAndDatesAreOneClearLine) {
  EXPECT_EQ(error_of(""), "knap.toml: is empty; a TOML text was expected [syntax]");
  EXPECT_EQ(error_of(" \r\n\t"), "knap.toml: is empty; a TOML text was expected [syntax]");
  EXPECT_EQ(error_of(std::string_view("\0\1\2", 3)), "knap.toml: is a binary file, not a TOML text [syntax]");
  EXPECT_NE(error_of("\xff\xfe = 1").find("[syntax]"), std::string::npos);
  EXPECT_EQ(error_of("a = 1\nd = 2020-01-01"),
            "knap.toml:2:5: dates and times are not used here; write a text in quotes [syntax]");
  EXPECT_EQ(error_of("# only a comment"), "no error");
}

TEST(Toml, PrintsSectionsAPersonWouldWrite) {
  const char* text = R"(name = "x"
"odd key" = [1, 2]

[train]
rate = 0.1
whole = 2.0

[train.inner]
on = true

[[devices]]
name = "a"

[[devices]]
name = "b"
)";
  EXPECT_EQ(print_toml(*parse_toml(text, "knap.toml")), text);
}

Value random_value(Rng& rng, int depth) {
  const auto random_text = [&rng] {
    static const char* const kPieces[] = {"a",    "Z9",   "_", " ", "\"",  "\\", "\n", "\t",
                                          "\x01", "\x7f", "#", "é", "'''", "[",  "=",  ""};
    std::string text;
    for (std::uint64_t i = rng.below(5); i > 0; --i) text += kPieces[rng.below(16)];
    return text;
  };
  switch (rng.below(depth > 0 ? 6 : 4)) {
    case 0:
      return Value(rng.flip(0.5));
    case 1:
      return Value(static_cast<std::int64_t>(rng.next()) >> rng.below(64));
    case 2:
      return Value(std::ldexp(rng.normal(), static_cast<int>(rng.integer(-1000, 1000))));
    case 3:
      return Value(random_text());
    case 4: {
      ValueArray array;
      for (std::uint64_t i = rng.below(4); i > 0; --i) array.push_back(random_value(rng, depth - 1));
      return Value(std::move(array));
    }
    default: {
      Value table{ValueTable{}};
      for (std::uint64_t i = rng.below(4); i > 0; --i) table.set(random_text(), random_value(rng, depth - 1));
      return table;
    }
  }
}

/// Order of keys apart, because plain keys are printed before sections.
Value sorted_keys(Value value) {
  if (auto* array = std::get_if<ValueArray>(&value.data))
    for (Value& item : *array) item = sorted_keys(item);
  if (auto* table = std::get_if<ValueTable>(&value.data)) {
    for (TableEntry& entry : *table) entry.value = sorted_keys(entry.value);
    std::sort(table->begin(), table->end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  }
  return value;
}

TEST(Toml, RandomTablesParseBackEqual) {
  constexpr std::uint64_t kSeed = 1;
  Rng rng(kSeed, "toml");
  for (int i = 0; i < 3000; ++i) {
    Value table{ValueTable{}};
    for (int k = 0; k < 4; ++k) table.set("k" + std::to_string(k), random_value(rng, 3));
    const std::string text = print_toml(table);
    const Result<Value> parsed = parse_toml(text, "knap.toml");
    ASSERT_TRUE(parsed.ok()) << "seed " << kSeed << " case " << i << "\n"
                             << text << to_string(parsed.error());
    ASSERT_EQ(sorted_keys(*parsed), sorted_keys(table)) << "seed " << kSeed << " case " << i << "\n" << text;
    ASSERT_EQ(print_toml(*parsed), text) << "seed " << kSeed << " case " << i;
  }
}

TEST(Toml, RandomDamageNeverCrashes) {
  constexpr std::uint64_t kSeed = 2;
  Rng rng(kSeed, "damage");
  const std::string good =
      "[a]\nb = 1\nc = [1.5, 'x', {d = true}]\n[[e]]\nf = \"\\u00e9\\n\"\n[a.g]\nh = 0x1F\n";
  for (int i = 0; i < 20000; ++i) {
    std::string text = good;
    for (std::uint64_t edits = 1 + rng.below(4); edits > 0; --edits) {
      const std::size_t at = rng.below(text.size() + 1);
      if (rng.flip(0.3) && at < text.size()) {
        text.erase(at, 1 + rng.below(5));
      } else {
        text.insert(at, 1, rng.flip(0.8) ? good[rng.below(good.size())] : static_cast<char>(rng.below(256)));
      }
    }
    const Result<Value> value = parse_toml(text, "knap.toml");
    if (!value.ok()) {
      ASSERT_TRUE(value.error().is(diag::kSyntax)) << "seed " << kSeed << " case " << i;
      ASSERT_EQ(to_string(value.error()).find('\n'), std::string::npos) << "seed " << kSeed << " case " << i;
    }
  }
}

TEST(Toml, OverridesAreValuesOrPlainTexts) {
  Value root = *parse_toml("[train]\nepochs = 10\n[name]\n", "knap.toml");
  const auto get = [&root](const char* section, const char* key) { return *root.find(section)->find(key); };
  ASSERT_TRUE(set_path(root, "train.epochs", "3").ok());
  ASSERT_TRUE(set_path(root, "train.rate", "0.5").ok());
  ASSERT_TRUE(set_path(root, "device.name", "ecp5-25f").ok());
  ASSERT_TRUE(set_path(root, "device.quoted", "\"3\"").ok());
  ASSERT_TRUE(set_path(root, "device.list", "[1, 2]").ok());
  ASSERT_TRUE(set_path(root, "device.on", "true").ok());
  ASSERT_TRUE(set_path(root, "device.trick", "1\nepochs = 2").ok());
  EXPECT_EQ(get("train", "epochs"), Value(std::int64_t{3}));
  EXPECT_EQ(get("train", "epochs").position, kCommandLine);
  EXPECT_EQ(get("train", "rate"), Value(0.5));
  EXPECT_EQ(get("device", "name"), Value(std::string("ecp5-25f")));
  EXPECT_EQ(get("device", "quoted"), Value(std::string("3")));
  EXPECT_EQ(get("device", "list"), Value(ValueArray{Value(std::int64_t{1}), Value(std::int64_t{2})}));
  EXPECT_EQ(get("device", "on"), Value(true));
  EXPECT_EQ(get("device", "trick"), Value(std::string("1\nepochs = 2")));
  ASSERT_TRUE(set_path(root, "seed", "7").ok());
  EXPECT_EQ(*root.find("seed"), Value(std::int64_t{7}));
  EXPECT_TRUE(set_path(root, "a.b", "\xff").error().is(diag::kSyntax)) << "no TOML text could hold it";
  EXPECT_TRUE(set_path(root, "", "1").error().is(diag::kUsage));
  EXPECT_TRUE(set_path(root, "a..b", "1").error().is(diag::kUsage));
  EXPECT_TRUE(set_path(root, "train.epochs.x", "1").error().is(diag::kWrongType));
}

}  // namespace
}  // namespace knap
