#include "data/set/load.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <map>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "data/set/split.h"

namespace knap::data {
namespace {

class RealData : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("KNAP_DATA_DIR");
    if (!folder || !*folder) GTEST_SKIP() << "KNAP_DATA_DIR is not set";
    root_ = folder;
  }
  Dataset load_named(const std::string& name) {
    if (!is_folder(root_ / (*find_folder(name)))) return {};
    DataOptions options;
    options.name = name;
    const auto start = std::chrono::steady_clock::now();
    Result<Dataset> dataset = load(options, root_, Watch());
    seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    EXPECT_TRUE(dataset.ok()) << to_string(dataset.error());
    return dataset.ok() ? *std::move(dataset) : Dataset{};
  }
  static std::optional<std::string> find_folder(const std::string& name) {
    const std::map<std::string, std::string> folders = {{"cinc2017", "ecg_cinc2017"},
                                                        {"mitbih", "ecg_mitbih"}};
    const auto found = folders.find(name);
    return found == folders.end() ? name : found->second;
  }
  std::filesystem::path root_;
  double seconds_ = 0;
};

std::array<std::size_t, 3> sizes(const Dataset& d) {
  return {d.splits[0].size(), d.splits[1].size(), d.splits[2].size()};
}

TEST_F(RealData, Cinc2017HasNormalAndFibrillationStratifiedByRecord) {
  const Dataset d = load_named("cinc2017");
  if (d.records.empty()) GTEST_SKIP() << "KNAP_DATA_DIR has no ecg_cinc2017";
  EXPECT_EQ(d.classes, (std::vector<std::string>{"N", "A"}));
  EXPECT_EQ(d.shape, (Shape{9000, 1}));
  EXPECT_EQ(d.rate_hz, 300);
  EXPECT_FALSE(d.synthetic);
  EXPECT_GE(static_cast<double>(d.split(Split::Test).size()), 0.2 * static_cast<double>(d.records.size()));
  const std::vector<std::int64_t> test = d.class_counts(Split::Test), train = d.class_counts(Split::Train);
  EXPECT_NEAR(static_cast<double>(test[1]) / static_cast<double>(test[0]),
              static_cast<double>(train[1]) / static_cast<double>(train[0]), 0.01);
  EXPECT_EQ(d.records[0].name, "A00001");
  EXPECT_EQ(d.codes(0)[0], -127);
  RecordProperty("seconds", std::to_string(seconds_));
}

TEST_F(RealData, MnistHasTheOfficialTestSplit) {
  for (const std::string name : {"mnist", "fashion_mnist"}) {
    const Dataset d = load_named(name);
    if (d.records.empty()) GTEST_SKIP() << "KNAP_DATA_DIR has no " << name;
    EXPECT_EQ(sizes(d), (std::array<std::size_t, 3>{55000, 5000, 10000}));
    EXPECT_EQ(d.shape, (Shape{28, 28, 1}));
    EXPECT_EQ(d.format, (Fixed{false, 8, 0}));
    for (const std::uint32_t r : d.split(Split::Test)) ASSERT_EQ(d.records[r].name.substr(0, 5), "t10k/");
    EXPECT_EQ(d.records[59999].name, "train/59999");
    RecordProperty(name + "_seconds", std::to_string(seconds_));
  }
}

TEST_F(RealData, UspsCifarAndKeywordsLoad) {
  const Dataset usps = load_named("usps"), cifar = load_named("cifar10"), kws = load_named("kws01");
  if (!usps.records.empty()) {
    EXPECT_EQ(sizes(usps), (std::array<std::size_t, 3>{6562, 729, 2007}));
  }
  if (!cifar.records.empty()) {
    EXPECT_GE(cifar.split(Split::Test).size(), 200u);
  }
  if (!kws.records.empty()) {
    EXPECT_EQ(sizes(kws), (std::array<std::size_t, 3>{0, 0, 1000}));
  }
  if (!kws.records.empty()) {
    EXPECT_EQ(kws.shape, (Shape{49, 10, 1}));
  }
}

TEST_F(RealData, MitBihSplitsByPatient) {
  const Dataset d = load_named("mitbih");
  if (d.records.empty()) GTEST_SKIP() << "KNAP_DATA_DIR has no ecg_mitbih";
  EXPECT_EQ(d.classes, (std::vector<std::string>{"N", "S", "V", "F"}));
  std::map<std::string, Split> patients;
  for (const Split split : kSplits)
    for (const std::uint32_t r : d.split(split)) {
      const std::string patient = d.records[r].name.substr(0, 3);
      ASSERT_EQ(patients.emplace(patient, split).first->second, split) << patient;
    }
  EXPECT_EQ(patients.size(), 44u);
  // de Chazal et al. 2004, table I: DS2 has 44259 N, 1837 S, 3221 V, 388 F.
  const std::vector<std::int64_t> test = d.class_counts(Split::Test);
  EXPECT_NEAR(static_cast<double>(test[0]), 44259, 60);
  EXPECT_NEAR(static_cast<double>(test[1]), 1837, 5);
  EXPECT_NEAR(static_cast<double>(test[2]), 3221, 5);
  EXPECT_NEAR(static_cast<double>(test[3]), 388, 2);
  for (const Split split : {Split::Train, Split::Validation})
    for (const std::int64_t count : d.class_counts(split)) EXPECT_GT(count, 0);
}

TEST(Load, TheEmbeddedSetNeedsNoFolderAndSaysThatItIsSynthetic) {
  DataOptions options;
  options.name = "synthetic_ecg";
  options.records = 20;
  options.frame = 1500;
  const Result<Dataset> d = load(options, "", Watch());
  ASSERT_TRUE(d.ok()) << to_string(d.error());
  EXPECT_TRUE(d->synthetic);
  EXPECT_EQ(d->records.size(), 20u);
  EXPECT_EQ(d->shape, (Shape{1500, 1}));
  EXPECT_EQ(d->records[0].length, 9000u);
  EXPECT_EQ(load(options, "", Watch())->sha256, d->sha256);
  options.synthetic_seed = 2;
  EXPECT_NE(load(options, "", Watch())->sha256, d->sha256);
}

TEST(Load, SaysWhichSetsThereAreAndHowToGetOne) {
  DataOptions options;
  options.name = "no_such_set";
  const Error unknown = load(options, "", Watch()).error();
  EXPECT_TRUE(unknown.is(diag::kUnknownName));
  EXPECT_NE(unknown.first().message.find("no data set named 'no_such_set'; valid: synthetic_ecg, cinc2017"),
            std::string::npos);
  options.name = "mnist";
  const Error unset = load(options, "", Watch()).error();
  EXPECT_TRUE(unset.is(diag::kNoData));
  EXPECT_NE(unset.first().message.find("KNAP_DATA_DIR is not set"), std::string::npos);
  EXPECT_NE(unset.first().message.find("knap dataset get mnist"), std::string::npos);
  const Error missing = load(options, "/nonexistent", Watch()).error();
  EXPECT_TRUE(missing.is(diag::kNoData));
  EXPECT_NE(missing.first().message.find("no folder /nonexistent/mnist"), std::string::npos);
}

TEST(Load, RefusesLabelsThatTheSetDoesNotHave) {
  DataOptions options;
  options.name = "synthetic_ecg";
  options.classes = {"N", "B"};
  EXPECT_NE(load(options, "", Watch())
                .error()
                .first()
                .message.find("'B' is no label of synthetic_ecg; valid: N, A"),
            std::string::npos);
}

TEST(Load, StopsWhenAskedTo) {
  Watch watch;
  watch.stop();
  DataOptions options;
  options.kind = DataKind::Csv;
  options.path = "x.csv";
  EXPECT_TRUE(load(options, "", watch).error().is(diag::kInterrupted));
}

}  // namespace
}  // namespace knap::data
