// Runs a fuzz target over its corpus where there is no libFuzzer: every file as it is, and cut short at every
// length (of small files) or at 64 lengths. Prints how many inputs ran; an empty corpus fails.
#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kSmallBytes = 512;

std::vector<std::filesystem::path> files_under(const std::filesystem::path& path) {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(path)) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path))
      if (entry.is_regular_file()) files.push_back(entry.path());
  } else if (std::filesystem::exists(path)) {
    files.push_back(path);
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Each input lies in an allocation of exactly its size, so that a sanitizer sees a read behind its end.
void run_one(const std::string& bytes, std::size_t size) {
  const std::unique_ptr<std::uint8_t[]> input(new std::uint8_t[size]);
  std::transform(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size), input.get(),
                 [](char c) { return static_cast<std::uint8_t>(c); });
  LLVMFuzzerTestOneInput(input.get(), size);
}

std::size_t run_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::size_t step = bytes.size() <= kSmallBytes ? 1 : bytes.size() / 64;
  std::size_t runs = 0;
  for (std::size_t size = 0; size < bytes.size(); size += step, ++runs) run_one(bytes, size);
  run_one(bytes, bytes.size());
  return runs + 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t files = 0;
  std::size_t runs = 0;
  for (int i = 1; i < argc; ++i) {
    for (const std::filesystem::path& path : files_under(argv[i])) {
      runs += run_file(path);
      ++files;
    }
  }
  fmt::print("{} corpus files, {} inputs\n", files, runs);
  if (files == 0) {
    fmt::print(stderr, "no corpus: put at least one input into {}\n",
               argc > 1 ? argv[1] : "(no folder given)");
    return 1;
  }
  return 0;
}
