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

TEST(LoadConfig, AMissingFileIsAWrongRequest) {
  const TempFolder folder = TempFolder::make().value();
  const Result<Config> config = load_config(folder.path() / "knap.toml", {});
  ASSERT_FALSE(config.ok());
  EXPECT_TRUE(config.error().is(diag::kUsage));
}

}  // namespace
}  // namespace knap::app
