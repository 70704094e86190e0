#include "core/text/json.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"

namespace knap {
namespace {

TEST(Json, KeepsOrderAndKindsOfNumbers) {
  const Result<Value> value =
      parse_json(R"({"b": [1, -2, 1.0, 1e3, null, true], "a": {"x": "é\n\u0041"}})", "r.json");
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(print_json(*value, 0), R"({"b":[1,-2,1.0,1000.0,null,true],"a":{"x":"é\nA"}})");
  EXPECT_EQ(print_json(*value, 2), R"({
  "b": [
    1,
    -2,
    1.0,
    1000.0,
    null,
    true
  ],
  "a": {
    "x": "é\nA"
  }
})");
  EXPECT_EQ(
      print_json(*parse_json("[9223372036854775807, -9223372036854775808, 9223372036854775808]", ""), 0),
      "[9223372036854775807,-9223372036854775808,9.223372036854776e+18]");
  EXPECT_EQ(print_json(*parse_json("[[], {}]", ""), 2), "[\n  [],\n  {}\n]");
}

TEST(Json, OfEqualKeysTheLastCounts) {
  EXPECT_EQ(print_json(*parse_json(R"({"a": 1, "b": 2, "a": 3, "c": 4})", ""), 0), R"({"b":2,"a":3,"c":4})");
}

TEST(Json, ErrorsNameTheirPlaceOnOneLine) {
  for (const char* text :
       {"{\"a\": }", "[1, 2", "{", "nul", "{\"a\" 1}", "[1,]", "\"abc", "01", "1 2", "{\"a\":1}}"}) {
    const Result<Value> value = parse_json(text, "r.json");
    ASSERT_FALSE(value.ok()) << text;
    EXPECT_TRUE(value.error().is(diag::kSyntax));
    EXPECT_EQ(value.error().first().where.rfind("r.json:1:", 0), 0u) << to_string(value.error());
    EXPECT_EQ(to_string(value.error()).find('\n'), std::string::npos);
  }
  EXPECT_EQ(parse_json("{\n  \"a\": x}", "r.json").error().first().where, "r.json:2:8");
  EXPECT_EQ(to_string(parse_json("  ", "r.json").error()), "r.json: is empty [syntax]");
  EXPECT_FALSE(parse_json(std::string(100000, '['), "r.json").ok());
  EXPECT_FALSE(parse_json("[1e999]", "r.json").ok());
}

TEST(Json, DoublesReadBackEqualAndWhatJsonLacksIsNull) {
  Rng rng(1, "json");
  for (int i = 0; i < 5000; ++i) {
    const Value number(std::ldexp(rng.normal(), static_cast<int>(rng.integer(-1000, 1000))));
    ASSERT_EQ(*parse_json(print_json(number), ""), number);
  }
  EXPECT_EQ(print_json(Value(std::nan(""))), "null");
  EXPECT_EQ(print_json(Value(HUGE_VAL)), "null");
  EXPECT_EQ(print_json(Value()), "null");
}

TEST(Json, EveryByteStringPrintsAsValidJson) {
  Rng rng(2, "bytes");
  for (int i = 0; i < 5000; ++i) {
    std::string bytes;
    for (std::uint64_t n = rng.below(8); n > 0; --n)
      bytes += static_cast<char>(rng.flip(0.5) ? rng.below(256) : 0xC0 + rng.below(64));
    const Result<Value> parsed = parse_json(print_json(Value(bytes)), "");
    ASSERT_TRUE(parsed.ok()) << "case " << i;
    ASSERT_EQ(print_json(*parsed), print_json(Value(bytes))) << "case " << i;
  }
  EXPECT_EQ(print_json(Value(std::string("a\xff"))), "\"a\xEF\xBF\xBD\"");
  EXPECT_EQ(print_json(Value(std::string("\x01\x1f", 2))), "\"\\u0001\\u001f\"");
}

}  // namespace
}  // namespace knap
