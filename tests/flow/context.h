// Context: where a case runs, what its last command did, and what it remembers.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/flow/case.h"

namespace knap::flow {

/// An expectation that does not hold; says what was there instead.
struct Unmet : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Something that a case needs is not there; says what.
struct Skipped : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What a command did.
struct Outcome {
  std::string command;              ///< as the case writes it; empty before the first one
  int code = 0;                     ///< its exit code
  std::string out, err;             ///< stdout and stderr
  std::vector<std::string> errors;  ///< the lines "knap: error: ..." of stderr
  double seconds = 0;               ///< wall clock
};

/// Everything that steps read and change.
struct Context {
  std::filesystem::path program;  ///< knap
  std::filesystem::path base;     ///< what `base` copies
  std::filesystem::path folder;   ///< the case's own: all its paths are relative to it
  std::filesystem::path streams;  ///< for stdout and stderr, outside of `folder`
  std::filesystem::path working;  ///< where commands run
  bool has_tools = true;          ///< false: PATH names a folder that is not there
  Outcome before, last;
  std::map<std::string, std::string> was;        ///< bytes of every file before the last command
  std::map<std::string, nlohmann::json> values;  ///< by `remember`

  std::filesystem::path path(const std::string& name) const { return folder / name; }
};

/// $NAME becomes the remembered value, $DIR the case's folder; a $ before anything but a letter stays.
/// BadCase for a name that was not remembered.
std::string expand(const Context& context, const std::string& text);

/// The bytes of a file of the case; Unmet when it cannot be read.
std::string read(const Context& context, const std::string& name);
/// Writes a file of the case and the folders above it.
void write(const Context& context, const std::string& name, const std::string& bytes);
/// The case's regular files by their relative paths, those apart whose name or folder begins with a dot.
std::map<std::string, std::string> read_all(const Context& context);

}  // namespace knap::flow
