#include "core/sys/module.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include "core/sys/files.h"

namespace knap {
namespace {

/// The bytes of the C library's libm, which every program of C++ has loaded.
std::string libm() {
  Dl_info info{};
  EXPECT_NE(dladdr(dlsym(RTLD_DEFAULT, "cos"), &info), 0);
  const Result<std::string> bytes = read_file(info.dli_fname);
  EXPECT_TRUE(bytes.ok());
  return bytes.ok() ? *bytes : "";
}

TEST(Module, ALibraryFromBytesIsLoadedBesideTheOneOnDisk) {
  const Result<void*> entry = load_module("probe", libm(), "cos");
  ASSERT_TRUE(entry.ok()) << to_string(entry.error());
  EXPECT_NE(*entry, dlsym(RTLD_DEFAULT, "cos"));
  EXPECT_EQ(reinterpret_cast<double (*)(double)>(*entry)(0), 1);
}

TEST(Module, EachOfTwoIsALibraryOfItsOwn) {
  const Result<void*> first = load_module("probe", libm(), "sin");
  const Result<void*> second = load_module("probe", libm(), "sin");
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_NE(*first, *second);
}

TEST(Module, WhatCannotBeLoadedSaysWhy) {
  const Result<void*> garbage = load_module("probe", "no library", "cos");
  ASSERT_FALSE(garbage.ok());
  EXPECT_TRUE(garbage.error().is(diag::kToolMissing));
  EXPECT_EQ(garbage.error().first().where, "probe");
  EXPECT_NE(to_string(garbage.error()).find("cannot be loaded: /"), std::string::npos)
      << to_string(garbage.error());
  const Result<void*> without_entry = load_module("probe", libm(), "knap_nothing");
  ASSERT_FALSE(without_entry.ok());
  EXPECT_NE(to_string(without_entry.error()).find("knap_nothing"), std::string::npos);
}

}  // namespace
}  // namespace knap
