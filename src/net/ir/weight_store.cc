// The binary file `model/weights`: "knap.weights/1\n", then per tensor its kind, rank, dimensions and
// elements, all in little-endian 64-bit words.
#include <fmt/format.h>

#include <bit>

#include "core/base/diagnostics.h"
#include "core/base/hash.h"
#include "net/ir/text.h"

namespace knap::net {

namespace {

constexpr std::string_view kMagic = "knap.weights/1\n";
enum class Kind : std::uint64_t { Integer = 0, Real = 1 };

void put_word(std::string& bytes, std::uint64_t word) {
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>((word >> (8 * i)) & 0xff);
}

template <class T>
std::string tensor_bytes(Kind kind, const Tensor<T>& tensor) {
  std::string bytes;
  bytes.reserve(8 * (tensor.data.size() + 5));
  put_word(bytes, static_cast<std::uint64_t>(kind));
  put_word(bytes, static_cast<std::uint64_t>(tensor.shape.rank()));
  for (const std::int64_t dimension : tensor.shape.dims)
    put_word(bytes, static_cast<std::uint64_t>(dimension));
  for (const T element : tensor.data) put_word(bytes, std::bit_cast<std::uint64_t>(element));
  return bytes;
}

class WordReader {
 public:
  explicit WordReader(std::string_view bytes) : bytes_(bytes) {}
  bool has(std::uint64_t words) const { return words <= bytes_.size() / 8; }
  bool at_end() const { return bytes_.empty(); }
  std::uint64_t next() {
    std::uint64_t word = 0;
    for (int i = 7; i >= 0; --i)
      word = word << 8 | static_cast<unsigned char>(bytes_[static_cast<std::size_t>(i)]);
    bytes_.remove_prefix(8);
    return word;
  }

 private:
  std::string_view bytes_;
};

template <class T>
std::shared_ptr<const Tensor<T>> read_elements(WordReader& reader, const Shape& shape) {
  Tensor<T> tensor(shape);
  for (T& element : tensor.data) element = std::bit_cast<T>(reader.next());
  return std::make_shared<const Tensor<T>>(std::move(tensor));
}

}  // namespace

std::string WeightStore::put(IntTensorPtr tensor) {
  std::string key = sha256(tensor_bytes(Kind::Integer, *tensor));
  integers.emplace(key, std::move(tensor));
  return key;
}

std::string WeightStore::put(RealTensorPtr tensor) {
  std::string key = sha256(tensor_bytes(Kind::Real, *tensor));
  reals.emplace(key, std::move(tensor));
  return key;
}

std::string WeightStore::to_bytes() const {
  std::string bytes(kMagic);
  for (const auto& [key, tensor] : integers) bytes += tensor_bytes(Kind::Integer, *tensor);
  for (const auto& [key, tensor] : reals) bytes += tensor_bytes(Kind::Real, *tensor);
  return bytes;
}

Result<WeightStore> WeightStore::from_bytes(std::string_view bytes, const std::string& where) {
  const auto error = [&](const char* message) { return Error(diag::kBadArtefact, where, message); };
  if (bytes.substr(0, kMagic.size()) != kMagic) return error("is no weight file of this version of knap");
  WordReader reader(bytes.substr(kMagic.size()));
  WeightStore store;
  while (!reader.at_end()) {
    if (!reader.has(2)) return error("ends in the middle of a tensor");
    const std::uint64_t kind = reader.next(), rank = reader.next();
    if (kind > 1 || rank > 8) return error("holds a tensor of an unknown kind");
    if (!reader.has(rank)) return error("ends in the middle of a tensor");
    Shape shape;
    std::uint64_t elements = 1;
    for (std::uint64_t i = 0; i < rank; ++i) {
      const std::uint64_t dimension = reader.next();
      if (dimension == 0 || dimension > (std::uint64_t{1} << 32))
        return error("holds a tensor of an impossible shape");
      elements *= dimension;  // at most 2^36 * 2^32
      if (elements > (std::uint64_t{1} << 31)) return error("holds a tensor of an impossible shape");
      shape.dims.push_back(static_cast<std::int64_t>(dimension));
    }
    if (!reader.has(elements)) return error("ends in the middle of a tensor");
    if (kind == static_cast<std::uint64_t>(Kind::Integer))
      store.put(read_elements<std::int64_t>(reader, shape));
    else
      store.put(read_elements<double>(reader, shape));
  }
  return store;
}

}  // namespace knap::net
