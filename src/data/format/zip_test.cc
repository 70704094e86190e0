#include "data/format/zip.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "core/base/diagnostics.h"
#include "core/table/bytes.h"
#include "data/format/gzip.h"

namespace knap::data {
namespace {

/// An archive of one entry, deflated when `deflate`.
std::string make_zip(const std::string& name, const std::string& text, bool deflate) {
  std::string packed = text;
  if (deflate) {
    const std::string framed = gzip(text);
    packed = framed.substr(10, framed.size() - 18);
  }
  const auto common = [&] {
    std::string out;
    store<std::uint16_t, std::endian::little>(out, 20);
    store<std::uint16_t, std::endian::little>(out, 0);
    store<std::uint16_t, std::endian::little>(out, deflate ? 8 : 0);
    store<std::uint32_t, std::endian::little>(out, 0);
    store<std::uint32_t, std::endian::little>(
        out,
        static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const Bytef*>(text.data()), text.size())));
    store<std::uint32_t, std::endian::little>(out, static_cast<std::uint32_t>(packed.size()));
    store<std::uint32_t, std::endian::little>(out, static_cast<std::uint32_t>(text.size()));
    store<std::uint16_t, std::endian::little>(out, static_cast<std::uint16_t>(name.size()));
    store<std::uint16_t, std::endian::little>(out, 0);
    return out;
  };
  std::string out = "PK\x03\x04" + common() + name + packed;
  const std::size_t directory = out.size();
  out += std::string("PK\x01\x02\x14\x00", 6) + common() + std::string(14, '\0') + name;
  const std::size_t size = out.size() - directory;
  out += std::string("PK\x05\x06\0\0\0\0\1\0\1\0", 12);
  store<std::uint32_t, std::endian::little>(out, static_cast<std::uint32_t>(size));
  store<std::uint32_t, std::endian::little>(out, static_cast<std::uint32_t>(directory));
  return out + std::string(2, '\0');
}

TEST(Zip, ReadsStoredAndDeflatedEntries) {
  for (const bool deflate : {false, true}) {
    const std::string bytes = make_zip("training/A1.hea", "hello hello hello", deflate);
    const Result<std::vector<ZipEntry>> entries = list_zip(bytes, "t.zip");
    ASSERT_TRUE(entries.ok()) << to_string(entries.error());
    ASSERT_EQ(entries->size(), 1u);
    EXPECT_EQ((*entries)[0].name, "training/A1.hea");
    EXPECT_EQ(*read_zip_entry(bytes, "t.zip", (*entries)[0]), "hello hello hello");
  }
}

TEST(Zip, RefusesTruncationAndCorruption) {
  const std::string bytes = make_zip("a", "hello hello hello", true);
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    const Result<std::vector<ZipEntry>> entries = list_zip(bytes.substr(0, n), "t.zip");
    ASSERT_FALSE(entries.ok()) << n;
    EXPECT_TRUE(entries.error().is(diag::kBadData));
  }
  std::string flipped = make_zip("a", "hello hello hello", false);
  flipped[35] = static_cast<char>(flipped[35] ^ 1);
  EXPECT_FALSE(read_zip_entry(flipped, "t.zip", (*list_zip(flipped, "t.zip"))[0]).ok());
}

TEST(Zip, RefusesNamesThatLeaveTheFolder) {
  for (const char* name : {"../a", "/a", "a/../../b", "a\\b", "c:x", "./a"})
    EXPECT_FALSE(list_zip(make_zip(name, "x", false), "t.zip").ok()) << name;
}

}  // namespace
}  // namespace knap::data
