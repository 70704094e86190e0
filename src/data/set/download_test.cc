#include "data/set/download.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/diagnostics.h"
#include "core/base/hash.h"
#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "data/format/idx.h"

namespace knap::data {
namespace {

/// A set of one file, published at a file:// address or through a false curl.
class Download : public testing::Test {
 protected:
  Download() : folder_(*TempFolder::make()) {
    published_ = folder_.path() / "published.bin";
    EXPECT_TRUE(write_file(published_, kText).ok());
    address_ = "file://" + published_.string();
    hash_ = sha256(kText);
  }
  SetInfo make_set() const {
    SetInfo info{.name = "toy",
                 .folder = "toy",
                 .kind = SetKind::Idx,
                 .title = "",
                 .licence = "",
                 .labels = {},
                 .classes = {},
                 .split_rule = "",
                 .files = {},
                 .page = "https://example.org/toy"};
    info.files.push_back({.path = "a.bin", .address = address_, .size_bytes = kText.size(), .sha256 = hash_});
    return info;
  }
  /// A script that stands for curl; $OUT is the file of --output.
  DownloadOptions make_curl(const std::string& body) {
    const std::filesystem::path path = folder_.path() / "fake_curl";
    EXPECT_TRUE(
        write_file(path, "#!/bin/sh\nwhile [ $# -gt 1 ]; do [ \"$1\" = --output ] && OUT=$2; shift; done\n" +
                             body + "\n")
            .ok());
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return {path.string(), 5};
  }
  std::filesystem::path target() const { return root() / "toy/a.bin"; }
  std::filesystem::path root() const { return folder_.path() / "root"; }

  const std::string kText = "the published bytes, not many of them";
  TempFolder folder_;
  std::filesystem::path published_;
  std::string address_, hash_;
};

TEST_F(Download, FetchesVerifiesAndDoesNothingTheSecondTime) {
  if (!find_program("curl")) GTEST_SKIP() << "tool_or_skip: curl is not installed";
  const Result<std::vector<std::string>> lines = get_set(make_set(), root(), {}, Watch());
  ASSERT_TRUE(lines.ok()) << to_string(lines.error());
  EXPECT_EQ((*lines)[0], fmt::format("a.bin: fetched, {} bytes, SHA-256 as published", kText.size()));
  EXPECT_EQ(*read_file(target()), kText);
  std::filesystem::remove(published_);
  EXPECT_NE((*get_set(make_set(), root(), {}, Watch()))[0].find("there already"), std::string::npos);
}

TEST_F(Download, GoesOnWhereAnEarlierAttemptEnded) {
  if (!find_program("curl")) GTEST_SKIP() << "tool_or_skip: curl is not installed";
  ASSERT_TRUE(write_file(target().string() + ".part", kText.substr(0, 10)).ok());
  const Result<std::vector<std::string>> lines = get_set(make_set(), root(), {}, Watch());
  ASSERT_TRUE(lines.ok()) << to_string(lines.error());
  EXPECT_EQ(*read_file(target()), kText);
  EXPECT_FALSE(is_file(target().string() + ".part"));
}

TEST_F(Download, ACompletePartNeedsNoNetwork) {
  ASSERT_TRUE(write_file(target().string() + ".part", kText).ok());
  const DownloadOptions curl = make_curl("exit 6");
  EXPECT_TRUE(get_set(make_set(), root(), curl, Watch()).ok());
  EXPECT_EQ(*read_file(target()), kText);
}

TEST_F(Download, StartsOverWhenTheServerRefusesToGoOn) {
  ASSERT_TRUE(write_file(target().string() + ".part", "another version").ok());
  const DownloadOptions curl =
      make_curl(fmt::format("[ -s \"$OUT\" ] && exit 33\ncp '{}' \"$OUT\"", published_.string()));
  const Result<std::vector<std::string>> lines = get_set(make_set(), root(), curl, Watch());
  ASSERT_TRUE(lines.ok()) << to_string(lines.error());
  EXPECT_EQ(*read_file(target()), kText);
}

TEST_F(Download, WithoutANetworkSaysWhatToFetchAndWhereToPutIt) {
  const DownloadOptions curl = make_curl("echo 'could not resolve host' >&2; printf abc > \"$OUT\"; exit 6");
  const Result<std::vector<std::string>> lines = get_set(make_set(), root(), curl, Watch());
  ASSERT_FALSE(lines.ok());
  EXPECT_TRUE(lines.error().is(diag::kDownload));
  EXPECT_EQ(lines.error().first().where, address_);
  EXPECT_NE(lines.error().first().message.find("could not resolve host"), std::string::npos);
  EXPECT_NE(lines.error().first().message.find(fmt::format("put it at {}", target().string())),
            std::string::npos);
  EXPECT_TRUE(is_file(target().string() + ".part")) << "kept, to go on from";
  EXPECT_FALSE(is_file(target()));
}

TEST_F(Download, RefusesBytesThatAreNotThePublishedOnes) {
  std::string other = kText;
  other[3] = 'X';
  ASSERT_TRUE(write_file(published_, other).ok());
  const DownloadOptions curl = make_curl(fmt::format("cp '{}' \"$OUT\"", published_.string()));
  const Result<std::vector<std::string>> lines = get_set(make_set(), root(), curl, Watch());
  ASSERT_FALSE(lines.ok());
  EXPECT_TRUE(lines.error().is(diag::kDownload));
  EXPECT_NE(lines.error().first().message.find("not the published file (SHA-256"), std::string::npos);
  EXPECT_FALSE(is_file(target()));
  EXPECT_FALSE(is_file(target().string() + ".part"));
}

TEST_F(Download, SaysThatCurlIsMissing) {
  const Result<std::vector<std::string>> lines =
      get_set(make_set(), root(), {"/nonexistent/curl", 5}, Watch());
  ASSERT_FALSE(lines.ok());
  EXPECT_TRUE(lines.error().is(diag::kToolMissing));
  EXPECT_NE(lines.error().first().message.find("by hand"), std::string::npos);
}

TEST_F(Download, NeedsARootAndAnAddress) {
  EXPECT_TRUE(get_set(make_set(), "", {}, Watch()).error().is(diag::kNoData));
  SetInfo info = make_set();
  info.files[0].address = "";
  const Error error = get_set(info, root(), {}, Watch()).error();
  EXPECT_TRUE(error.is(diag::kNoData));
  EXPECT_NE(error.first().message.find("https://example.org/toy"), std::string::npos);
}

TEST_F(Download, CheckTellsGoodWrongMissingAndUnverifiedFiles) {
  SetInfo info = make_set();
  const auto verdict = [&] { return (*check_files(info, root() / "toy", Watch()))[0].verdict; };
  EXPECT_EQ(verdict(), FileVerdict::Missing);
  ASSERT_TRUE(write_file(target(), kText).ok());
  EXPECT_EQ(verdict(), FileVerdict::Good);
  ASSERT_TRUE(write_file(target(), kText + "x").ok());
  EXPECT_EQ(verdict(), FileVerdict::Wrong);
  info.files[0].size_bytes.reset();
  EXPECT_EQ(verdict(), FileVerdict::Wrong);
  info.files[0].sha256 = "";
  EXPECT_EQ(verdict(), FileVerdict::Unverified);
  info.files[0] = {.path = "a.zip",
                   .address = "",
                   .size_bytes = {},
                   .sha256 = "",
                   .unpack = Unpack::Zip,
                   .strip = "",
                   .marker = "a.bin"};
  EXPECT_EQ(verdict(), FileVerdict::Unpacked);
}

TEST_F(Download, CheckNamesAFileOfTheWrongSizeAndListsWhatTheLoaderFound) {
  const SetInfo* mnist = *find_set("mnist");
  ASSERT_TRUE(write_file(root() / "mnist/t10k-labels-idx1-ubyte.gz", "short").ok());
  const Error error = check_set(*mnist, root(), Watch()).error();
  EXPECT_TRUE(error.is(diag::kBadData));
  EXPECT_NE(error.first().where.find("t10k-labels-idx1-ubyte.gz"), std::string::npos);
  for (const std::string part : {"train", "test"}) {
    std::vector<std::uint8_t> labels;
    for (int i = 0; i < 20; ++i) labels.push_back(static_cast<std::uint8_t>(i % 10));
    const std::string stem = (root() / "usps").string() + "/usps-" + part;
    ASSERT_TRUE(write_file(stem + "-labels-idx1-ubyte.gz", to_idx({Shape{20}, labels})).ok());
    const Array images{Shape{20, 2, 2}, std::vector<std::uint8_t>(80)};
    ASSERT_TRUE(write_file(stem + "-images-idx3-ubyte.gz", to_idx(images)).ok());
  }
  const Result<CheckOutcome> usps = check_set(**find_set("usps"), root(), Watch());
  ASSERT_TRUE(usps.ok()) << to_string(usps.error());
  EXPECT_EQ(usps->files.size(), 4u);
  EXPECT_NE(usps->contents.find("40 records, shape 2x2x1, ufixed<8,8>; train: 2 0 2 1 2 2 2 3"),
            std::string::npos)
      << usps->contents;
}

}  // namespace
}  // namespace knap::data
