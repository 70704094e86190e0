#include "hw/ir/module.h"

namespace knap::hw {
namespace {

using Table = std::shared_ptr<const std::vector<std::int64_t>>;

bool same(const Table& a, const Table& b) { return a == b || (a && b && *a == *b); }

}  // namespace

bool Lookup::operator==(const Lookup& o) const {
  return index == o.index && what == o.what && same(table, o.table);
}

bool Memory::operator==(const Memory& o) const {
  return name == o.name && kind == o.kind && style == o.style && word == o.word && depth == o.depth &&
         same(contents, o.contents) && what == o.what && read_address == o.read_address &&
         read_enable == o.read_enable && write_enable == o.write_enable && write_address == o.write_address &&
         write_data == o.write_data && clock == o.clock && comment == o.comment;
}

}  // namespace knap::hw
