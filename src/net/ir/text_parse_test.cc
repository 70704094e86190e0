#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "net/ir/text.h"

namespace knap::net {
namespace {

struct Case {
  const char* text;     ///< after the header line
  const char* where;    ///< of the first diagnostic
  const char* message;  ///< part of it
};

std::string first(const Result<Graph>& result) {
  return result.ok() ? "accepted" : to_string(result.error());
}

TEST(TextParse, ErrorsNameLineColumnAndReason) {
  const Case cases[] = {
      {"x = input() {shape=3, format=fixed<8,8>} : 3\noutput y = z\n", "g:3:12",
       "no node before this line is named z"},
      {"x = imput() {} : 3\n", "g:2:5", "unknown operator imput"},
      {"x = input() {shape=3} : 3\n", "g:2:5", "the attribute format is missing"},
      {"x = input() {shape=3, format=fixed<8,8>, wide=1} : 3\n", "g:2:42",
       "unknown attribute wide; valid are format, shape"},
      {"x = input() {shape=3x, format=fixed<8,8>} : 3\n", "g:2:20", "a shape such as"},
      {"x = input() {shape=3, format=float} : 3\n", "g:2:30", "a format such as fixed<8,3>, found 'float'"},
      {"x = input() {shape=3, format=fixed<8,8>} : 4\n", "g:2:1", "has the shape 3, not 4"},
      {"x = input() {shape=3, format=fixed<8,8>} : 3 4\n", "g:2:46", "expected the end of the line"},
      {"x = input( {shape=3, format=fixed<8,8>} : 3\n", "g:2:12", "expected the name of a node"},
      {"x = input() {shape=0, format=fixed<8,8>} : 0\n", "g:2:1", "outside 1.."},
      {"x = input() {shape=99999999999999999999, format=fixed<8,8>} : 0\n", "g:2:20", "a shape such as"},
      {"x = input() {shape=3, shape=4, format=fixed<8,8>} : 3\n", "g:2:23", "given twice"},
      {"x = input() {shape=3, format=fixed<8,8>} : 3\nx = relu(x) {} : 3\n", "g:3:1", "this name is taken"},
      {"x = input() {shape=3, format=fixed<8,8>} : 3\nd = dense(x) {units=2, has_bias=yes, format={}, "
       "weights=none, bias=none} : 2\n",
       "g:3:33", "true or false"},
      {"x = input() {shape=3, format=fixed<8,8>} : 3\nd = dense(x) {units=2, has_bias=true, "
       "format={width_bits=8, "
       "granularity=tensor, fraction_bits=[], bias_width_bits=16}, weights=abc, bias=none} : 2\n",
       "g:3:128", "not in the weight file"},
      {"x = input() {shape=3, format=fixed<8,8>} : 3\n", "network", "the graph has no output"},
  };
  for (const Case& c : cases) {
    const Result<Graph> result = parse_graph(std::string("knap.graph/1 \"network\"\n") + c.text, {}, "g");
    ASSERT_FALSE(result.ok()) << c.text;
    EXPECT_EQ(result.error().first().where, c.where) << first(result);
    EXPECT_NE(result.error().first().message.find(c.message), std::string::npos) << first(result);
  }
}

TEST(TextParse, HeadersOfOtherKindsAreRefused) {
  EXPECT_FALSE(parse_graph("knap.integer_graph/1 \"n\"\n", {}, "g").ok());
  EXPECT_FALSE(parse_graph("knap.graph/2 \"n\"\n", {}, "g").ok());
  EXPECT_FALSE(parse_graph("", {}, "g").ok());
  EXPECT_FALSE(parse_int_graph("knap.graph/1 \"n\"\n", {}, "g").ok());
}

TEST(TextParse, SeveralBadLinesAreAllReported) {
  const Result<Graph> result =
      parse_graph("knap.graph/1 \"n\"\nx = nope() {} : 1\ny = {\nz = nope() {} : 1\n", {}, "g");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().diagnostics().size(), 3u);
}

TEST(TextParse, AnIntegerGraphWithStepsReadsBack) {
  const std::string text =
      "knap.integer_graph/1 \"n\"\n"
      "x = input() {shape=4, format=fixed<16,16>} : 4\n"
      "q = steps(x) {function={domain={low=-32768, high=32767}, closed=[{multiply=1, add=0, shift=8, "
      "rounding=RND_CONV, clamp={low=-128, high=127}}]}} : 4\n"
      "s = add(q, q) {shift_a=0, shift_b=2} : 4\n"
      "output y = s\n";
  const Result<IntGraph> graph = parse_int_graph(text, {}, "g");
  ASSERT_TRUE(graph.ok()) << to_string(graph.error());
  WeightStore store;
  EXPECT_EQ(print(*graph, store), text);
  const auto& steps = std::get<integer::Steps>(graph->nodes()[1].op);
  EXPECT_EQ((*steps.function)(-32768), -128);
  EXPECT_EQ((*steps.function)(384), 2);
}

TEST(TextParse, ClosedFormsThatWouldOverflowAreRefused) {
  const auto parse = [](const std::string& form) {
    return parse_int_graph(
        "knap.integer_graph/1 \"n\"\nx = input() {shape=4, format=fixed<16,16>} : 4\nq = steps(x) "
        "{function={domain={low=-32768, high=32767}, closed=[{" +
            form + "}]}} : 4\noutput y = q\n",
        {}, "g");
  };
  EXPECT_TRUE(parse("multiply=3, add=1, shift=8, rounding=TRN, clamp={low=-128, high=127}").ok());
  EXPECT_FALSE(
      parse("multiply=-9223372036854775808, add=1, shift=8, rounding=TRN, clamp={low=0, high=1}").ok());
  EXPECT_FALSE(parse("multiply=1, add=1, shift=63, rounding=TRN, clamp={low=0, high=1}").ok());
  EXPECT_FALSE(parse("multiply=1, add=1, shift=-1, rounding=TRN, clamp={low=0, high=1}").ok());
  EXPECT_FALSE(parse("multiply=1, add=1, shift=1, rounding=TRN, clamp={low=2, high=1}").ok());
}

}  // namespace
}  // namespace knap::net
