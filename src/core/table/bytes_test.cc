#include "core/table/bytes.h"

#include <gtest/gtest.h>

namespace knap {
namespace {

TEST(ByteReader, ReadsBothByteOrders) {
  ByteReader reader("\x01\x02\x03\x04", "f");
  EXPECT_EQ(*reader.little(2, "a"), 0x0201u);
  EXPECT_EQ(*reader.big(2, "b"), 0x0304u);
  EXPECT_EQ(reader.left(), 0u);
}

TEST(ByteReader, NamesFileOffsetAndWhatIsMissing) {
  ByteReader reader("abc", "x.bin");
  ASSERT_TRUE(reader.take(2, "head").ok());
  const Result<std::string_view> rest = reader.take(5, "the body");
  ASSERT_FALSE(rest.ok());
  EXPECT_TRUE(rest.error().is(diag::kBadData));
  EXPECT_EQ(rest.error().first().where, "x.bin");
  EXPECT_EQ(rest.error().first().message, "byte 2: truncated: the body needs 5 bytes, 1 are left");
  EXPECT_EQ(reader.offset(), 2u);
}

TEST(Bytes, LoadUndoesStoreInBothOrders) {
  std::string out;
  store<std::int16_t, std::endian::little>(out, -2);
  store<std::int16_t, std::endian::big>(out, -2);
  store<double, std::endian::big>(out, 1.5);
  EXPECT_EQ(out.substr(0, 4), std::string("\xfe\xff\xff\xfe", 4));
  EXPECT_EQ((load<std::int16_t, std::endian::little>(out.data())), -2);
  EXPECT_EQ((load<std::int16_t, std::endian::big>(out.data() + 2)), -2);
  EXPECT_EQ((load<double, std::endian::big>(out.data() + 4)), 1.5);
}

}  // namespace
}  // namespace knap
