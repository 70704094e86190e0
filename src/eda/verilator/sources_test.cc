#include "eda/verilator/sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"

namespace knap::eda {
namespace {

TEST(RtlSources, AreCopiedBelowRtlAndTheirImagesBesideTheTestbench) {
  const TempFolder folder = TempFolder::make().value(), work = TempFolder::make().value();
  const auto put = [&](const char* name, const char* text) {
    ASSERT_TRUE(write_file(folder.path() / name, text).ok());
  };
  put("files.f", "prim/rom.sv\ntop.sv\n");
  put("prim/rom.sv", "module rom; endmodule\n");
  put("top.sv", "module top; initial $readmemb(\"w.mem\", x); endmodule\n");
  put("w.mem", "1\n");
  put("notes.txt", "of the user's\n");
  const auto sources = rtl_sources(folder.path(), work.path());
  ASSERT_TRUE(sources.ok()) << to_string(sources.error());
  EXPECT_THAT(sources->files, testing::ElementsAre("rtl/prim/rom.sv", "rtl/top.sv"));
  EXPECT_EQ(sources->working_folder, work.path());
  EXPECT_EQ(sources->origin, folder.path());
  EXPECT_THAT(list_files(work.path()).value(),
              testing::ElementsAre("rtl/prim/rom.sv", "rtl/top.sv", "w.mem"));
  const TempFolder beside = TempFolder::make().value();
  ASSERT_TRUE(copy_images(folder.path(), beside.path()).ok());
  EXPECT_THAT(list_files(beside.path()).value(), testing::ElementsAre("w.mem"));
  ASSERT_TRUE(remove_path(folder.path() / "w.mem").ok());
  EXPECT_TRUE(rtl_sources(folder.path(), work.path()).error().is(diag::kBadArtefact));
}

}  // namespace
}  // namespace knap::eda
