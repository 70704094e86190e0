#include "app/config/config.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"

namespace knap::app {
namespace {

constexpr const char* kText = R"([project]
name = "toy"
seed = 3

[data]
name = "synthetic_ecg"

[[network.layer]]
name = "score"
kind = "dense"
units = 2

[train]
float_epochs = 2

[synth]
devices = ["ecp5-25f"]
)";

/// kText with `from` replaced by `to`.
std::string with(const std::string& from, const std::string& to) {
  std::string text = kText;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

Result<Config> parse(const std::string& text, const Overrides& overrides = {}) {
  return parse_config(text, "knap.toml", overrides);
}

/// The configuration must be refused with that kind; the message holds all of `wanted`.
void expect_refused(const std::string& text, const DiagnosticKind& kind,
                    const std::vector<std::string>& wanted, const Overrides& overrides = {}) {
  const Result<Config> config = parse(text, overrides);
  ASSERT_FALSE(config.ok()) << text;
  EXPECT_TRUE(config.error().is(kind)) << to_string(config.error());
  for (const std::string& part : wanted)
    EXPECT_NE(to_string(config.error()).find(part), std::string::npos)
        << part << " is not in: " << to_string(config.error());
}

TEST(Config, TakesWhatTheFileSaysAndDefaultsForTheRest) {
  const Result<Config> config = parse(kText);
  ASSERT_TRUE(config.ok()) << to_string(config.error());
  EXPECT_EQ(config->project.name, "toy");
  EXPECT_EQ(config->project.seed, 3);
  EXPECT_EQ(config->train.float_epochs, 2);
  EXPECT_EQ(config->synth.seeds, 3);
  EXPECT_EQ(config->network.layers.size(), 1U);
}

TEST(Config, AnUnknownKeyIsRefusedAtItsPlaceWithTheNearestOne) {
  expect_refused(with("float_epochs", "float_epoch"), diag::kUnknownKey,
                 {"knap.toml:14:1", "float_epoch", "float_epochs"});
  expect_refused(with("units = 2", "unit = 2"), diag::kUnknownKey, {"knap.toml:11:1", "units"});
}

TEST(Config, AnUnknownTableIsRefusedAtItsPlaceWithTheNearestOne) {
  expect_refused(with("[synth]", "[sinth]"), diag::kUnknownKey, {"knap.toml:16:", "sinth", "synth"});
}

TEST(Config, AWrongTypeOrAValueOutsideItsBoundsIsRefusedAtItsPlace) {
  expect_refused(with("seed = 3", "seed = \"three\""), diag::kWrongType, {"knap.toml:3:"});
  expect_refused(with("seed = 3", "seed = -1"), diag::kWrongType, {"knap.toml:3:"});
  expect_refused(with("float_epochs = 2", "float_epochs = [2]"), diag::kWrongType, {"knap.toml:14:"});
}

TEST(Config, BrokenEmptyAndBinaryTextsAreRefused) {
  expect_refused(with("name = \"toy\"", "name = \"toy"), diag::kSyntax, {"knap.toml:2:"});
  expect_refused("", diag::kSyntax, {"knap.toml"});
  expect_refused(std::string("\x7f"
                             "ELF\0\0\x01",
                             7),
                 diag::kSyntax, {"knap.toml"});
  EXPECT_FALSE(parse("[project]\nname = \"a\"\nname = \"b\"\n").ok()) << "twice the same key";
}

TEST(Config, AnUnknownDeviceIsRefusedWithTheNearestOne) {
  expect_refused(with("ecp5-25f", "ecp5-25"), diag::kUnknownName, {"ecp5-25", "ecp5-25f"});
}

TEST(Config, AllMistakesOfAFileAreToldAtOnce) {
  const Result<Config> config =
      parse("[project]\nname = \"\"\n[synth]\ndevices = [\"no-such-part\"]\n[data]\nname = \"mnist\"\n");
  ASSERT_FALSE(config.ok());
  EXPECT_GE(config.error().diagnostics().size(), 3U) << to_string(config.error());
}

TEST(Config, ANameThatIsAPathIsRefused) {
  expect_refused(with("\"toy\"", "\"../toy\""), diag::kWrongType, {"project.name"});
}

TEST(Config, APrefixBeginsIdentifiers) {
  const auto with_prefix = [](const std::string& prefix) {
    return with("\"toy\"", "\"toy\"\nprefix = \"" + prefix + "\"");
  };
  EXPECT_TRUE(parse(with_prefix("_Heart2")).ok());
  for (const std::string prefix : {"2nd", "a-b", "a b", "\u00fcber"})
    expect_refused(with_prefix(prefix), diag::kWrongType, {"knap.toml:3:1: project.prefix", "letters"});
}

TEST(Config, TheCommandLineOverridesTheFile) {
  Overrides overrides;
  overrides.seed = 9;
  overrides.data = "mnist";
  overrides.devices = {"xc7z020", "up5k"};
  overrides.set = {{"train.float_epochs", "7"}, {"project.name", "other"}};
  const Result<Config> config = parse(kText, overrides);
  ASSERT_TRUE(config.ok()) << to_string(config.error());
  EXPECT_EQ(config->project.seed, 9);
  EXPECT_EQ(config->data.name, "mnist");
  EXPECT_EQ(config->synth.devices, (std::vector<std::string>{"xc7z020", "up5k"}));
  EXPECT_EQ(config->train.float_epochs, 7);
  EXPECT_EQ(config->project.name, "other");
}

TEST(Config, AMistakeOfTheCommandLineIsNotBlamedOnTheFile) {
  Overrides overrides;
  overrides.set = {{"train.no_such_key", "7"}};
  expect_refused(kText, diag::kUnknownKey, {"--set", "no_such_key"}, overrides);
  EXPECT_EQ(to_string(parse(kText, overrides).error()).find("knap.toml:"), std::string::npos);
  overrides.set = {};
  overrides.devices = {"ecp5"};
  expect_refused(kText, diag::kUnknownName, {"ecp5"}, overrides);
}

TEST(Config, PrintedItReadsBackTheSame) {
  const Config config = parse(kText).value();
  const std::string text = print(config);
  const Result<Config> again = parse(text);
  ASSERT_TRUE(again.ok()) << to_string(again.error()) << text;
  EXPECT_EQ(print(*again), text);
}

TEST(Config, ASectionsTextChangesWithItAlone) {
  const Config config = parse(kText).value();
  const Config other = parse(with("float_epochs = 2", "float_epochs = 3")).value();
  EXPECT_NE(print_section(config, "train"), print_section(other, "train"));
  for (const char* section : {"project", "data", "network", "decision", "plan", "synth", "verify", "goal"})
    EXPECT_EQ(print_section(config, section), print_section(other, section)) << section;
}

/// The first error, as a line.
std::string refusal(const std::string& text, const Overrides& overrides = {}) {
  const Result<Config> config = parse(text, overrides);
  return config.ok() ? "accepted" : to_string(config.error());
}

TEST(Config, AnOptionThatNamesAWrongValueIsNamed) {
  Overrides overrides;
  overrides.seed = -3;
  EXPECT_EQ(refusal(kText, overrides).rfind("--seed: ", 0), 0U) << refusal(kText, overrides);
  overrides = {};
  overrides.devices = {"up5k", "ecp5"};
  EXPECT_EQ(refusal(kText, overrides).rfind("--device: synth.devices[1]: no device 'ecp5'", 0), 0U)
      << refusal(kText, overrides);
  overrides = {};
  overrides.set = {{"network.weight_bits", "40"}};
  EXPECT_EQ(refusal(kText, overrides).rfind("--set network.weight_bits: ", 0), 0U)
      << refusal(kText, overrides);
  overrides.set = {{"data.kind", "csv"}};
  EXPECT_EQ(refusal(kText, overrides).rfind("knap.toml:5:2: data.path: ", 0), 0U)
      << "the key that is missing";
}

TEST(Config, ADeviceIsNamedOnce) {
  EXPECT_EQ(refusal(with("[\"ecp5-25f\"]", "[\"up5k\", \"up5k\"]")),
            "knap.toml:17:20: synth.devices[1]: 'up5k' is named twice [wrong-type]");
  EXPECT_EQ(refusal(with("[\"ecp5-25f\"]", "[\"up5k\", \"ICE40UP5K-sg48\"]")),
            "knap.toml:17:20: synth.devices[1]: 'up5k' and 'ICE40UP5K-sg48' are the same part [wrong-type]");
}

TEST(Config, ANameMustServeForFilesAndModules) {
  for (const std::string& name : {std::string(65, 'n'), std::string(""), std::string(".."), std::string("."),
                                  std::string("a\\tb"), std::string("a\\u007f")})
    EXPECT_EQ(refusal(with("\"toy\"", "\"" + name + "\"")).rfind("knap.toml:2:1: project.name: ", 0), 0U)
        << name;
  for (const std::string& name :
       {std::string(64, 'n'), std::string("grünes 'Herz'"), std::string("7 \\\"up\\\"")})
    EXPECT_EQ(refusal(with("\"toy\"", "\"" + name + "\"")), "accepted");
}

TEST(Config, AShareOfFalseAlarmsNeedsThePositiveClass) {
  const std::string text = std::string(kText) + "[decision]\nfalse_alarms = 0.1\n";
  EXPECT_EQ(refusal(text).rfind("knap.toml:19:1: decision.false_alarms: needs decision.positive", 0), 0U);
  EXPECT_EQ(refusal(text + "positive = \"A\"\n"), "accepted");
}

TEST(Config, ARegisteredSetIsNoNameForOwnFiles) {
  Overrides overrides;
  overrides.data = "mnist";
  const std::string own = with("name = \"synthetic_ecg\"", "kind = \"csv\"\npath = \"d.csv\"");
  EXPECT_EQ(refusal(own, overrides).rfind("--data: data.name: 'mnist' names a registered set", 0), 0U);
  EXPECT_EQ(refusal(own), "accepted");
}

TEST(Config, PathsOfTheFileBeginAtItsFolderAndThoseOfTheCommandLineWhereOneStands) {
  const std::string own = with("name = \"synthetic_ecg\"", "kind = \"csv\"\npath = \"in/d.csv\"");
  Overrides overrides;
  overrides.set = {{"data.split_file", "s.csv"}};
  const Result<Config> config = parse_config(own, "/home/me/place/knap.toml", overrides);
  ASSERT_TRUE(config.ok()) << to_string(config.error());
  EXPECT_EQ(config->data.path, "/home/me/place/in/d.csv");
  EXPECT_EQ(config->data.split_file, (std::filesystem::current_path() / "s.csv").string());
  EXPECT_EQ(config->data.labels, "");
  const Result<Config> again = parse_config(print(*config), "/elsewhere/project.toml", {});
  ASSERT_TRUE(again.ok()) << to_string(again.error());
  EXPECT_EQ(again->data, config->data) << "the folder of the results may lie anywhere";
}

TEST(Config, EveryRangeOfItsPageIsHeld) {
  int ranges = 0;
  for (const FieldDoc& field : describe<Config>()) {
    const std::size_t to = field.type.find(" to "), comma = field.type.find(", ");
    if (to == std::string::npos || comma == std::string::npos || field.name.find("[]") != std::string::npos)
      continue;
    ++ranges;
    const double low = std::stod(field.type.substr(comma + 2)), high = std::stod(field.type.substr(to + 4));
    const bool is_list = field.type.rfind("list", 0) == 0,
               is_whole = field.type.find("integer") != std::string::npos;
    for (const double value : {low - 1, low, high, high + 1}) {
      std::string text = is_whole ? std::to_string(static_cast<std::int64_t>(value)) : std::to_string(value);
      if (is_list) text = "[" + text + "]";
      Overrides overrides;
      std::string name = field.name;
      if (const std::size_t any = name.find("<name>"); any != std::string::npos) name.replace(any, 6, "some");
      overrides.set = {{name, text}};
      const std::string told = refusal(kText, overrides);
      const bool is_refused = told.find("allowed is") != std::string::npos;
      EXPECT_EQ(is_refused, value < low || value > high) << field.name << " = " << text << ": " << told;
    }
  }
  EXPECT_GT(ranges, 45);
}

TEST(Config, OneKeysTextChangesWithItAlone) {
  const Config config = parse(kText).value();
  Config other = config;
  other.verify.netlist_records += 1;
  EXPECT_EQ(print_section(config, "verify.records"), print_section(other, "verify.records"));
  other.verify.records += 1;
  EXPECT_NE(print_section(config, "verify.records"), print_section(other, "verify.records"));
}

TEST(LoadConfig, AMissingFileIsAWrongRequest) {
  const TempFolder folder = TempFolder::make().value();
  const Result<Config> config = load_config(folder.path() / "knap.toml", {});
  ASSERT_FALSE(config.ok());
  EXPECT_TRUE(config.error().is(diag::kUsage));
}

}  // namespace
}  // namespace knap::app
