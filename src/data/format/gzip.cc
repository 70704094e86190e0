#include "data/format/gzip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "core/table/bytes.h"

namespace knap::data {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib: the largest window, gzip framing
constexpr std::size_t kChunk = std::size_t{1} << 20;

/// Owns a z_stream of inflate.
class Inflater {
 public:
  explicit Inflater(int window_bits) { KNAP_CHECK(inflateInit2(&stream_, window_bits) == Z_OK); }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  z_stream& operator*() { return stream_; }
  z_stream* operator->() { return &stream_; }

 private:
  z_stream stream_{};
};

/// Feeds at most 1 GiB at a time, because zlib counts in 32 bits.
void feed(z_stream& stream, std::string_view bytes, std::size_t consumed) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data() + consumed));
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(bytes.size() - consumed, std::size_t{1} << 30));
}

/// Expands from `consumed` on until the stream's end; appends to `out`.
Result<void> expand(Inflater& inflater, std::string_view bytes, const std::string& file,
                    std::size_t max_bytes, std::size_t& consumed, std::string& out) {
  for (int status = Z_OK; status != Z_STREAM_END;) {
    feed(*inflater, bytes, consumed);
    const uInt fed = inflater->avail_in;
    const std::size_t have = out.size();
    // One byte beyond the limit tells a file that fits from one that does not.
    const std::size_t room = std::min(std::max(kChunk, have / 2), max_bytes - have + 1);
    out.resize(have + room);
    inflater->next_out = reinterpret_cast<Bytef*>(out.data() + have);
    inflater->avail_out = static_cast<uInt>(room);
    status = inflate(&*inflater, Z_NO_FLUSH);
    consumed += fed - inflater->avail_in;
    out.resize(have + room - inflater->avail_out);
    if (status == Z_BUF_ERROR || (status == Z_OK && consumed == bytes.size() && inflater->avail_out > 0))
      return bad_bytes(file, consumed, "truncated: the compressed data ends too early");
    if (status != Z_OK && status != Z_STREAM_END)
      return bad_bytes(file, consumed,
                       fmt::format("corrupt compressed data ({})", inflater->msg ? inflater->msg : "zlib"));
    if (out.size() > max_bytes)
      return bad_bytes(file, consumed, fmt::format("expands to more than the limit of {} bytes", max_bytes));
  }
  return {};
}

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.size() >= 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b'; }

Result<std::string> gunzip(std::string_view bytes, const std::string& file, std::size_t max_bytes) {
  max_bytes = std::min(max_bytes, kExpandedMax);
  if (!is_gzip(bytes)) return bad_bytes(file, 0, "not a gzip file");
  Inflater inflater(kGzipWindow);
  std::string out;
  // Deflate expands at most 1032 times, so what is reserved is bounded by the file's own size.
  out.reserve(std::min(max_bytes, std::min<std::size_t>(bytes.size() * 4, std::size_t{1} << 28)));
  std::size_t consumed = 0;
  while (true) {
    KNAP_TRY(expand(inflater, bytes, file, max_bytes, consumed, out));
    // Further members follow (RFC 1952, 2.2); zero bytes behind the last are padding.
    if (bytes.find_first_not_of('\0', consumed) == std::string_view::npos) return out;
    if (!is_gzip(bytes.substr(consumed)))
      return bad_bytes(file, consumed, "bytes after the end of the compressed data");
    KNAP_CHECK(inflateReset(&*inflater) == Z_OK);
  }
}

Result<std::string> inflate_raw(std::string_view bytes, const std::string& file, std::size_t size) {
  Inflater inflater(-15);
  std::string out;
  std::size_t consumed = 0;
  KNAP_TRY(expand(inflater, bytes, file, std::min(size, kExpandedMax), consumed, out));
  if (out.size() != size)
    return bad_bytes(file, consumed, fmt::format("expands to {} bytes instead of {}", out.size(), size));
  return out;
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  KNAP_CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, 9, Z_DEFAULT_STRATEGY) ==
             Z_OK);
  KNAP_CHECK(bytes.size() < std::size_t{1} << 31, "gzip: too large for one call");
  std::string out(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  KNAP_CHECK(status == Z_STREAM_END);
  return out;
}

}  // namespace knap::data
