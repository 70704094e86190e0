// Yosys techmap: the cell of generic/knap_rom_block.map.v as one DP16KD that is only read.
module \$__knap_rom_cell (...);
  parameter INIT = 0;
  parameter REGISTERED = 0;
  parameter PORT_R_WIDTH = 18;
  input PORT_R_CLK;
  input PORT_R_CLK_EN;
  input OUTPUT_EN;
  input [13:0] PORT_R_ADDR;
  output [PORT_R_WIDTH-1:0] PORT_R_RD_DATA;

  // A row holds 16 slots of 20 bits, the low 18 of them in use.
  function [319:0] row_bits;
    input integer row;
    integer i;
    begin
      row_bits = 0;
      for (i = 0; i < 16; i = i + 1) row_bits[i*20+:18] = INIT[(row*16+i)*18+:18];
    end
  endfunction
  wire [17:0] bits;
  assign PORT_R_RD_DATA = bits[PORT_R_WIDTH-1:0];
  DP16KD #(
      .DATA_WIDTH_A(PORT_R_WIDTH),
      .DATA_WIDTH_B(PORT_R_WIDTH),
      .REGMODE_A("NOREG"),
      .REGMODE_B(REGISTERED ? "OUTREG" : "NOREG"),
      .RESETMODE("SYNC"),
      .ASYNC_RESET_RELEASE("SYNC"),
      .CSDECODE_A("0b000"),
      .CSDECODE_B("0b000"),
      .WRITEMODE_A("NORMAL"),
      .WRITEMODE_B("NORMAL"),
      .GSR("AUTO"),
      .INITVAL_00(row_bits(0)),
      .INITVAL_01(row_bits(1)),
      .INITVAL_02(row_bits(2)),
      .INITVAL_03(row_bits(3)),
      .INITVAL_04(row_bits(4)),
      .INITVAL_05(row_bits(5)),
      .INITVAL_06(row_bits(6)),
      .INITVAL_07(row_bits(7)),
      .INITVAL_08(row_bits(8)),
      .INITVAL_09(row_bits(9)),
      .INITVAL_0A(row_bits(10)),
      .INITVAL_0B(row_bits(11)),
      .INITVAL_0C(row_bits(12)),
      .INITVAL_0D(row_bits(13)),
      .INITVAL_0E(row_bits(14)),
      .INITVAL_0F(row_bits(15)),
      .INITVAL_10(row_bits(16)),
      .INITVAL_11(row_bits(17)),
      .INITVAL_12(row_bits(18)),
      .INITVAL_13(row_bits(19)),
      .INITVAL_14(row_bits(20)),
      .INITVAL_15(row_bits(21)),
      .INITVAL_16(row_bits(22)),
      .INITVAL_17(row_bits(23)),
      .INITVAL_18(row_bits(24)),
      .INITVAL_19(row_bits(25)),
      .INITVAL_1A(row_bits(26)),
      .INITVAL_1B(row_bits(27)),
      .INITVAL_1C(row_bits(28)),
      .INITVAL_1D(row_bits(29)),
      .INITVAL_1E(row_bits(30)),
      .INITVAL_1F(row_bits(31)),
      .INITVAL_20(row_bits(32)),
      .INITVAL_21(row_bits(33)),
      .INITVAL_22(row_bits(34)),
      .INITVAL_23(row_bits(35)),
      .INITVAL_24(row_bits(36)),
      .INITVAL_25(row_bits(37)),
      .INITVAL_26(row_bits(38)),
      .INITVAL_27(row_bits(39)),
      .INITVAL_28(row_bits(40)),
      .INITVAL_29(row_bits(41)),
      .INITVAL_2A(row_bits(42)),
      .INITVAL_2B(row_bits(43)),
      .INITVAL_2C(row_bits(44)),
      .INITVAL_2D(row_bits(45)),
      .INITVAL_2E(row_bits(46)),
      .INITVAL_2F(row_bits(47)),
      .INITVAL_30(row_bits(48)),
      .INITVAL_31(row_bits(49)),
      .INITVAL_32(row_bits(50)),
      .INITVAL_33(row_bits(51)),
      .INITVAL_34(row_bits(52)),
      .INITVAL_35(row_bits(53)),
      .INITVAL_36(row_bits(54)),
      .INITVAL_37(row_bits(55)),
      .INITVAL_38(row_bits(56)),
      .INITVAL_39(row_bits(57)),
      .INITVAL_3A(row_bits(58)),
      .INITVAL_3B(row_bits(59)),
      .INITVAL_3C(row_bits(60)),
      .INITVAL_3D(row_bits(61)),
      .INITVAL_3E(row_bits(62)),
      .INITVAL_3F(row_bits(63))
  ) _TECHMAP_REPLACE_ (
      .CLKA(1'b0), .CEA(1'b0), .WEA(1'b0), .OCEA(1'b0), .RSTA(1'b0), .CSA0(1'b0), .CSA1(1'b0), .CSA2(1'b0),
      .CLKB(PORT_R_CLK), .CEB(PORT_R_CLK_EN), .WEB(1'b0), .OCEB(OUTPUT_EN), .RSTB(1'b0),
      .CSB0(1'b0), .CSB1(1'b0), .CSB2(1'b0),
      .ADB0(PORT_R_ADDR[0]), .ADB1(PORT_R_ADDR[1]), .ADB2(PORT_R_ADDR[2]), .ADB3(PORT_R_ADDR[3]),
      .ADB4(PORT_R_ADDR[4]), .ADB5(PORT_R_ADDR[5]), .ADB6(PORT_R_ADDR[6]), .ADB7(PORT_R_ADDR[7]),
      .ADB8(PORT_R_ADDR[8]), .ADB9(PORT_R_ADDR[9]), .ADB10(PORT_R_ADDR[10]), .ADB11(PORT_R_ADDR[11]),
      .ADB12(PORT_R_ADDR[12]), .ADB13(PORT_R_ADDR[13]),
      .DOB0(bits[0]), .DOB1(bits[1]), .DOB2(bits[2]), .DOB3(bits[3]), .DOB4(bits[4]), .DOB5(bits[5]),
      .DOB6(bits[6]), .DOB7(bits[7]), .DOB8(bits[8]), .DOB9(bits[9]), .DOB10(bits[10]), .DOB11(bits[11]),
      .DOB12(bits[12]), .DOB13(bits[13]), .DOB14(bits[14]), .DOB15(bits[15]), .DOB16(bits[16]),
      .DOB17(bits[17])
  );
endmodule
