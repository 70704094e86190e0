#include "core/sys/environment.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/sys/files.h"

namespace knap {
namespace {

TEST(Environment, UnsetAndEmptyVariablesAreNothing) {
  ::setenv("KNAP_PROBE", "x", 1);
  EXPECT_EQ(get_env("KNAP_PROBE"), "x");
  ::setenv("KNAP_PROBE", "", 1);
  EXPECT_EQ(get_env("KNAP_PROBE"), std::nullopt);
  ::unsetenv("KNAP_PROBE");
  EXPECT_EQ(get_env("KNAP_PROBE"), std::nullopt);
}

TEST(Environment, ProgramsAreFoundInPathOrByTheirPath) {
  ASSERT_TRUE(find_program("sh").has_value());
  EXPECT_EQ(find_program("sh")->filename(), "sh");
  EXPECT_TRUE(find_program("/bin/sh").has_value());
  EXPECT_FALSE(find_program("knap-no-such-program").has_value());
  EXPECT_FALSE(find_program("/etc/passwd").has_value());  // not executable
  EXPECT_FALSE(find_program("").has_value());
}

TEST(Environment, TheProgramKnowsItsFolder) {
  EXPECT_TRUE(is_file(executable_folder() / "knap_core_sys_test"));
}

TEST(Environment, TheFirstSignalStopsTheWatchAndTheSecondTheProgram) {
  const pid_t child = ::fork();  // handlers stay in the child
  if (child == 0) {
    static Watch watch;
    install_stop_handler(watch);
    ::raise(SIGINT);
    if (!watch.is_stopped()) ::_exit(1);
    ::raise(SIGTERM);
    ::_exit(2);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGTERM);
}

}  // namespace
}  // namespace knap
