#include "data/format/fuzz_entry.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/base/rng.h"
#include "core/sys/environment.h"

namespace knap::data {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> corpus_of(std::string_view stem) {
  const fs::path folder = fs::path(get_env("KNAP_SOURCE_DIR").value_or(".")) / "tests/corpus" / stem;
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST(FuzzCorpus, RunsThroughEveryTargetWithoutACrash) {
  for (const FuzzTarget& target : kFuzzTargets) {
    const std::vector<fs::path> files = corpus_of(target.stem);
    EXPECT_GE(files.size(), 2u) << target.stem;
    for (const fs::path& path : files) {
      SCOPED_TRACE(path.string());
      target.run(bytes_of(path));
    }
  }
}

TEST(FuzzCorpus, SurvivesEveryTruncationAndManyMutations) {
  for (const FuzzTarget& target : kFuzzTargets) {
    Rng rng(11, target.stem);
    for (const fs::path& path : corpus_of(target.stem)) {
      SCOPED_TRACE(path.string());
      const std::string seed = bytes_of(path).substr(0, 4096);
      for (std::size_t n = 0; n < std::min<std::size_t>(seed.size(), 300); ++n) target.run(seed.substr(0, n));
      for (int round = 0; round < 200 && !seed.empty(); ++round) {
        std::string changed = seed;
        for (std::uint64_t k = rng.below(4) + 1; k > 0; --k)
          changed[rng.below(changed.size())] = static_cast<char>(rng.below(256));
        target.run(changed);
      }
    }
  }
}

}  // namespace
}  // namespace knap::data
