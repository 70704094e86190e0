#include "tests/flow/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "tests/flow/case.h"
#include "tests/flow/steps.h"

namespace knap::flow {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Plays a case against a program that is the shell script `body`.
std::vector<std::string> findings_of(const std::string& body, const std::string& text) {
  const TempFolder folder = TempFolder::make().value();
  const fs::path program = folder.path() / "program";
  write_file(program, "#!/bin/sh\n" + body + "\n").value();
  fs::permissions(program, fs::perms::owner_all);
  return run_case("t.flow", text, {program, folder.path() / "base", {}}).findings;
}

constexpr const char* kRefusing = "echo 'knap: error: k.toml:3:1: unknown key [unknown-key]' >&2; exit 2";
constexpr const char* kReport = R"(mkdir -p out
printf '{"a": {"b": 1.5, "c": "x y"}, "list": [{"name": "r=n", "n": 3}, 7]}' > out/report.json)";

TEST(Runner, ExpectationsThatHoldGiveNoFinding) {
  EXPECT_THAT(findings_of(kRefusing, R"(
knap run k.toml
  exit 2
  errors 1
  error ~ k\.toml:3:1: .*key
  stderr contains unknown key
  stdout empty
  output contains unknown key
knap run k.toml
  exit 1 or 2
  errors same
)"),
              IsEmpty());
}

TEST(Runner, EveryWrongExpectationIsAFinding) {
  for (const char* wrong :
       {"exit 3", "errors 2", "errors 2 to 3", "error ~ k.toml:4", "error !~ key", "stderr lacks key",
        "stderr empty", "stdout ~ .", "output lacks key", "file F exists", "folder F exists", "log ~ x"})
    EXPECT_THAT(findings_of(kRefusing, std::string("knap run\n exit 2\n ") + wrong),
                ElementsAre(HasSubstr(std::string("t.flow:3: ") + wrong)))
        << wrong;
}

TEST(Runner, ACommandWithoutAnExitLineMustEndWithZero) {
  EXPECT_THAT(findings_of(kRefusing, "knap run\n"), ElementsAre(HasSubstr("t.flow:1: exit 0: exit 2")));
  EXPECT_THAT(findings_of("exit 0", "knap run\n"), IsEmpty());
}

TEST(Runner, BugsAndErrorsOfAnotherFormAreFindingsWhateverIsExpected) {
  EXPECT_THAT(findings_of("exit 70", "knap run\n exit 70"), ElementsAre(HasSubstr("a bug of the program")));
  EXPECT_THAT(findings_of("kill -8 $$", "knap run\n exit 136"),
              ElementsAre(HasSubstr("a bug of the program")));
  EXPECT_THAT(findings_of("exit 2", "knap run\n exit 2"), ElementsAre(HasSubstr("without an error line")));
  EXPECT_THAT(findings_of("echo 'knap: error: a: b [c]' >&2", "knap run"),
              ElementsAre(HasSubstr("exit 0 with an error")));
  EXPECT_THAT(findings_of("echo 'knap: error: bad' >&2; exit 2", "knap run\n exit 2"),
              ElementsAre(HasSubstr("not of the form")));
}

TEST(Runner, ReportsAreComparedWithValuesAndWithWhatIsRemembered) {
  EXPECT_THAT(findings_of(kReport, R"(
knap run
  report out: a.b = 1.5
  report out: a.b != 2
  report out: a.b >= 1.5
  report out: a.b < .list[1]
  report out: a.c = "x y"
  report out: a.c ~ ^x
  report out: list[name=r=n].n = 3
  report out: list.size = 2
  report out: a.z absent
  report out: a.z absent or = 1
  report out: a.b absent or > 1
  report out: a present
  remember b = report out: a.b
  remember n = match out/report.json "n": ([0-9]+)
  json out/report.json: a.b = $b
  json out/report.json: list[0].n = $n
)"),
              IsEmpty());
  for (const char* wrong :
       {"a.b = 1", "a.b > 1.5", "a.c = 1", "a.z = 1", "a.z present", "a absent", "a.b absent or = 1",
        "list[5] present", "a.c ~ ^y", "a.c < 3", "list[name=r] present", "a.b = .list[1]"})
    EXPECT_THAT(findings_of(kReport, std::string("knap run\n report out: ") + wrong),
                ElementsAre(HasSubstr(std::string("t.flow:2: report out: ") + wrong)))
        << wrong;
}

TEST(Runner, FilesAreMadeEditedAndCompared) {
  EXPECT_THAT(findings_of("cat x.txt; echo more >> y.txt", R"(
write x.txt
  | model = "a1"
  | v,gt
  | v,le
copy x.txt y.txt
flip x.txt after "model = "
swap x.txt gt le
replace x.txt
  - v,le
  + w,le
append x.txt
  | end
bytes z.bin
  | 41 "B C" 0a
knap run
  stdout contains model = "b1"
  stdout ~ ^w,le$
  stdout ~ ^v,gt$
  stdout ~ ^end$
  file x.txt unchanged
  file y.txt differs from x.txt
  file y.txt changed
  file z.bin ~ ^AB C$
remove x.txt
table t.csv rows=4 seed=2 classes=3
knap run
  exit 0
  file x.txt absent
  file t.csv ~ ^[0-9]+,[0-9]+,eq$
)"),
              IsEmpty());
  EXPECT_THAT(findings_of("echo more >> y.txt", "write y.txt\n| a\nknap run\n file y.txt unchanged"),
              ElementsAre(HasSubstr("t.flow:4: file y.txt unchanged")));
  EXPECT_THAT(findings_of("exit 0", "write y.txt\n| a\nknap run\n file y.txt changed"),
              ElementsAre(HasSubstr("y.txt is not changed")));
  EXPECT_THAT(findings_of("echo more > d/new", "write d/y\n| a\nknap run\n folder d unchanged"),
              ElementsAre(HasSubstr("d/new is new")));
}

TEST(Runner, FakeToolsStandInFrontOfPathAndTellTheRealVersion) {
  EXPECT_THAT(findings_of("cat --version | head -n 1; cat nothing", R"(
tool cat
  | echo "not today"
knap run
  stdout ~ ^cat .*[0-9]
  stdout ~ ^not today$
tool cat says cat 99.5
write nothing
  | something
knap run
  stdout ~ ^cat 99\.5$
  stdout ~ ^something$
tool cat real
knap run
  stdout !~ 99\.5
)"),
              IsEmpty());
  EXPECT_THAT(findings_of("command -v ls || echo none",
                          "tool ls\n| exit 0\nwithout tools\nknap run\n stdout ~ ^none$"),
              IsEmpty());
}

TEST(Runner, LogsThatAnErrorNamesAreRead) {
  const std::string body =
      "echo boom > a.log; echo \"knap: error: yosys: failed, see $PWD/a.log [tool-failed]\" >&2; exit 4";
  EXPECT_THAT(findings_of(body, "knap synth\n exit 4\n log ~ boom"), IsEmpty());
  EXPECT_THAT(findings_of(body, "knap synth\n exit 4\n log ~ bang"), ElementsAre(HasSubstr("t.flow:3")));
}

TEST(Runner, MistakesInACaseFailWithTheirLine) {
  const auto mistake = [](const std::string& text) { return findings_of("exit 0", text); };
  EXPECT_THAT(mistake("knap run\nexitt 0"), ElementsAre(HasSubstr("t.flow:2: 'exitt' is no word")));
  EXPECT_THAT(mistake("exit 0\nknap run"),
              ElementsAre(HasSubstr("t.flow:1: 'exit' stands before the first command")));
  EXPECT_THAT(mistake("| text\nknap run"), ElementsAre(HasSubstr("t.flow:1: a marked line")));
  EXPECT_THAT(mistake("knap run\n| text"),
              ElementsAre(HasSubstr("t.flow:1: 'knap' takes no such marked lines")));
  EXPECT_THAT(mistake("write a\n| text"), ElementsAre(HasSubstr("t.flow:1: a case without a command")));
  for (const char* wrong :
       {"exit two", "exit 0 and 1", "errors", "stdout ~ [", "stdout is x", "file F unchanged",
        "json stdout a = 1", "remember x report", "table d.csv rows", "table d.csv columns=2", "cd nowhere",
        "tool yosys", "without yosys", "needs $tool", "remember x = report out a", "copy a", "flip a b",
        "stdout ~ $unknown", "base"})
    EXPECT_THAT(mistake(std::string("knap run\n") + wrong),
                ElementsAre(HasSubstr(std::string("t.flow:2: ") + wrong + ": a mistake in the case")))
        << wrong;
}

TEST(Runner, ACaseThatNeedsWhatIsNotThereIsSkipped) {
  const CaseResult result = run_case("t.flow", "needs no_such_tool\nknap run", {"/bin/false", {}, {}});
  EXPECT_EQ(result.skipped, "no_such_tool is not in PATH");
  EXPECT_THAT(result.findings, IsEmpty());
}

TEST(Runner, TheReadmeHasEveryWordAndEveryCaseIsWellFormed) {
  const fs::path folder = fs::path(get_env("KNAP_SOURCE_DIR").value_or(".")) / "tests/flow";
  const std::string readme = read_file(folder / "README.md").value();
  for (const std::vector<Word>* words : {&make_words(), &command_words(), &expect_words()})
    for (const Word& word : *words) EXPECT_THAT(readme, HasSubstr("`" + std::string(word.name)));
  const std::vector<std::string> files = list_files(folder).value();
  for (const std::string& file : files) {
    if (fs::path(file).extension() != ".flow") continue;
    EXPECT_NO_THROW(check_steps(parse_steps(read_file(folder / file).value()))) << file;
  }
}

}  // namespace
}  // namespace knap::flow
