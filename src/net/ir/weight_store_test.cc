#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "net/ir/text.h"

namespace knap::net {
namespace {

WeightStore sample_store() {
  WeightStore store;
  store.put(std::make_shared<const IntTensor>(Shape{2, 2}, std::vector<std::int64_t>{1, -2, 3, 1LL << 60}));
  store.put(std::make_shared<const RealTensor>(Shape{3}, std::vector<double>{0.1, -0.0, 1e300}));
  store.put(std::make_shared<const RealTensor>(Shape{1}, std::vector<double>{2}));
  return store;
}

TEST(WeightStore, BytesReadBackEqual) {
  const WeightStore store = sample_store();
  const Result<WeightStore> back = WeightStore::from_bytes(store.to_bytes(), "weights");
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->to_bytes(), store.to_bytes());
  ASSERT_EQ(back->integers.size(), 1u);
  EXPECT_EQ(*back->integers.begin()->second, *store.integers.begin()->second);
  EXPECT_EQ(back->reals.size(), 2u);
}

TEST(WeightStore, EqualStoresGiveEqualBytesWhateverTheOrder) {
  WeightStore other;
  other.put(std::make_shared<const RealTensor>(Shape{1}, std::vector<double>{2}));
  other.put(std::make_shared<const RealTensor>(Shape{1}, std::vector<double>{2}));
  other.put(std::make_shared<const RealTensor>(Shape{3}, std::vector<double>{0.1, -0.0, 1e300}));
  other.put(std::make_shared<const IntTensor>(Shape{2, 2}, std::vector<std::int64_t>{1, -2, 3, 1LL << 60}));
  EXPECT_EQ(other.to_bytes(), sample_store().to_bytes());
}

TEST(WeightStore, KindAndShapeEnterTheHash) {
  WeightStore store;
  const std::string a =
      store.put(std::make_shared<const IntTensor>(Shape{2}, std::vector<std::int64_t>{0, 0}));
  const std::string b =
      store.put(std::make_shared<const IntTensor>(Shape{1, 2}, std::vector<std::int64_t>{0, 0}));
  const std::string c = store.put(std::make_shared<const RealTensor>(Shape{2}, std::vector<double>{0, 0}));
  EXPECT_NE(a, b);
  EXPECT_NE(a, c);
}

TEST(WeightStore, EveryTruncationIsRefused) {
  const std::string bytes = sample_store().to_bytes();
  std::size_t accepted = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Result<WeightStore> result = WeightStore::from_bytes(bytes.substr(0, size), "weights");
    if (result)
      ++accepted;
    else
      EXPECT_TRUE(result.error().is(diag::kBadArtefact));
  }
  EXPECT_EQ(accepted, 3u)
      << "only cuts between tensors can look whole; their hashes are then missed by the graph";
}

TEST(WeightStore, AnImpossibleShapeIsRefused) {
  std::string bytes = "knap.weights/1\n";
  bytes += std::string(8, '\0') + "\x02" + std::string(7, '\0') + std::string(16, '\xff');
  EXPECT_FALSE(WeightStore::from_bytes(bytes, "weights").ok());
}

}  // namespace
}  // namespace knap::net
