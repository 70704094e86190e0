#include "verify/ladder/fit.h"

#include "core/base/diagnostics.h"
#include "verify/ladder/testing.h"

namespace knap::verify {
namespace {

class FitTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::write_folder(folder_.path(), 2);
    a_ = load_artefacts(folder_.path()).value();
  }
  void expect_refused(const std::string& file, const std::string& says) {
    const Result<void> fits = check_fit(a_);
    ASSERT_FALSE(fits.ok()) << says;
    EXPECT_TRUE(fits.error().is(diag::kBadArtefact));
    EXPECT_EQ(fits.error().first().where, (a_.folder / file).string());
    EXPECT_NE(fits.error().first().message.find(says), std::string::npos) << fits.error().first().message;
  }
  TempFolder folder_ = TempFolder::make().value();
  Artefacts a_;
};

TEST_F(FitTest, AStreamOfTheWrongLengthIsRefused) {
  EXPECT_TRUE(check_fit(a_).ok());
  a_.interface.streams[0].lanes = 2;
  expect_refused("rtl/interface.json", "stream act has 4 beats of 2 lanes, its node has 4 elements");
  a_.interface.streams[0].lanes = 3;
  expect_refused("rtl/interface.json", "3 lanes");
}

TEST_F(FitTest, AnInputOrOutputOfAnotherSizeIsRefused) {
  a_.interface.inputs[0].beats = 5;
  expect_refused("rtl/interface.json", "stream samples has 5 beats");
  a_.interface.inputs[0].beats = 4;
  a_.interface.outputs[0].elements_per_beat = 1 << 20;
  a_.interface.outputs[0].beats = 1LL << 40;
  expect_refused("rtl/interface.json", "stream out has");
}

TEST_F(FitTest, AStreamOfANodeOrAnInstanceThatIsNotThereIsRefused) {
  a_.interface.streams[0].node = "bct";
  expect_refused("rtl/interface.json", "bct");
  a_.interface.streams[0].node = "act";
  a_.interface.streams[0].instance = "u_bct";
  expect_refused("rtl/design.txt", "u_bct");
}

TEST_F(FitTest, ADesignOfAnotherTopOrWithOtherPortsIsRefused) {
  a_.interface.top = "other_top";
  expect_refused("rtl/design.txt", "other_top");
  a_.interface.top = "clamp_top";
  a_.interface.outputs[0].width_bits = 4;
  expect_refused("rtl/design.txt", "out_data");
  a_.interface.outputs[0].width_bits = 3;
  a_.design.modules[1].ports[0].name = "in_void";
  expect_refused("rtl/design.txt", "has no port in_");
  a_.design.modules.clear();
  expect_refused("rtl/design.txt", "clamp_top");
}

}  // namespace
}  // namespace knap::verify
