#!/bin/sh
# cmake/tidy_one.sh FILE: clang-tidy on one file of build/tidy's compile commands. A file that passed is not run again while it, the
# headers of ours that it includes and .clang-tidy stay the same.
set -u
passed=build/tidy/passed
mkdir -p "$passed"
headers=$(clang++-14 -std=c++20 -Isrc -I. -MM "$1" 2>/dev/null | tr -d '\\' | sed 's/^[^:]*://')
# shellcheck disable=SC2086 # one word per header
key=$(cat .clang-tidy "$1" $headers 2>/dev/null | sha256sum | cut -d' ' -f1)
[ -e "$passed/$key" ] && exit 0
if found=$(clang-tidy-14 -quiet -p build/tidy "$1" 2>/dev/null); then
  : >"$passed/$key"
else
  printf '%s\n' "$found" | grep -E '(error|warning):' || printf '%s: clang-tidy-14 failed\n' "$1"
  exit 1
fi
