#include "hw/sv/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace knap::hw {
namespace {

// IEEE 1800-2017, annex B (which includes Verilog's), and the words of C++ that are not among them.
constexpr std::string_view kWords =
    " accept_on alias always always_comb always_ff always_latch and assert assign assume automatic before "
    "begin bind bins "
    "binsof bit break buf bufif0 bufif1 byte case casex casez cell chandle checker class clocking cmos "
    "config const "
    "constraint context continue cover covergroup coverpoint cross deassign default defparam design disable "
    "dist do edge "
    "else end endcase endchecker endclass endclocking endconfig endfunction endgenerate endgroup "
    "endinterface endmodule "
    "endpackage endprimitive endprogram endproperty endspecify endsequence endtable endtask enum event "
    "eventually expect "
    "export extends extern final first_match for force foreach forever fork forkjoin function generate "
    "genvar global "
    "highz0 highz1 if iff ifnone ignore_bins illegal_bins implements implies import incdir include initial "
    "inout input "
    "inside instance int integer interconnect interface intersect join join_any join_none large let liblist "
    "library local "
    "localparam logic longint macromodule matches medium modport module nand negedge nettype new nexttime "
    "nmos nor "
    "noshowcancelled not notif0 notif1 null or output package packed parameter pmos posedge primitive "
    "priority program "
    "property protected pull0 pull1 pulldown pullup pulsestyle_ondetect pulsestyle_onevent pure rand randc "
    "randcase "
    "randsequence rcmos real realtime ref reg reject_on release repeat restrict return rnmos rpmos rtran "
    "rtranif0 rtranif1 "
    "s_always s_eventually s_nexttime s_until s_until_with scalared sequence shortint shortreal "
    "showcancelled signed small "
    "soft solve specify specparam static string strong strong0 strong1 struct super supply0 supply1 "
    "sync_accept_on "
    "sync_reject_on table tagged task this throughout time timeprecision timeunit tran tranif0 tranif1 tri "
    "tri0 tri1 "
    "triand trior trireg type typedef union unique unique0 unsigned until until_with untyped use uwire var "
    "vectored "
    "virtual void wait wait_order wand weak weak0 weak1 while wildcard wire with within wor xnor xor "
    // C++
    "alignas alignof and_eq asm auto bitand bitor bool catch char char8_t char16_t char32_t co_await "
    "co_return co_yield "
    "compl concept const_cast consteval constexpr constinit decltype delete double dynamic_cast explicit "
    "false float "
    "friend goto inline long main mutable namespace noexcept not_eq nullptr operator or_eq private public "
    "register "
    "reinterpret_cast requires short sizeof static_assert static_cast switch template thread_local throw "
    "true try typeid "
    "typename using volatile wchar_t xor_eq ";

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

}  // namespace

bool is_reserved(std::string_view name) {
  return kWords.find(" " + std::string(name) + " ") != std::string_view::npos;
}

std::string legalise(std::string_view wanted) {
  std::string name;
  for (const char c : wanted) {
    const bool is_legal =
        std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 128;
    // No two underscores in a row: Verilator's own escapes start so.
    if (is_legal)
      name += c;
    else if (name.empty() || name.back() != '_')
      name += '_';
  }
  if (name.empty()) name = "unnamed";
  if (std::isdigit(static_cast<unsigned char>(name.front())) != 0) name = "n" + name;
  if (name.front() == '_') name = "n" + name;
  while (name.size() > 1 && name.back() == '_') name.pop_back();
  return is_reserved(lower(name)) ? name + "_s" : name;
}

std::string constant_case(std::string_view name) {
  std::string result;
  bool is_start = true;  // of a word
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool is_number_behind = c == '_' && i + 1 < name.size() &&
                                  std::all_of(name.begin() + static_cast<std::ptrdiff_t>(i) + 1, name.end(),
                                              [](unsigned char d) { return std::isdigit(d) != 0; });
    if (c != '_')
      result += is_start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    else if (is_number_behind)
      result += c;
    is_start = c == '_';
  }
  return result;
}

std::string NameScope::take(std::string_view wanted) {
  const std::string base = legalise(wanted);
  std::string name = base;
  for (int i = 1; !taken_.insert(lower(name)).second; ++i) name = fmt::format("{}_{}", base, i);
  return name;
}

}  // namespace knap::hw
