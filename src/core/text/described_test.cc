#include "core/text/described.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/text/toml.h"

namespace knap {
namespace {

enum class Style { Stream, Unrolled, Engine };
inline constexpr std::array<std::string_view, 3> kStyleNames{"stream", "unrolled", "engine"};
constexpr const auto& enum_names(Style) { return kStyleNames; }

/// A value that is written as "WxH".
struct Size {
  int width = 1, height = 1;
  bool operator==(const Size&) const = default;
};
Result<void> parse_into(std::string_view text, Size& size) {
  if (text.size() != 3 || text[1] != 'x') return Error(diag::kWrongType, std::string(text), "expected WxH");
  size = {text[0] - '0', text[2] - '0'};
  return {};
}
std::string to_string(const Size& size) {
  return std::to_string(size.width) + "x" + std::to_string(size.height);
}

struct Train {
  int epochs = 10;
  double rate = 0.5;
  bool shuffle = true;
  bool operator==(const Train&) const = default;
  static void fields(auto& self, auto&& f) {
    f("epochs", self.epochs, "passes", Bounds{1, 1000});
    f("rate", self.rate, "learning rate", Bounds{0});
    f("shuffle", self.shuffle, "new order per epoch");
  }
};

struct Device {
  std::string name = "none";
  std::optional<double> clock_mhz;
  bool operator==(const Device&) const = default;
  static void fields(auto& self, auto&& f) {
    f("name", self.name, "part");
    f("clock_mhz", self.clock_mhz, "wanted clock", Bounds{1, 1000});
  }
};

struct Project {
  std::string name = "demo";
  std::uint64_t seed = 1;
  std::uint8_t small = 3;
  Style style = Style::Stream;
  Size size;
  Train train;
  std::optional<int> budget;
  std::optional<Train> fine_tune;
  std::vector<std::string> tags{"a"};
  std::vector<Device> devices;
  std::map<std::string, Device> boards;
  Value extra;
  bool operator==(const Project&) const = default;
  static void fields(auto& self, auto&& f) {
    f("name", self.name, "name of the project");
    f("seed", self.seed, "of all random streams");
    f("small", self.small, "fits a byte");
    f("style", self.style, "how it is built");
    f("size", self.size, "of the image");
    f("train", self.train, "training");
    f("budget", self.budget, "most LUTs");
    f("fine_tune", self.fine_tune, "second training");
    f("tags", self.tags, "free words");
    f("devices", self.devices, "targets");
    f("boards", self.boards, "by name");
    f("extra", self.extra, "not looked at");
  }
};

Result<Project> parse(const std::string& text) {
  KNAP_ASSIGN(const Value value, parse_toml(text, "knap.toml"));
  return from_value<Project>(value, "knap.toml");
}

std::string first_error(const std::string& text) {
  const Result<Project> project = parse(text);
  return project.ok() ? "no error" : to_string(project.error());
}

constexpr const char* kFull = R"(name = "x"
seed = 9223372036854775807
small = 255
style = "engine"
size = "3x4"
budget = 7
tags = ["b", "c"]
[train]
epochs = 3
rate = 2          # an integer is a number too
shuffle = false
[fine_tune]
epochs = 1
[[devices]]
name = "ecp5-25f"
clock_mhz = 50.5
[[devices]]
name = "up5k"
[boards.ulx3s]
name = "ecp5-85f"
[extra]
anything = [1, "two"]
)";

TEST(Described, ReadsEveryKindOfField) {
  const Result<Project> project = parse(kFull);
  ASSERT_TRUE(project.ok()) << to_string(project.error());
  EXPECT_EQ(project->name, "x");
  EXPECT_EQ(project->seed, 9223372036854775807u);
  EXPECT_EQ(project->small, 255);
  EXPECT_EQ(project->style, Style::Engine);
  EXPECT_EQ(project->size, (Size{3, 4}));
  EXPECT_EQ(project->train, (Train{3, 2.0, false}));
  EXPECT_EQ(project->fine_tune, (Train{1, 0.5, true}));
  EXPECT_EQ(project->budget, 7);
  EXPECT_EQ(project->tags, (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(project->devices, (std::vector<Device>{{"ecp5-25f", 50.5}, {"up5k", {}}}));
  EXPECT_EQ(project->boards, (std::map<std::string, Device>{{"ulx3s", {"ecp5-85f", {}}}}));
  EXPECT_NE(project->extra.find("anything"), nullptr);
}

TEST(Described, AbsentKeysKeepTheDefaultsThatAreGiven) {
  Project defaults;
  defaults.train.epochs = 77;
  defaults.boards["kept"].name = "x";
  const Result<Value> value = parse_toml("train.rate = 0.25\nboards.added.name = 'y'", "knap.toml");
  const Result<Project> project = from_value<Project>(*value, "knap.toml", defaults);
  ASSERT_TRUE(project.ok());
  EXPECT_EQ(project->train, (Train{77, 0.25, true}));
  EXPECT_EQ(project->boards.size(), 2u);
  EXPECT_EQ(project->tags, std::vector<std::string>{"a"});
}

TEST(Described, PrintedValuesParseBackEqual) {
  Project project = *parse(kFull);
  EXPECT_EQ(*parse(print_toml(to_value(project))), project);
  EXPECT_EQ(to_value(*parse(print_toml(to_value(project)))), to_value(project));
  EXPECT_EQ(*parse(print_toml(to_value(Project{}))), Project{});
}

TEST(Described, AnUnknownKeyNamesItsPlaceAndTheNearestKey) {
  EXPECT_EQ(first_error("\n[train]\n  epocs = 3"),
            "knap.toml:3:3: unknown key \"epocs\" in [train]; did you mean \"epochs\"? [unknown-key]");
  EXPECT_EQ(first_error("[traning]\nepochs = 3"),
            "knap.toml:1:2: unknown key \"traning\"; did you mean \"train\"? [unknown-key]");
  EXPECT_EQ(first_error("[[devices]]\nname='a'\n[[devices]]\nnam='b'"),
            "knap.toml:4:1: unknown key \"nam\" in [devices[1]]; did you mean \"name\"? [unknown-key]");
}

TEST(Described, AWrongTypeSaysWhatIsWanted) {
  EXPECT_EQ(first_error("name = 3"),
            "knap.toml:1:1: \"name\" must be a text in quotes, not an integer [wrong-type]");
  EXPECT_EQ(first_error("[train]\nepochs = 3.0"),
            "knap.toml:2:1: \"train.epochs\" must be an integer, not a number [wrong-type]");
  EXPECT_EQ(first_error("[train]\nshuffle = 1"),
            "knap.toml:2:1: \"train.shuffle\" must be true or false, not an integer [wrong-type]");
  EXPECT_EQ(first_error("[train]\nrate = 'fast'"),
            "knap.toml:2:1: \"train.rate\" must be a number, not a text [wrong-type]");
  EXPECT_EQ(first_error("[train]\nrate = inf"),
            "knap.toml:2:1: \"train.rate\" must be a finite number, not a number [wrong-type]");
  EXPECT_EQ(first_error("train = 3"),
            "knap.toml:1:1: \"train\" must be a table, not an integer [wrong-type]");
  EXPECT_EQ(first_error("tags = 3"), "knap.toml:1:1: \"tags\" must be a list, not an integer [wrong-type]");
  EXPECT_EQ(first_error("tags = ['x', 3]"),
            "knap.toml:1:14: \"tags[1]\" must be a text in quotes, not an integer [wrong-type]");
  EXPECT_EQ(first_error("style = 'flow'"),
            "knap.toml:1:1: \"style\" is \"flow\", which is none of stream, unrolled, engine [unknown-name]");
  EXPECT_EQ(first_error("style = 1"),
            "knap.toml:1:1: \"style\" must be one of stream, unrolled, engine in quotes, "
            "not an integer [wrong-type]");
  EXPECT_EQ(first_error("size = 'big'"), "knap.toml:1:1: \"size\" is \"big\": expected WxH [wrong-type]");
}

TEST(Described, BoundsAndWidthsAreChecked) {
  EXPECT_EQ(first_error("[train]\nepochs = 0"),
            "knap.toml:2:1: \"train.epochs\" is 0, allowed is 1 to 1000 [wrong-type]");
  EXPECT_EQ(first_error("[train]\nrate = -0.5"),
            "knap.toml:2:1: \"train.rate\" is -0.5, allowed is at least 0 [wrong-type]");
  EXPECT_EQ(first_error("small = 256"), "knap.toml:1:1: \"small\" is 256, allowed is 0 to 255 [wrong-type]");
  EXPECT_EQ(first_error("small = -1"), "knap.toml:1:1: \"small\" is -1, allowed is 0 to 255 [wrong-type]");
  EXPECT_NE(first_error("seed = -1").find("knap.toml:1:1: \"seed\" is -1"), std::string::npos);
  EXPECT_NE(first_error("[[devices]]\nclock_mhz = 0").find("1 to 1000"), std::string::npos);
}

TEST(Described, AllMistakesAreCollected) {
  const Result<Project> project = parse("name = 1\nnam = 2\n[train]\nepochs = 0\nx = 1");
  ASSERT_FALSE(project.ok());
  EXPECT_EQ(project.error().diagnostics().size(), 4u);
}

TEST(Described, WhatTheCommandLineSetIsNamedSo) {
  Value root = *parse_toml("name = 'x'", "knap.toml");
  ASSERT_TRUE(set_path(root, "train.epocs", "3").ok());
  EXPECT_EQ(to_string(from_value<Project>(root, "knap.toml").error()),
            "--set train.epocs: unknown key \"epocs\" in [train]; did you mean \"epochs\"? [unknown-key]");
}

TEST(Described, DocsListEveryFieldWithTypeAndDefault) {
  std::string text;
  for (const FieldDoc& row : describe<Project>())
    text += row.name + " | " + row.type + " | " + row.default_value + " | " + row.doc + "\n";
  EXPECT_EQ(text, R"(name | text | "demo" | name of the project
seed | integer | 1 | of all random streams
small | integer | 3 | fits a byte
style | one of stream, unrolled, engine | "stream" | how it is built
size | text | "1x1" | of the image
train | table |  | training
train.epochs | integer, 1 to 1000 | 10 | passes
train.rate | number, at least 0 | 0.5 | learning rate
train.shuffle | boolean | true | new order per epoch
budget | integer |  | most LUTs
fine_tune | table |  | second training
fine_tune.epochs | integer, 1 to 1000 | 10 | passes
fine_tune.rate | number, at least 0 | 0.5 | learning rate
fine_tune.shuffle | boolean | true | new order per epoch
tags | list of text | ["a"] | free words
devices | list of table | [] | targets
devices[].name | text | "none" | part
devices[].clock_mhz | number, 1 to 1000 |  | wanted clock
boards | table |  | by name
boards.<name>.name | text | "none" | part
boards.<name>.clock_mhz | number, 1 to 1000 |  | wanted clock
extra | any |  | not looked at
)");
}

}  // namespace
}  // namespace knap
