// What must follow from a command.
#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "core/sys/files.h"
#include "tests/flow/json_path.h"
#include "tests/flow/steps.h"

namespace knap::flow {
namespace {

using Json = nlohmann::json;

std::regex regex_of(const std::string& text) {
  try {
    return std::regex(text);
  } catch (const std::regex_error& error) {
    throw BadCase(fmt::format("'{}' is no regular expression: {}", text, error.what()));
  }
}

int number_of(const std::string& text) {
  if (text.empty() || text.size() > 6 || text.find_first_not_of("0123456789") != std::string::npos)
    throw BadCase(fmt::format("'{}' is no number", text));
  return std::stoi(text);
}

bool any_line_matches(const std::vector<std::string>& lines, const std::string& expression) {
  const std::regex regex = regex_of(expression);
  return std::any_of(lines.begin(), lines.end(),
                     [&regex](const std::string& line) { return std::regex_search(line, regex); });
}

/// The part after a text about lines: ~ REGEX, !~ REGEX, contains TEXT, lacks TEXT, empty.
void check_text(const Context& context, const std::string& what, const std::string& text, std::string rest) {
  const std::string relation = take_word(rest);
  rest = expand(context, rest);
  if (rest.empty() != (relation == "empty"))
    throw BadCase(
        fmt::format("'{}' needs {} after it", relation, relation == "empty" ? "nothing" : "a text"));
  bool holds = false;
  if (relation == "~" || relation == "!~") {
    holds = any_line_matches(split_lines(text), rest) == (relation == "~");
  } else if (relation == "contains" || relation == "lacks") {
    holds = (text.find(rest) != std::string::npos) == (relation == "contains");
  } else if (relation == "empty") {
    holds = text.empty();
  } else {
    throw BadCase(fmt::format("'{}' is none of ~, !~, contains, lacks, empty", relation));
  }
  if (!holds) throw Unmet(fmt::format("{} is otherwise", what));
}

/// exit 0 | exit 2 or 3
void expect_exit(Context& context, const Step& step) {
  std::vector<std::string> words = split_words(step.rest);
  bool holds = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i % 2 == 1 && words[i] != "or") throw BadCase("is 'exit N' or 'exit N or M'");
    if (i % 2 == 0) holds = holds || context.last.code == number_of(words[i]);
  }
  if (words.size() % 2 == 0) throw BadCase("names no code");
  if (!holds) throw Unmet(fmt::format("exit {}", context.last.code));
}

/// errors 1 | errors 1 to 3 | errors same
void expect_errors(Context& context, const Step& step) {
  const std::vector<std::string> words = split_words(step.rest);
  const std::size_t count = context.last.errors.size();
  if (words == std::vector<std::string>{"same"}) {
    if (context.last.errors != context.before.errors)
      throw Unmet("the error lines are not those of the command before");
    return;
  }
  if (words.size() != 1 && (words.size() != 3 || words[1] != "to"))
    throw BadCase("is 'errors N', 'errors N to M' or 'errors same'");
  const auto low = static_cast<std::size_t>(number_of(words.front()));
  const auto high = static_cast<std::size_t>(number_of(words.back()));
  if (count < low || count > high) throw Unmet(fmt::format("{} error lines", count));
}

void expect_error(Context& context, const Step& step) {
  std::string text;
  for (const std::string& line : context.last.errors) text += line + "\n";
  check_text(context, "what the error lines say", text, step.rest);
}

/// log RELATION TEXT: an error line names a file that is there and holds what the tool said.
void expect_log(Context& context, const Step& step) {
  static const std::regex name(R"((/.*?\.(log|txt))\b)");
  for (const std::string& line : context.last.errors)
    for (std::sregex_iterator at(line.begin(), line.end(), name), end; at != end; ++at)
      if (const Result<std::string> text = read_file((*at)[1].str()))
        return check_text(context, (*at)[1].str(), *text, step.rest);
  throw Unmet("no error line names a log that is there");
}

void expect_stdout(Context& context, const Step& step) {
  check_text(context, "stdout", context.last.out, step.rest);
}

/// What a person at the terminal reads.
void expect_output(Context& context, const Step& step) {
  check_text(context, "stdout and stderr", context.last.out + "\n" + context.last.err, step.rest);
}

void expect_stderr(Context& context, const Step& step) {
  check_text(context, "stderr", context.last.err, step.rest);
}

/// file F exists | absent | unchanged | same as G | differs from G | ~ REGEX ...
void expect_file(Context& context, const Step& step) {
  std::string rest = step.rest;
  const std::string name = expand(context, take_word(rest));
  const bool is_there = is_file(context.path(name));
  if (rest == "exists" || rest == "absent") {
    if (is_there != (rest == "exists"))
      throw Unmet(fmt::format("{} is {}there", name, is_there ? "" : "not "));
  } else if (rest == "unchanged" || rest == "changed") {
    if (context.was.count(name) == 0) throw BadCase(fmt::format("{} was not there before the command", name));
    if ((context.was.at(name) == read(context, name)) != (rest == "unchanged"))
      throw Unmet(fmt::format("{} is not {}", name, rest));
  } else if (const bool is_same = rest.rfind("same as ", 0) == 0;
             is_same || rest.rfind("differs from ", 0) == 0) {
    const std::string other = expand(context, trim(rest.substr(rest.find(' ', rest.find(' ') + 1))));
    if ((read(context, name) == read(context, other)) != is_same)
      throw Unmet(fmt::format("{} is {}what {} is", name, is_same ? "not " : "", other));
  } else {
    check_text(context, name, read(context, name), rest);
  }
}

/// folder F exists | absent | unchanged: the regular files below it.
void expect_folder(Context& context, const Step& step) {
  std::string rest = step.rest;
  const std::string name = expand(context, take_word(rest));
  if (rest == "exists" || rest == "absent") {
    if (is_folder(context.path(name)) != (rest == "exists"))
      throw Unmet(fmt::format("{} is otherwise", name));
    return;
  }
  if (rest != "unchanged") throw BadCase("is 'folder F exists', 'folder F absent' or 'folder F unchanged'");
  std::map<std::string, std::string> all = read_all(context), was = context.was;
  const auto elsewhere = [&name](const auto& file) { return file.first.rfind(name + "/", 0) != 0; };
  std::erase_if(all, elsewhere);
  std::erase_if(was, elsewhere);
  if (was.empty()) throw BadCase(fmt::format("{} held no file before the command", name));
  for (const auto& [file, bytes] : was)
    if (all.count(file) == 0 || all.at(file) != bytes) throw Unmet(fmt::format("{} has changed", file));
  for (const auto& [file, bytes] : all)
    if (was.count(file) == 0) throw Unmet(fmt::format("{} is new", file));
}

/// The document of "report DIR: ...", "json FILE: ..." and "json stdout: ...", and what follows the colon.
Json take_document(Context& context, const std::string& verb, std::string& rest) {
  std::string name = take_word(rest);
  if (name.size() < 2 || name.back() != ':')
    throw BadCase("is 'report DIR: PATH ...' or 'json FILE: PATH ...'");
  name = expand(context, name.substr(0, name.size() - 1));
  const std::string text = verb == "report"   ? read(context, name + "/report.json")
                           : name == "stdout" ? context.last.out
                                              : read(context, name);
  Json document = Json::parse(text, nullptr, false);
  if (document.is_discarded()) throw Unmet(fmt::format("{} is no JSON", name));
  return document;
}

/// A JSON value, $NAME, or .path of the same document.
Json wanted_value(const Context& context, const Json& document, const std::string& text) {
  if (text.size() > 1 && text.front() == '.') {
    const std::optional<Json> value = find_path(document, text.substr(1));
    if (!value) throw Unmet(fmt::format("there is no {}", text.substr(1)));
    return *value;
  }
  if (text.size() > 1 && text.front() == '$') {
    const auto found = context.values.find(text.substr(1));
    if (found == context.values.end()) throw BadCase(fmt::format("nothing is remembered as {}", text));
    return found->second;
  }
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded()) throw BadCase(fmt::format("'{}' is no JSON value, $NAME or .path", text));
  return value;
}

bool compares(const Json& got, const std::string& relation, const Json& wanted) {
  if (relation == "=") return got == wanted;
  if (relation == "!=") return got != wanted;
  if (!got.is_number() || !wanted.is_number())
    throw Unmet(fmt::format("{} is no number", got.is_number() ? wanted.dump() : got.dump()));
  const double left = got.get<double>(), right = wanted.get<double>();
  if (relation == "<") return left < right;
  if (relation == "<=") return left <= right;
  if (relation == ">") return left > right;
  if (relation == ">=") return left >= right;
  throw BadCase(fmt::format("'{}' is none of = != < <= > >= ~ present absent", relation));
}

void expect_json(Context& context, const Step& step) {
  std::string rest = step.rest;
  const Json document = take_document(context, step.verb, rest);
  const std::string path = take_word(rest);
  std::string relation = take_word(rest);
  const std::optional<Json> got = find_path(document, path);
  if (relation == "absent" && rest.rfind("or ", 0) == 0) {
    if (!got) return;
    take_word(rest);
    relation = take_word(rest);
  }
  if (relation == "present" || relation == "absent") {
    if (!rest.empty()) throw BadCase(fmt::format("nothing follows '{}'", relation));
    if (got.has_value() != (relation == "present"))
      throw Unmet(fmt::format("{} is {}", path, got ? got->dump() : "absent"));
    return;
  }
  if (rest.empty()) throw BadCase("names no value");
  const bool is_text = relation == "~";
  const Json wanted = is_text ? Json() : wanted_value(context, document, rest);
  if (!got) throw Unmet(fmt::format("{} is absent", path));
  const bool holds =
      is_text ? got->is_string() && any_line_matches({got->get<std::string>()}, expand(context, rest))
              : compares(*got, relation, wanted);
  if (!holds)
    throw Unmet(fmt::format("{} is {}{}", path, got->dump(),
                            is_text ? "" : ", not " + relation + " " + wanted.dump()));
}

/// remember NAME = report DIR: PATH | json FILE: PATH | match FILE REGEX (its first group)
void remember(Context& context, const Step& step) {
  std::string rest = step.rest;
  const std::string name = take_word(rest), equals = take_word(rest), source = take_word(rest);
  if (equals != "=" || rest.empty())
    throw BadCase("is 'remember NAME = report DIR: PATH', '= json FILE: PATH' or '= match FILE REGEX'");
  context.values[name] = "(not found)";  // so that what hangs on it fails with its own line
  if (source == "match") {
    const std::string file = expand(context, take_word(rest));
    const std::regex regex = regex_of(rest);
    for (const std::string& line : split_lines(read(context, file))) {
      std::smatch match;
      if (!std::regex_search(line, match, regex)) continue;
      if (match.size() < 2) throw BadCase("the regular expression has no group");
      const Json number = Json::parse(match[1].str(), nullptr, false);
      context.values[name] = number.is_number() ? number : Json(match[1].str());
      return;
    }
    throw Unmet(fmt::format("no line of {} matches", file));
  }
  if (source != "report" && source != "json")
    throw BadCase(fmt::format("'{}' is none of report, json, match", source));
  const Json document = take_document(context, source, rest);
  const std::optional<Json> value = find_path(document, rest);
  if (!value) throw Unmet(fmt::format("{} is absent", rest));
  context.values[name] = *value;
}

}  // namespace

const std::vector<Word>& expect_words() {
  static const std::vector<Word> words{
      {"exit", StepKind::Expect, BlockKind::None, expect_exit},
      {"errors", StepKind::Expect, BlockKind::None, expect_errors},
      {"error", StepKind::Expect, BlockKind::None, expect_error},
      {"log", StepKind::Expect, BlockKind::None, expect_log},
      {"stdout", StepKind::Expect, BlockKind::None, expect_stdout},
      {"stderr", StepKind::Expect, BlockKind::None, expect_stderr},
      {"output", StepKind::Expect, BlockKind::None, expect_output},
      {"file", StepKind::Expect, BlockKind::None, expect_file},
      {"folder", StepKind::Expect, BlockKind::None, expect_folder},
      {"report", StepKind::Expect, BlockKind::None, expect_json},
      {"json", StepKind::Expect, BlockKind::None, expect_json},
      {"remember", StepKind::Make, BlockKind::None, remember},
  };
  return words;
}

}  // namespace knap::flow
