// Places: where each key of a text stands, for mistakes that are found long after it was read.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/text/value.h"

namespace knap {

/// A value; copies share the text's tree.
class Places {
 public:
  /// Of no text: the place of a key is its path.
  Places() = default;
  /// `root` is what `file` holds; `options` names what the command line set: "project.seed" -> "--seed".
  Places(std::string file, Value root, std::map<std::string, std::string> options = {});
  /// The same without a copy; `root` must outlive it.
  static Places viewing(std::string file, const Value& root);

  /// "network.layer[2].units" -> "knap.toml:14:1", where the key stands; a list's element has its own place.
  /// What the text lacks has the place of the table or list that would hold it. What the command line set has
  /// its option's name: "--device", else "--set" and the key.
  std::string of(std::string_view path) const;

 private:
  std::string option(std::string_view path) const;

  std::string file_;
  std::shared_ptr<const Value> root_;
  std::map<std::string, std::string> options_;
};

}  // namespace knap
