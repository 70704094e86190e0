#include "prune/knapsack/instance_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "prune/knapsack/testing.h"

namespace knap::prune {
namespace {

using ::testing::HasSubstr;

std::string told_of(const std::string& text, const DiagnosticKind& kind = diag::kWrongType) {
  const Result<Instance> read = parse_instance(text, "k.json");
  if (read.ok()) return "it was read";
  EXPECT_TRUE(read.error().is(kind)) << to_string(read.error());
  EXPECT_EQ(read.error().diagnostics().size(), 1U);
  return to_string(read.error());
}

TEST(InstanceFile, AllKeysAreReadInAnyOrderAndLayout) {
  const Instance wanted{{4, -5.5}, {{2, 5}, {1e-3, 0}}, {8, 3e2}, {{0, 1}, {}}, {{1, 0}}};
  EXPECT_EQ(*parse_instance(R"({"requires":[[1,0]],"values":[4,-5.5],"capacity":[8,3e2],
      "costs" : [ [2,5] , [1E-3,-0.0] ], "choices":[[0,1],[]]})",
                            "k.json"),
            wanted);
}

TEST(InstanceFile, ChoicesAndRequiresMayBeMissing) {
  EXPECT_EQ(*parse_instance(R"({"values": [], "costs": [[]], "capacity": [3]})", "k.json"),
            (Instance{{}, {{}}, {3}, {}, {}}));
}

TEST(InstanceFile, WholeNumbersOfAnyLengthAreExact) {
  const Instance read = *parse_instance(
      R"({"values": [999999999999999, 9007199254740993, 12345678901234567890], "costs": [], "capacity": []})",
      "k");
  EXPECT_EQ(read.values,
            (std::vector<double>{999999999999999.0, 9007199254740992.0, 12345678901234567168.0}));
}

TEST(InstanceFile, WhatIsPrintedReadsBackEqual) {
  Rng rng(1, "files");
  for (int run = 0; run < 50; ++run) {
    Instance instance = testing::random_instance(rng, 9, run % 4, 9, 30);
    for (double& value : instance.values) value *= rng.normal();
    EXPECT_EQ(*parse_instance(print_instance(instance), "k.json"), instance);
  }
}

TEST(InstanceFile, MistakesOfNumbersAreToldWhereTheyStand) {
  const auto with = [](const std::string& value, const std::string& cost, const std::string& capacity) {
    return "{\"values\": [4,\n " + value + "],\n\"costs\": [[1, " + cost + "]], \"capacity\": [" + capacity +
           "]}";
  };
  EXPECT_EQ(told_of(with("5", "1", "2")), "it was read");
  for (const char* bad :
       {"NaN", "Infinity", "-Infinity", "\"5\"", "null", "[5]", "+1", ".5", "01", "1.", "1e", "-", "true"})
    EXPECT_THAT(told_of(with(bad, "1", "2")), HasSubstr("k.json:2:2: values[1] is no number")) << bad;
  EXPECT_THAT(told_of(with("1e999", "1", "2")), HasSubstr("k.json:2:2: values[1] is beyond"));
  EXPECT_THAT(told_of(with("-1e-999", "1", "2")), HasSubstr("k.json:2:2: values[1] is beyond"));
  EXPECT_THAT(told_of(with("5", "-1", "2")), HasSubstr("k.json:3:15: costs[0][1] is -1"));
  EXPECT_THAT(told_of(with("5", "1", "-0.5")), HasSubstr("capacity[0] is -0.5"));
  EXPECT_THAT(told_of(with("5", "1", "2, 3")), HasSubstr("k.json: costs has 1 resources"));
  EXPECT_THAT(told_of(with("5, 6", "1", "2")),
              HasSubstr("costs[0] (resource 0) has 2 numbers, values has 3"));
  EXPECT_THAT(told_of(R"({"values": 3})"), HasSubstr("values is a list"));
  EXPECT_THAT(told_of(R"({"values": [3], "costs": [3], "capacity": [1]})"), HasSubstr("costs[0] is a list"));
}

TEST(InstanceFile, MistakesOfItemsAreTold) {
  const auto with = [](const std::string& more) {
    return R"({"values": [1, 2], "costs": [[1, 1]], "capacity": [1], )" + more + "}";
  };
  EXPECT_THAT(told_of(with(R"("choices": [[0, 2]])")), HasSubstr("choices[0] names item 2; there are 2"));
  for (const char* bad : {"-1", "0.0", "1e0", "\"0\"", "99999999999", "null"}) {
    EXPECT_THAT(told_of(with(std::string(R"("choices": [[0], [)") + bad + "]]")),
                HasSubstr("choices[1] names no item"));
    EXPECT_THAT(told_of(with(std::string(R"("requires": [[0, )") + bad + "]]")),
                HasSubstr("requires[0] names no item"));
  }
  EXPECT_THAT(told_of(with(R"("requires": [[0, 1], [0]])")),
              HasSubstr("requires[1] names 1 items; give two"));
  EXPECT_THAT(told_of(with(R"("requires": [[0, 1, 1]])")), HasSubstr("requires[0] names 3 items; give two"));
  EXPECT_THAT(told_of(with(R"("requires": [0])")), HasSubstr("an entry of requires is a list"));
}

TEST(InstanceFile, MistakesOfKeysAreTold) {
  EXPECT_THAT(told_of(R"({"values": [1], "costs": [[1]]})"), HasSubstr("k.json: 'capacity' is missing"));
  EXPECT_THAT(told_of("{}"), HasSubstr("'values' is missing"));
  EXPECT_THAT(told_of(R"({"values": [1], "weights": [[1]]})", diag::kUnknownKey), HasSubstr("k.json:1:17: "));
  EXPECT_THAT(told_of(R"({"values": [1], "values": [1]})", diag::kSyntax),
              HasSubstr("'values' is given twice"));
  EXPECT_THAT(told_of("[]"), HasSubstr("is no JSON object"));
}

TEST(InstanceFile, ATextThatIsCutOffAnywhereIsRefused) {
  const std::string text = R"({"values": [4, 5.5], "costs": [[2, 5], [1, 1]], "capacity": [8, 3],)"
                           R"( "choices": [[0, 1]], "requires": [[1, 0]]})";
  ASSERT_TRUE(parse_instance(text, "k.json").ok());
  for (std::size_t length = 0; length < text.size(); ++length)
    EXPECT_FALSE(parse_instance(text.substr(0, length), "k.json").ok()) << length;
  EXPECT_THAT(told_of("", diag::kSyntax), HasSubstr("k.json: is empty"));
  EXPECT_THAT(told_of(" \n", diag::kSyntax), HasSubstr("k.json: is empty"));
  EXPECT_THAT(told_of(text + "]", diag::kSyntax), HasSubstr("more behind the object"));
  EXPECT_THAT(told_of(text.substr(0, 20), diag::kSyntax), HasSubstr("the text ends where"));
}

}  // namespace
}  // namespace knap::prune
