#include "core/schema/interface.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"

namespace knap::schema {
namespace {

Interface face() {
  Interface face;
  face.top = "toy_top";
  face.style = "stream";
  face.framing = "counted";
  face.clocks = {{"clk", "rst", 20}};
  face.inputs = {{"samples", "in", 8, 2, 3, "fixed<8,8>"}};
  face.outputs = {{"class", "out", 1, 1, 1, "ufixed<1,1>"}};
  face.latency_cycles = 12;
  face.interval_cycles = 4;
  face.streams = {{"score", "score", "score_unit", 2, 1, 42, true}};
  return face;
}

TEST(Interface, PrintedItReadsBackTheSame) {
  const std::string text = print_artefact(face());
  const Result<Interface> again = parse_interface(text, "interface.json");
  ASSERT_TRUE(again.ok()) << to_string(again.error());
  EXPECT_EQ(print_artefact(*again), text);
  EXPECT_EQ(again->inputs[0].beat_bits(), 16);
  EXPECT_TRUE(again->inputs[0].is_signed());
  EXPECT_FALSE(again->outputs[0].is_signed());
}

TEST(Interface, ControlIsWrittenThoughThereIsNone) {
  EXPECT_NE(print_artefact(face()).find("\"control\": null"), std::string::npos);
}

TEST(Interface, SeveralInputsOrNoneAreRefused) {
  for (const std::size_t count : {0U, 2U}) {
    Interface other = face();
    other.inputs.resize(count);
    const Result<Interface> parsed = parse_interface(print_artefact(other), "interface.json");
    ASSERT_FALSE(parsed.ok());
    EXPECT_TRUE(parsed.error().is(diag::kBadArtefact));
  }
}

TEST(Interface, WidthsOutsideOfWhatBeatsHoldAreRefused) {
  Interface other = face();
  other.outputs[0].width_bits = 65;
  EXPECT_FALSE(parse_interface(print_artefact(other), "interface.json").ok());
}

}  // namespace
}  // namespace knap::schema
