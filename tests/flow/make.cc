// Files that a case makes and edits.
#include <fmt/format.h>

#include <cstdint>

#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "tests/flow/steps.h"

namespace knap::flow {
namespace {

namespace fs = std::filesystem;

/// The words after a step, of which there must be `count`.
std::vector<std::string> words_of(const Context& context, const Step& step, std::size_t count) {
  std::vector<std::string> words = split_words(expand(context, step.rest));
  if (words.size() != count) throw BadCase(fmt::format("takes {} words, not {}", count, words.size()));
  return words;
}

/// The lines of a block with this mark, each with its end of line.
std::string text_of(const Step& step, char mark) {
  std::string text;
  for (const std::string& line : step.block)
    if (line.front() == mark) text += (line.size() > 2 ? line.substr(2) : "") + "\n";
  return text;
}

void copy_base(Context& context, const Step& step) {
  words_of(context, step, 0);
  if (!is_folder(context.base))
    throw BadCase("there is no prepared folder: run through ctest or with --base");
  fs::copy(context.base, context.folder, fs::copy_options::recursive);
}

void need_tools(Context& context, const Step& step) {
  for (const std::string& tool : split_words(expand(context, step.rest)))
    if (!find_program(tool)) throw Skipped(fmt::format("{} is not in PATH", tool));
}

void write_text(Context& context, const Step& step) {
  write(context, words_of(context, step, 1)[0], text_of(step, '|'));
}

void append_text(Context& context, const Step& step) {
  const std::string name = words_of(context, step, 1)[0];
  write(context, name, read(context, name) + text_of(step, '|'));
}

/// Pairs of hexadecimal digits and "text".
void write_bytes(Context& context, const Step& step) {
  std::string bytes;
  for (const std::string& line : step.block)
    for (std::string rest = trim(std::string_view(line).substr(1)); !rest.empty();) {
      const bool is_text = rest.front() == '"';
      const std::string word = take_word(rest);
      if (!is_text && (word.size() != 2 || word.find_first_not_of("0123456789abcdef") != std::string::npos))
        throw BadCase(fmt::format("'{}' is neither two hexadecimal digits nor \"text\"", word));
      bytes += is_text ? word : std::string(1, static_cast<char>(std::stoi(word, nullptr, 16)));
    }
  write(context, words_of(context, step, 1)[0], bytes);
}

/// Rows a,b,label: labels gt and le, and eq for each third row where `classes` is 3. The same on every
/// machine: a multiplicative generator modulo the prime 2^31 - 1 (Park and Miller, doi 10.1145/63039.63042).
void write_table(Context& context, const Step& step) {
  std::string rest = expand(context, step.rest);
  const std::string name = take_word(rest);
  std::map<std::string, std::int64_t> options{{"rows", 60}, {"top", 256}, {"seed", 1}, {"classes", 2}};
  for (const std::string& word : split_words(rest)) {
    const std::size_t equals = std::min(word.find('='), word.size() - 1);
    const std::string digits = word.substr(equals + 1);
    if (options.count(word.substr(0, equals)) == 0 || digits.empty() ||
        digits.find_first_not_of("0123456789") != std::string::npos)
      throw BadCase(fmt::format("'{}' is none of rows=, top=, seed= and classes= with a number", word));
    options[word.substr(0, equals)] = std::stoll(digits);
  }
  std::int64_t state = options["seed"];
  const auto next = [&] { return (state = state * 48271 % 2147483647) % options["top"]; };
  next();
  std::string text;
  for (std::int64_t row = 0; row < options["rows"]; ++row) {
    const std::int64_t a = next(), b = next();
    const bool is_third = options["classes"] == 3 && row % 3 == 0;
    text += fmt::format("{},{},{}\n", a, b, is_third ? "eq" : a > b ? "gt" : "le");
  }
  write(context, name, text);
}

void copy_file(Context& context, const Step& step) {
  const std::vector<std::string> words = words_of(context, step, 2);
  fs::create_directories(context.path(words[1]).parent_path());
  fs::copy(context.path(words[0]), context.path(words[1]),
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
}

void remove_file(Context& context, const Step& step) {
  const fs::path path = context.path(words_of(context, step, 1)[0]);
  if (!fs::exists(path)) throw BadCase(fmt::format("{} is not there", path.string()));
  fs::remove_all(path);
}

/// Lines "- old" and "+ new": every place where the old ones stand.
void replace_text(Context& context, const Step& step) {
  const std::string name = words_of(context, step, 1)[0];
  std::string old = text_of(step, '-'), text = read(context, name), changed = text_of(step, '+');
  if (old.empty()) throw BadCase("needs lines '- old'");
  if (!old.empty()) old.pop_back();  // a part of a line may be meant
  if (!changed.empty()) changed.pop_back();
  std::size_t at = text.find(old);
  if (at == std::string::npos) throw Unmet(fmt::format("{} does not hold {}", name, old));
  for (; at != std::string::npos; at = text.find(old, at + changed.size()))
    text.replace(at, old.size(), changed);
  write(context, name, text);
}

/// swap FILE A B: in the last column of a CSV file.
void swap_labels(Context& context, const Step& step) {
  const std::vector<std::string> words = words_of(context, step, 3);
  std::string text;
  bool has_changed = false;
  for (const std::string& line : split_lines(read(context, words[0]))) {
    const std::size_t start = line.rfind(',') + 1;
    const std::string last = line.substr(start);
    const bool is_first = last == words[1], is_second = last == words[2];
    has_changed = has_changed || is_first || is_second;
    text += line.substr(0, start) + (is_first ? words[2] : is_second ? words[1] : last) + "\n";
  }
  if (!has_changed) throw Unmet(fmt::format("{} has no {} or {}", words[0], words[1], words[2]));
  write(context, words[0], text);
}

/// flip FILE [after TEXT]: the lowest bit of the first hexadecimal digit there; a binary digit stays binary.
void flip_digit(Context& context, const Step& step) {
  std::string rest = expand(context, step.rest);
  const std::string name = take_word(rest);
  const std::string after = rest.empty() ? "" : take_word(rest);
  if (!after.empty() && (after != "after" || rest.empty()))
    throw BadCase("is 'flip FILE' or 'flip FILE after TEXT'");
  const std::string mark = rest.empty() ? "" : take_word(rest);
  std::string text = read(context, name);
  const std::size_t from = text.find(mark);
  if (from == std::string::npos) throw Unmet(fmt::format("{} does not hold {}", name, mark));
  const std::size_t at = text.find_first_of("0123456789abcdef", from + mark.size());
  if (at == std::string::npos) throw Unmet(fmt::format("{} has no digit there", name));
  const int digit = std::stoi(text.substr(at, 1), nullptr, 16);
  text[at] = "0123456789abcdef"[static_cast<std::size_t>(digit ^ 1)];
  write(context, name, text);
}

}  // namespace

const std::vector<Word>& make_words() {
  static const std::vector<Word> words{
      {"base", StepKind::Make, BlockKind::None, copy_base},
      {"needs", StepKind::Make, BlockKind::None, need_tools},
      {"write", StepKind::Make, BlockKind::Text, write_text},
      {"append", StepKind::Make, BlockKind::Text, append_text},
      {"bytes", StepKind::Make, BlockKind::Text, write_bytes},
      {"table", StepKind::Make, BlockKind::None, write_table},
      {"copy", StepKind::Make, BlockKind::None, copy_file},
      {"remove", StepKind::Make, BlockKind::None, remove_file},
      {"replace", StepKind::Make, BlockKind::Change, replace_text},
      {"swap", StepKind::Make, BlockKind::None, swap_labels},
      {"flip", StepKind::Make, BlockKind::None, flip_digit},
  };
  return words;
}

}  // namespace knap::flow
