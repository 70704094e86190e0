// Yosys techmap: the cell of generic/knap_rom_block.map.v as one RAMB18E2 that is only read.
module \$__knap_rom_cell (...);
  parameter INIT = 0;
  parameter REGISTERED = 0;
  parameter PORT_R_WIDTH = 36;
  input PORT_R_CLK;
  input PORT_R_CLK_EN;
  input OUTPUT_EN;
  input [13:0] PORT_R_ADDR;
  output [PORT_R_WIDTH-1:0] PORT_R_RD_DATA;

  // The image counts in units of nine bits: eight of data, one of parity.
  function [255:0] data_bits;
    input integer row;
    integer i;
    for (i = 0; i < 32; i = i + 1) data_bits[i*8+:8] = INIT[(row*32+i)*9+:8];
  endfunction
  function [255:0] parity_bits;
    input integer row;
    integer i;
    for (i = 0; i < 256; i = i + 1) parity_bits[i] = INIT[(row*256+i)*9+8];
  endfunction
  wire [31:0] bits;
  wire [3:0] parity;
  generate
    if (PORT_R_WIDTH == 36)
      assign PORT_R_RD_DATA = {parity[3], bits[31:24], parity[2], bits[23:16],
                               parity[1], bits[15:8], parity[0], bits[7:0]};
    else if (PORT_R_WIDTH == 18)
      assign PORT_R_RD_DATA = {parity[1], bits[15:8], parity[0], bits[7:0]};
    else if (PORT_R_WIDTH == 9)
      assign PORT_R_RD_DATA = {parity[0], bits[7:0]};
    else
      assign PORT_R_RD_DATA = bits[PORT_R_WIDTH-1:0];
  endgenerate
  RAMB18E2 #(
      .READ_WIDTH_A(PORT_R_WIDTH),
      .READ_WIDTH_B(0),
      .WRITE_WIDTH_A(0),
      .WRITE_WIDTH_B(0),
      .DOA_REG(REGISTERED),
      .DOB_REG(REGISTERED),
      .INITP_00(parity_bits(0)),
      .INITP_01(parity_bits(1)),
      .INITP_02(parity_bits(2)),
      .INITP_03(parity_bits(3)),
      .INITP_04(parity_bits(4)),
      .INITP_05(parity_bits(5)),
      .INITP_06(parity_bits(6)),
      .INITP_07(parity_bits(7)),
      .INIT_00(data_bits(0)),
      .INIT_01(data_bits(1)),
      .INIT_02(data_bits(2)),
      .INIT_03(data_bits(3)),
      .INIT_04(data_bits(4)),
      .INIT_05(data_bits(5)),
      .INIT_06(data_bits(6)),
      .INIT_07(data_bits(7)),
      .INIT_08(data_bits(8)),
      .INIT_09(data_bits(9)),
      .INIT_0A(data_bits(10)),
      .INIT_0B(data_bits(11)),
      .INIT_0C(data_bits(12)),
      .INIT_0D(data_bits(13)),
      .INIT_0E(data_bits(14)),
      .INIT_0F(data_bits(15)),
      .INIT_10(data_bits(16)),
      .INIT_11(data_bits(17)),
      .INIT_12(data_bits(18)),
      .INIT_13(data_bits(19)),
      .INIT_14(data_bits(20)),
      .INIT_15(data_bits(21)),
      .INIT_16(data_bits(22)),
      .INIT_17(data_bits(23)),
      .INIT_18(data_bits(24)),
      .INIT_19(data_bits(25)),
      .INIT_1A(data_bits(26)),
      .INIT_1B(data_bits(27)),
      .INIT_1C(data_bits(28)),
      .INIT_1D(data_bits(29)),
      .INIT_1E(data_bits(30)),
      .INIT_1F(data_bits(31)),
      .INIT_20(data_bits(32)),
      .INIT_21(data_bits(33)),
      .INIT_22(data_bits(34)),
      .INIT_23(data_bits(35)),
      .INIT_24(data_bits(36)),
      .INIT_25(data_bits(37)),
      .INIT_26(data_bits(38)),
      .INIT_27(data_bits(39)),
      .INIT_28(data_bits(40)),
      .INIT_29(data_bits(41)),
      .INIT_2A(data_bits(42)),
      .INIT_2B(data_bits(43)),
      .INIT_2C(data_bits(44)),
      .INIT_2D(data_bits(45)),
      .INIT_2E(data_bits(46)),
      .INIT_2F(data_bits(47)),
      .INIT_30(data_bits(48)),
      .INIT_31(data_bits(49)),
      .INIT_32(data_bits(50)),
      .INIT_33(data_bits(51)),
      .INIT_34(data_bits(52)),
      .INIT_35(data_bits(53)),
      .INIT_36(data_bits(54)),
      .INIT_37(data_bits(55)),
      .INIT_38(data_bits(56)),
      .INIT_39(data_bits(57)),
      .INIT_3A(data_bits(58)),
      .INIT_3B(data_bits(59)),
      .INIT_3C(data_bits(60)),
      .INIT_3D(data_bits(61)),
      .INIT_3E(data_bits(62)),
      .INIT_3F(data_bits(63))
  ) _TECHMAP_REPLACE_ (
      .CLKARDCLK(PORT_R_CLK),
      .ENARDEN(PORT_R_CLK_EN),
      .ADDRARDADDR(PORT_R_ADDR),
      .WEA(2'd0),
      .DOUTADOUT(bits[15:0]),
      .DOUTPADOUTP(parity[1:0]),
      .DOUTBDOUT(bits[31:16]),
      .DOUTPBDOUTP(parity[3:2]),
      .CLKBWRCLK(1'b0),
      .ENBWREN(1'b0),
      .ADDRBWRADDR(14'd0),
      .WEBWE(4'd0),
      .DINADIN(16'd0),
      .DINPADINP(2'd0),
      .DINBDIN(16'd0),
      .DINPBDINP(2'd0),
      .ADDRENA(1'b1),
      .ADDRENB(1'b1),
      .CASDIMUXA(1'b0),
      .CASDIMUXB(1'b0),
      .CASDINA(16'd0),
      .CASDINB(16'd0),
      .CASDINPA(2'd0),
      .CASDINPB(2'd0),
      .CASDOMUXA(1'b0),
      .CASDOMUXB(1'b0),
      .CASDOMUXEN_A(1'b1),
      .CASDOMUXEN_B(1'b1),
      .CASOREGIMUXA(1'b0),
      .CASOREGIMUXB(1'b0),
      .CASOREGIMUXEN_A(1'b1),
      .CASOREGIMUXEN_B(1'b1),
      .SLEEP(1'b0),
      .REGCEAREGCE(OUTPUT_EN),
      .REGCEB(OUTPUT_EN),
      .RSTRAMARSTRAM(1'b0),
      .RSTRAMB(1'b0),
      .RSTREGARSTREG(1'b0),
      .RSTREGB(1'b0)
  );
endmodule
