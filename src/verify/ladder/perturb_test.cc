#include "verify/ladder/perturb.h"

#include <set>

#include "verify/ladder/testing.h"

namespace knap::verify {
namespace {

TEST(Perturb, InputsDifferFromTheRecordsAndReachBothEnds) {
  const TempFolder folder = TempFolder::make().value();
  testing::write_folder(folder.path(), 8);
  const Artefacts real = load_artefacts(folder.path()).value();
  const Perturbed other = perturb(real, 6, Watch()).value();
  ASSERT_EQ(other.artefacts.inputs.size(), 6U);
  ASSERT_EQ(other.artefacts.records.size(), 6U);
  std::set<std::int64_t> seen;
  std::size_t changed = 0;
  for (std::size_t r = 0; r < other.artefacts.inputs.size(); ++r) {
    seen.insert(other.artefacts.inputs[r].begin(), other.artefacts.inputs[r].end());
    changed += other.artefacts.inputs[r] != real.inputs[r];
  }
  EXPECT_GT(changed, 0U);
  EXPECT_TRUE(seen.contains(testing::kIn.low) && seen.contains(testing::kIn.high));
  EXPECT_LE(*seen.rbegin(), testing::kIn.high);
  EXPECT_GE(*seen.begin(), testing::kIn.low);
}

TEST(Perturb, ExpectsWhatTheNetworkAnswers) {
  const TempFolder folder = TempFolder::make().value();
  testing::write_folder(folder.path(), 8);
  const Perturbed other = perturb(load_artefacts(folder.path()).value(), 8, Watch()).value();
  for (std::size_t r = 0; r < other.artefacts.inputs.size(); ++r)
    for (std::size_t beat = 0; beat < testing::kBeats; ++beat)
      EXPECT_EQ(other.expected.outputs[r][beat],
                std::clamp<std::int64_t>(other.artefacts.inputs[r][beat], 0, testing::kOut.high));
  EXPECT_EQ(perturb(load_artefacts(folder.path()).value(), 8, Watch()).value().artefacts.inputs,
            other.artefacts.inputs)
      << "the same each time";
}

}  // namespace
}  // namespace knap::verify
