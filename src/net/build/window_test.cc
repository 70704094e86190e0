#include "net/build/window.h"

#include <gtest/gtest.h>

#include "core/text/toml.h"

namespace knap::net {
namespace {

Result<Window> made(const std::string& toml, WindowUse use, const Shape& input) {
  const Result<Value> table = parse_toml(toml, "t");
  KNAP_CHECK(table.ok());
  static const Value kNothing;
  const auto key = [&](const char* name) -> const Value& {
    const Value* found = table->find(name);
    return found ? *found : kNothing;
  };
  return make_window({key("kernel"), key("stride"), key("dilation"), key("padding")}, use, input);
}

TEST(BuildWindow, SamePaddingGivesTheRoundedUpLength) {
  for (std::int64_t length = 1; length <= 20; ++length)
    for (int kernel = 1; kernel <= 5; ++kernel)
      for (int stride = 1; stride <= 5; ++stride)
        for (int dilation = 1; dilation <= 2; ++dilation) {
          const std::string toml = "kernel = " + std::to_string(kernel) +
                                   "\nstride = " + std::to_string(stride) +
                                   "\ndilation = " + std::to_string(dilation);
          const Result<Window> window = made(toml, WindowUse::Convolution, {length, 3});
          ASSERT_TRUE(window.ok());
          EXPECT_EQ(window->axes[0].output_length(length), (length + stride - 1) / stride) << length << "\n"
                                                                                           << toml;
          EXPECT_LE(window->axes[0].pad_low, window->axes[0].pad_high);
        }
}

TEST(BuildWindow, DefaultsDependOnTheUse) {
  EXPECT_EQ(*made("kernel = 2", WindowUse::Pool, {8, 8, 1}), (Window{{{2, 2, 0, 0, 1}, {2, 2, 0, 0, 1}}}));
  EXPECT_EQ(*made("kernel = 3", WindowUse::Convolution, {8, 8, 1}),
            (Window{{{3, 1, 1, 1, 1}, {3, 1, 1, 1, 1}}}));
  EXPECT_EQ(*made("stride = 2", WindowUse::Pointwise, {8, 1}), (Window{{{1, 2, 0, 0, 1}}}));
  EXPECT_FALSE(made("stride = 1", WindowUse::Pool, {8, 1}).ok());
}

TEST(BuildWindow, PaddingIsAPairOrOnePerAxis) {
  EXPECT_EQ(*made("kernel = [3, 5]\npadding = [1, 0]", WindowUse::Convolution, {8, 8, 1}),
            (Window{{{3, 1, 1, 0, 1}, {5, 1, 1, 0, 1}}}));
  EXPECT_EQ(*made("kernel = [3, 5]\npadding = [[1, 0], [2, 2]]", WindowUse::Pool, {8, 8, 1}),
            (Window{{{3, 3, 1, 0, 1}, {5, 5, 2, 2, 1}}}));
  EXPECT_EQ(made("kernel = 3\npadding = \"valid\"", WindowUse::Convolution, {8, 1})->axes[0].pad_high, 0);
  const std::pair<const char*, const char*> refused[] = {
      {"kernel = 3\npadding = 1", "padding"},
      {"kernel = 3\npadding = [1]", "padding"},
      {"kernel = 3\npadding = [[1, 1], [1, 1]]", "padding"},
      {"kernel = 3\npadding = [-1, 0]", "padding"},
      {"kernel = 65537", "kernel"},
      {"kernel = \"3\"", "kernel"},
      {"kernel = [\"3\"]", "kernel[0]"},
      {"kernel = 3\nstride = [3, 3]", "stride"},
      {"kernel = 3\ndilation = 0", "dilation"}};
  for (const auto& [bad, key] : refused) {
    const Result<Window> window = made(bad, WindowUse::Convolution, {8, 1});
    ASSERT_FALSE(window.ok()) << bad;
    EXPECT_EQ(window.error().first().where, key) << to_string(window.error());
  }
}

}  // namespace
}  // namespace knap::net
