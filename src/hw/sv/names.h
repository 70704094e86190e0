// Names: identifiers that SystemVerilog, Verilog and C++ (Verilator's output) accept, each given once.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace knap::hw {

/// `wanted` with illegal characters replaced by _, not starting with a digit, and no reserved word.
std::string legalise(std::string_view wanted);

/// "bias_group_2" -> "BiasGroup_2": how constants are written, so that a reader sees that they are some.
std::string constant_case(std::string_view name);

/// Whether it is a keyword of SystemVerilog 2017 or Verilog, or reserved in C++.
bool is_reserved(std::string_view name);

/// The names of one scope. Compared without regard to case, as file systems and some tools do.
class NameScope {
 public:
  /// legalise(wanted), with a number behind it where that is taken.
  std::string take(std::string_view wanted);

 private:
  std::set<std::string> taken_;
};

}  // namespace knap::hw
