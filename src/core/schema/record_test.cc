#include "core/schema/record.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"

namespace knap::schema {
namespace {

TEST(StageRecord, PrintedItReadsBackTheSame) {
  StageRecord record;
  record.key = "k";
  record.tools = {{"yosys", "0.23", "native"}};
  record.complaints = to_complaints({{&diag::kMismatch, "score", "1 mismatch"}});
  record.sections.cycles.emplace().measured = LatencyInterval{3, 2};
  const std::string text = print_artefact(record);
  const Result<StageRecord> again = parse_artefact<StageRecord>(text, "verify.json");
  ASSERT_TRUE(again.ok()) << to_string(again.error());
  EXPECT_EQ(print_artefact(*again), text);
}

TEST(Complaints, OfEveryKindComeBackAsTheyWere) {
  for (const DiagnosticKind* kind : diag::kAll) {
    const auto again = to_diagnostics(to_complaints({{kind, "here", "what"}}));
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].kind, kind);
    EXPECT_EQ(again[0].where, "here");
    EXPECT_EQ(again[0].message, "what");
  }
  EXPECT_EQ(to_diagnostics({{"no-such-code", "", ""}})[0].kind, &diag::kBadArtefact);
}

}  // namespace
}  // namespace knap::schema
