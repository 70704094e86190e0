#include "data/format/wfdb_header.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap::data {
namespace {

TEST(WfdbHeader, ReadsARecordOfCinc2017) {
  const Result<WfdbHeader> header =
      parse_wfdb_header("A00001 1 300 9000\nA00001.mat 16+24 1000/mV 16 0 -127 0 0 ECG\n", "A00001.hea");
  ASSERT_TRUE(header.ok()) << to_string(header.error());
  EXPECT_EQ(header->record, "A00001");
  EXPECT_EQ(header->rate_hz, 300);
  EXPECT_EQ(header->length, 9000);
  ASSERT_EQ(header->signals.size(), 1u);
  const WfdbSignal& signal = header->signals[0];
  EXPECT_EQ(signal.file, "A00001.mat");
  EXPECT_EQ(signal.format, 16);
  EXPECT_EQ(signal.offset_bytes, 24u);
  EXPECT_EQ(signal.gain, 1000);
  EXPECT_EQ(signal.units, "mV");
  EXPECT_EQ(signal.resolution_bits, 16);
  EXPECT_EQ(signal.initial, -127);
  EXPECT_EQ(signal.checksum, 0);
  EXPECT_EQ(signal.description, "ECG");
}

TEST(WfdbHeader, ReadsTwoSignalsCommentsAndDefaults) {
  const Result<WfdbHeader> header = parse_wfdb_header(
      "# before\r\n100 2 360/10(5) 650000 10:00:00\r\n100.dat 212 200 11 1024 995 -22131 0 MLII lead\n"
      "100.dat 212x1 100.5(12)/uV\n# 69 M\n",
      "100.hea");
  ASSERT_TRUE(header.ok()) << to_string(header.error());
  EXPECT_EQ(header->rate_hz, 360);
  EXPECT_EQ(header->comments, (std::vector<std::string>{" before", " 69 M"}));
  EXPECT_EQ(header->signals[0].baseline, 1024);  // the ADC zero
  EXPECT_EQ(header->signals[0].checksum, -22131);
  EXPECT_EQ(header->signals[0].description, "MLII lead");
  EXPECT_EQ(header->signals[1].gain, 100.5);
  EXPECT_EQ(header->signals[1].baseline, 12);
  EXPECT_EQ(header->signals[1].units, "uV");
  EXPECT_EQ(header->signals[1].checksum, std::nullopt);
  EXPECT_EQ(parse_wfdb_header("x 0", "x.hea")->rate_hz, 250);
}

TEST(WfdbHeader, RefusesWhatItDoesNotUnderstandNamingTheLine) {
  const auto where_and_why = [](const std::string& text) {
    const Result<WfdbHeader> header = parse_wfdb_header(text, "x.hea");
    if (header.ok()) return std::string("accepted");
    EXPECT_TRUE(header.error().is(diag::kBadData));
    return to_string(header.error());
  };
  const auto refuses = [&](const std::string& text, const std::string& part) {
    EXPECT_NE(where_and_why(text).find(part), std::string::npos) << where_and_why(text);
  };
  refuses("", "the record line is missing");
  refuses("x/3 1 300\n", "multi-segment");
  refuses("x many 300\n", "x.hea:1: the number of signals");
  refuses("x 1 fast\n", "sampling rate");
  refuses("x 1 300 -5\n", "number of samples");
  refuses("x 1 300 99999999999999999999\n", "number of samples");
  refuses("x 2 300 5\nx.dat 16\n", "truncated: 1 of 2 signal lines");
  refuses("x 1 300 5\nx.dat 80\n", "x.hea:2: signal format 80 is not supported");
  refuses("x 1 300 5\nx.dat 16x4\n", "several samples per frame");
  refuses("x 1 300 5\nx.dat 16:7\n", "skewed");
  refuses("x 1 300 5\nx.dat 16+\n", "cannot be read");
  refuses("x 1 300 5\n../x.dat 16\n", "outside");
  refuses("x 1 300 5\nx.dat 16 1000(a)/mV\n", "baseline");
  refuses("x 1 300 5\nx.dat 16 1000 sixteen\n", "the ADC resolution 'sixteen' is not an integer");
  refuses("x 1 300 5\nx.dat 16\ny.dat 16\n", "x.hea:3: a line beyond");
}

}  // namespace
}  // namespace knap::data
