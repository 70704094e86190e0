// libFuzzer target of the text forms and the weight file: what parses must print back to itself.
#include <cstddef>
#include <cstdint>
#include <string>

#include "net/ir/text.h"

namespace {

using namespace knap;  // NOLINT: a program's own file

const net::WeightStore& store() {
  static const net::WeightStore kStore = [] {
    net::WeightStore made;
    made.put(std::make_shared<const IntTensor>(Shape{2, 3}, std::vector<std::int64_t>{1, -2, 3, 4, 5, -6}));
    made.put(std::make_shared<const IntTensor>(Shape{2}, std::vector<std::int64_t>{7, -8}));
    made.put(std::make_shared<const IntTensor>(Shape{5}, std::vector<std::int64_t>{2, 0, 3, 0, 1}));
    made.put(std::make_shared<const RealTensor>(Shape{2, 3}, std::vector<double>{1, -2, 3, 4, 5, -6}));
    return made;
  }();
  return kStore;
}

template <class G>
void check(const Result<G>& graph,
           Result<G> (*parse)(std::string_view, const net::WeightStore&, const std::string&)) {
  if (!graph) return;
  net::WeightStore printed = store();
  const std::string text = net::print(*graph, printed);
  const Result<G> back = parse(text, printed, "back");
  KNAP_CHECK(back.ok() && net::print(*back, printed) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(net::parse_graph(text, store(), "fuzz"), &net::parse_graph);
  check(net::parse_int_graph(text, store(), "fuzz"), &net::parse_int_graph);
  const Result<net::WeightStore> weights = net::WeightStore::from_bytes(text, "fuzz");
  if (weights) KNAP_CHECK(weights->to_bytes().size() <= size);
  return 0;
}
