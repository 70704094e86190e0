// Nearest: the name that a person most likely meant.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace knap {

/// Insertions, deletions, replacements and swaps of neighbours that turn one text into the other; a letter in
/// the other case costs nothing. O(|a| |b|).
int edit_distance(std::string_view a, std::string_view b);

/// The candidate with the smallest edit distance (the first of several); nothing when there is no candidate.
std::optional<std::string> find_nearest(std::string_view name, std::span<const std::string> candidates);

/// "a, b, c"
std::string join_names(std::span<const std::string_view> names);
std::string join_names(std::span<const std::string> names);

}  // namespace knap
