#include "tests/flow/context.h"

#include <fmt/format.h>

#include <cctype>

#include "core/sys/files.h"

namespace knap::flow {

std::string expand(const Context& context, const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (text[i] == '$' && end < text.size() && std::isalpha(static_cast<unsigned char>(text[end])) != 0)
      while (end < text.size() &&
             (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_'))
        ++end;
    if (end == i + 1) {
      result += text[i++];
      continue;
    }
    const std::string name = text.substr(i + 1, end - i - 1);
    i = end;
    const auto found = context.values.find(name);
    if (name == "DIR") {
      result += context.folder.string();
    } else if (found == context.values.end()) {
      throw BadCase(fmt::format("nothing is remembered as ${}", name));
    } else {
      result += found->second.is_string() ? found->second.get<std::string>() : found->second.dump();
    }
  }
  return result;
}

std::string read(const Context& context, const std::string& name) {
  Result<std::string> bytes = read_file(context.path(name));
  if (!bytes) throw Unmet(fmt::format("{} cannot be read", name));
  return *std::move(bytes);
}

void write(const Context& context, const std::string& name, const std::string& bytes) {
  if (const Result<void> written = write_file(context.path(name), bytes); !written)
    throw BadCase(to_string(written.error()));
}

std::map<std::string, std::string> read_all(const Context& context) {
  std::map<std::string, std::string> files;
  const Result<std::vector<std::string>> names = list_files(context.folder);
  if (!names) throw BadCase(to_string(names.error()));
  for (const std::string& name : *names) files[name] = read(context, name);
  return files;
}

}  // namespace knap::flow
