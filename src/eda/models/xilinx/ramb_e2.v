// Simulation models of RAMB18E2 and RAMB36E2: all widths, byte writes, output registers; reset pins are
// ignored
// (netlists of knap never reset block RAM), and a port that writes gives the old word.
module RAMB18E2 (
    CLKARDCLK, CLKBWRCLK, ENARDEN, ENBWREN, REGCEAREGCE, REGCEB, RSTRAMARSTRAM, RSTRAMB, RSTREGARSTREG,
    RSTREGB, ADDRARDADDR, ADDRBWRADDR, WEA, WEBWE, DINADIN, DINBDIN, DINPADINP, DINPBDINP, DOUTADOUT,
    DOUTBDOUT, DOUTPADOUTP, DOUTPBDOUTP, ADDRENA, ADDRENB, CASDIMUXA, CASDIMUXB, CASDOMUXA, CASDOMUXB,
    CASDOMUXEN_A, CASDOMUXEN_B, CASOREGIMUXA, CASOREGIMUXB, CASOREGIMUXEN_A, CASOREGIMUXEN_B, SLEEP,
    CASDINA, CASDINB, CASDINPA, CASDINPB
);
  input CLKARDCLK, CLKBWRCLK, ENARDEN, ENBWREN, REGCEAREGCE, REGCEB;
  input RSTRAMARSTRAM, RSTRAMB, RSTREGARSTREG, RSTREGB;
  input [13:0] ADDRARDADDR, ADDRBWRADDR;
  input [1:0] WEA;
  input [3:0] WEBWE;
  input [15:0] DINADIN, DINBDIN;
  input [1:0] DINPADINP, DINPBDINP;
  output [15:0] DOUTADOUT, DOUTBDOUT;
  output [1:0] DOUTPADOUTP, DOUTPBDOUTP;
  input ADDRENA, ADDRENB, CASDIMUXA, CASDIMUXB, CASDOMUXA, CASDOMUXB, CASDOMUXEN_A, CASDOMUXEN_B;
  input CASOREGIMUXA, CASOREGIMUXB, CASOREGIMUXEN_A, CASOREGIMUXEN_B, SLEEP;
  input [15:0] CASDINA, CASDINB;
  input [1:0] CASDINPA, CASDINPB;
  parameter [255:0] INIT_00 = 0;
  parameter [255:0] INIT_01 = 0;
  parameter [255:0] INIT_02 = 0;
  parameter [255:0] INIT_03 = 0;
  parameter [255:0] INIT_04 = 0;
  parameter [255:0] INIT_05 = 0;
  parameter [255:0] INIT_06 = 0;
  parameter [255:0] INIT_07 = 0;
  parameter [255:0] INIT_08 = 0;
  parameter [255:0] INIT_09 = 0;
  parameter [255:0] INIT_0A = 0;
  parameter [255:0] INIT_0B = 0;
  parameter [255:0] INIT_0C = 0;
  parameter [255:0] INIT_0D = 0;
  parameter [255:0] INIT_0E = 0;
  parameter [255:0] INIT_0F = 0;
  parameter [255:0] INIT_10 = 0;
  parameter [255:0] INIT_11 = 0;
  parameter [255:0] INIT_12 = 0;
  parameter [255:0] INIT_13 = 0;
  parameter [255:0] INIT_14 = 0;
  parameter [255:0] INIT_15 = 0;
  parameter [255:0] INIT_16 = 0;
  parameter [255:0] INIT_17 = 0;
  parameter [255:0] INIT_18 = 0;
  parameter [255:0] INIT_19 = 0;
  parameter [255:0] INIT_1A = 0;
  parameter [255:0] INIT_1B = 0;
  parameter [255:0] INIT_1C = 0;
  parameter [255:0] INIT_1D = 0;
  parameter [255:0] INIT_1E = 0;
  parameter [255:0] INIT_1F = 0;
  parameter [255:0] INIT_20 = 0;
  parameter [255:0] INIT_21 = 0;
  parameter [255:0] INIT_22 = 0;
  parameter [255:0] INIT_23 = 0;
  parameter [255:0] INIT_24 = 0;
  parameter [255:0] INIT_25 = 0;
  parameter [255:0] INIT_26 = 0;
  parameter [255:0] INIT_27 = 0;
  parameter [255:0] INIT_28 = 0;
  parameter [255:0] INIT_29 = 0;
  parameter [255:0] INIT_2A = 0;
  parameter [255:0] INIT_2B = 0;
  parameter [255:0] INIT_2C = 0;
  parameter [255:0] INIT_2D = 0;
  parameter [255:0] INIT_2E = 0;
  parameter [255:0] INIT_2F = 0;
  parameter [255:0] INIT_30 = 0;
  parameter [255:0] INIT_31 = 0;
  parameter [255:0] INIT_32 = 0;
  parameter [255:0] INIT_33 = 0;
  parameter [255:0] INIT_34 = 0;
  parameter [255:0] INIT_35 = 0;
  parameter [255:0] INIT_36 = 0;
  parameter [255:0] INIT_37 = 0;
  parameter [255:0] INIT_38 = 0;
  parameter [255:0] INIT_39 = 0;
  parameter [255:0] INIT_3A = 0;
  parameter [255:0] INIT_3B = 0;
  parameter [255:0] INIT_3C = 0;
  parameter [255:0] INIT_3D = 0;
  parameter [255:0] INIT_3E = 0;
  parameter [255:0] INIT_3F = 0;
  parameter [255:0] INITP_00 = 0;
  parameter [255:0] INITP_01 = 0;
  parameter [255:0] INITP_02 = 0;
  parameter [255:0] INITP_03 = 0;
  parameter [255:0] INITP_04 = 0;
  parameter [255:0] INITP_05 = 0;
  parameter [255:0] INITP_06 = 0;
  parameter [255:0] INITP_07 = 0;
  parameter READ_WIDTH_A = 0;
  parameter READ_WIDTH_B = 0;
  parameter WRITE_WIDTH_A = 0;
  parameter WRITE_WIDTH_B = 0;
  parameter WRITE_MODE_A = "WRITE_FIRST";
  parameter WRITE_MODE_B = "WRITE_FIRST";
  parameter DOA_REG = 0;
  parameter DOB_REG = 0;
  wire [63:0] data_a, data_b;
  wire [7:0] parity_a, parity_b;
  wire wide_write = WRITE_WIDTH_B == 36;
  knap_model_block_ram #(
      .ADDRESS_BITS(14),
      .DATA({
      INIT_3F, INIT_3E, INIT_3D, INIT_3C, INIT_3B, INIT_3A, INIT_39, INIT_38,
      INIT_37, INIT_36, INIT_35, INIT_34, INIT_33, INIT_32, INIT_31, INIT_30,
      INIT_2F, INIT_2E, INIT_2D, INIT_2C, INIT_2B, INIT_2A, INIT_29, INIT_28,
      INIT_27, INIT_26, INIT_25, INIT_24, INIT_23, INIT_22, INIT_21, INIT_20,
      INIT_1F, INIT_1E, INIT_1D, INIT_1C, INIT_1B, INIT_1A, INIT_19, INIT_18,
      INIT_17, INIT_16, INIT_15, INIT_14, INIT_13, INIT_12, INIT_11, INIT_10,
      INIT_0F, INIT_0E, INIT_0D, INIT_0C, INIT_0B, INIT_0A, INIT_09, INIT_08,
      INIT_07, INIT_06, INIT_05, INIT_04, INIT_03, INIT_02, INIT_01, INIT_00}),
      .PARITY({INITP_07, INITP_06, INITP_05, INITP_04, INITP_03, INITP_02, INITP_01, INITP_00}),
      .READ_WIDTH_A(READ_WIDTH_A),
      .READ_WIDTH_B(READ_WIDTH_B),
      .WRITE_WIDTH_A(WRITE_WIDTH_A),
      .WRITE_WIDTH_B(WRITE_WIDTH_B),
      .KEEP_A(WRITE_MODE_A == "NO_CHANGE"),
      .KEEP_B(WRITE_MODE_B == "NO_CHANGE")
  ) ram (
      .clk_a(CLKARDCLK),
      .enable_a(ENARDEN),
      .write_a(WRITE_WIDTH_A == 0 ? 8'd0 : 8'(WEA)),
      .address_a(ADDRARDADDR[13:0]),
      .data_in_a(64'(DINADIN)),
      .parity_in_a(8'(DINPADINP)),
      .data_out_a(data_a),
      .parity_out_a(parity_a),
      .clk_b(CLKBWRCLK),
      .enable_b(ENBWREN),
      .write_b(WRITE_WIDTH_B == 0 ? 8'd0 : 8'(WEBWE)),
      .address_b(ADDRBWRADDR[13:0]),
      .data_in_b(wide_write ? 64'({DINBDIN, DINADIN}) : 64'(DINBDIN)),
      .parity_in_b(wide_write ? 8'({DINPBDINP, DINPADINP}) : 8'(DINPBDINP)),
      .data_out_b(data_b),
      .parity_out_b(parity_b)
  );
  reg [63:0] held_a, held_b;
  reg [7:0] held_parity_a, held_parity_b;
  always @(posedge CLKARDCLK) if (REGCEAREGCE) {held_parity_a, held_a} <= {parity_a, data_a};
  always @(posedge CLKBWRCLK) if (REGCEB) {held_parity_b, held_b} <= {parity_b, data_b};
  wire [63:0] out_a = DOA_REG != 0 ? held_a : data_a;
  wire [63:0] out_b = DOB_REG != 0 ? held_b : data_b;
  wire [7:0] out_parity_a = DOA_REG != 0 ? held_parity_a : parity_a;
  wire [7:0] out_parity_b = DOB_REG != 0 ? held_parity_b : parity_b;
  assign DOUTADOUT = out_a[15:0];
  assign DOUTPADOUTP = out_parity_a[1:0];
  assign DOUTBDOUT = READ_WIDTH_A == 36 ? out_a[31:16] : out_b[15:0];
  assign DOUTPBDOUTP = READ_WIDTH_A == 36 ? out_parity_a[3:2] : out_parity_b[1:0];
endmodule
module RAMB36E2 (
    CLKARDCLK, CLKBWRCLK, ENARDEN, ENBWREN, REGCEAREGCE, REGCEB, RSTRAMARSTRAM, RSTRAMB, RSTREGARSTREG,
    RSTREGB, ADDRARDADDR, ADDRBWRADDR, WEA, WEBWE, DINADIN, DINBDIN, DINPADINP, DINPBDINP, DOUTADOUT,
    DOUTBDOUT, DOUTPADOUTP, DOUTPBDOUTP, ADDRENA, ADDRENB, CASDIMUXA, CASDIMUXB, CASDOMUXA, CASDOMUXB,
    CASDOMUXEN_A, CASDOMUXEN_B, CASOREGIMUXA, CASOREGIMUXB, CASOREGIMUXEN_A, CASOREGIMUXEN_B, SLEEP,
    CASDINA, CASDINB, CASDINPA, CASDINPB
);
  input CLKARDCLK, CLKBWRCLK, ENARDEN, ENBWREN, REGCEAREGCE, REGCEB;
  input RSTRAMARSTRAM, RSTRAMB, RSTREGARSTREG, RSTREGB;
  input [14:0] ADDRARDADDR, ADDRBWRADDR;
  input [3:0] WEA;
  input [7:0] WEBWE;
  input [31:0] DINADIN, DINBDIN;
  input [3:0] DINPADINP, DINPBDINP;
  output [31:0] DOUTADOUT, DOUTBDOUT;
  output [3:0] DOUTPADOUTP, DOUTPBDOUTP;
  input ADDRENA, ADDRENB, CASDIMUXA, CASDIMUXB, CASDOMUXA, CASDOMUXB, CASDOMUXEN_A, CASDOMUXEN_B;
  input CASOREGIMUXA, CASOREGIMUXB, CASOREGIMUXEN_A, CASOREGIMUXEN_B, SLEEP;
  input [31:0] CASDINA, CASDINB;
  input [3:0] CASDINPA, CASDINPB;
  parameter [255:0] INIT_00 = 0;
  parameter [255:0] INIT_01 = 0;
  parameter [255:0] INIT_02 = 0;
  parameter [255:0] INIT_03 = 0;
  parameter [255:0] INIT_04 = 0;
  parameter [255:0] INIT_05 = 0;
  parameter [255:0] INIT_06 = 0;
  parameter [255:0] INIT_07 = 0;
  parameter [255:0] INIT_08 = 0;
  parameter [255:0] INIT_09 = 0;
  parameter [255:0] INIT_0A = 0;
  parameter [255:0] INIT_0B = 0;
  parameter [255:0] INIT_0C = 0;
  parameter [255:0] INIT_0D = 0;
  parameter [255:0] INIT_0E = 0;
  parameter [255:0] INIT_0F = 0;
  parameter [255:0] INIT_10 = 0;
  parameter [255:0] INIT_11 = 0;
  parameter [255:0] INIT_12 = 0;
  parameter [255:0] INIT_13 = 0;
  parameter [255:0] INIT_14 = 0;
  parameter [255:0] INIT_15 = 0;
  parameter [255:0] INIT_16 = 0;
  parameter [255:0] INIT_17 = 0;
  parameter [255:0] INIT_18 = 0;
  parameter [255:0] INIT_19 = 0;
  parameter [255:0] INIT_1A = 0;
  parameter [255:0] INIT_1B = 0;
  parameter [255:0] INIT_1C = 0;
  parameter [255:0] INIT_1D = 0;
  parameter [255:0] INIT_1E = 0;
  parameter [255:0] INIT_1F = 0;
  parameter [255:0] INIT_20 = 0;
  parameter [255:0] INIT_21 = 0;
  parameter [255:0] INIT_22 = 0;
  parameter [255:0] INIT_23 = 0;
  parameter [255:0] INIT_24 = 0;
  parameter [255:0] INIT_25 = 0;
  parameter [255:0] INIT_26 = 0;
  parameter [255:0] INIT_27 = 0;
  parameter [255:0] INIT_28 = 0;
  parameter [255:0] INIT_29 = 0;
  parameter [255:0] INIT_2A = 0;
  parameter [255:0] INIT_2B = 0;
  parameter [255:0] INIT_2C = 0;
  parameter [255:0] INIT_2D = 0;
  parameter [255:0] INIT_2E = 0;
  parameter [255:0] INIT_2F = 0;
  parameter [255:0] INIT_30 = 0;
  parameter [255:0] INIT_31 = 0;
  parameter [255:0] INIT_32 = 0;
  parameter [255:0] INIT_33 = 0;
  parameter [255:0] INIT_34 = 0;
  parameter [255:0] INIT_35 = 0;
  parameter [255:0] INIT_36 = 0;
  parameter [255:0] INIT_37 = 0;
  parameter [255:0] INIT_38 = 0;
  parameter [255:0] INIT_39 = 0;
  parameter [255:0] INIT_3A = 0;
  parameter [255:0] INIT_3B = 0;
  parameter [255:0] INIT_3C = 0;
  parameter [255:0] INIT_3D = 0;
  parameter [255:0] INIT_3E = 0;
  parameter [255:0] INIT_3F = 0;
  parameter [255:0] INIT_40 = 0;
  parameter [255:0] INIT_41 = 0;
  parameter [255:0] INIT_42 = 0;
  parameter [255:0] INIT_43 = 0;
  parameter [255:0] INIT_44 = 0;
  parameter [255:0] INIT_45 = 0;
  parameter [255:0] INIT_46 = 0;
  parameter [255:0] INIT_47 = 0;
  parameter [255:0] INIT_48 = 0;
  parameter [255:0] INIT_49 = 0;
  parameter [255:0] INIT_4A = 0;
  parameter [255:0] INIT_4B = 0;
  parameter [255:0] INIT_4C = 0;
  parameter [255:0] INIT_4D = 0;
  parameter [255:0] INIT_4E = 0;
  parameter [255:0] INIT_4F = 0;
  parameter [255:0] INIT_50 = 0;
  parameter [255:0] INIT_51 = 0;
  parameter [255:0] INIT_52 = 0;
  parameter [255:0] INIT_53 = 0;
  parameter [255:0] INIT_54 = 0;
  parameter [255:0] INIT_55 = 0;
  parameter [255:0] INIT_56 = 0;
  parameter [255:0] INIT_57 = 0;
  parameter [255:0] INIT_58 = 0;
  parameter [255:0] INIT_59 = 0;
  parameter [255:0] INIT_5A = 0;
  parameter [255:0] INIT_5B = 0;
  parameter [255:0] INIT_5C = 0;
  parameter [255:0] INIT_5D = 0;
  parameter [255:0] INIT_5E = 0;
  parameter [255:0] INIT_5F = 0;
  parameter [255:0] INIT_60 = 0;
  parameter [255:0] INIT_61 = 0;
  parameter [255:0] INIT_62 = 0;
  parameter [255:0] INIT_63 = 0;
  parameter [255:0] INIT_64 = 0;
  parameter [255:0] INIT_65 = 0;
  parameter [255:0] INIT_66 = 0;
  parameter [255:0] INIT_67 = 0;
  parameter [255:0] INIT_68 = 0;
  parameter [255:0] INIT_69 = 0;
  parameter [255:0] INIT_6A = 0;
  parameter [255:0] INIT_6B = 0;
  parameter [255:0] INIT_6C = 0;
  parameter [255:0] INIT_6D = 0;
  parameter [255:0] INIT_6E = 0;
  parameter [255:0] INIT_6F = 0;
  parameter [255:0] INIT_70 = 0;
  parameter [255:0] INIT_71 = 0;
  parameter [255:0] INIT_72 = 0;
  parameter [255:0] INIT_73 = 0;
  parameter [255:0] INIT_74 = 0;
  parameter [255:0] INIT_75 = 0;
  parameter [255:0] INIT_76 = 0;
  parameter [255:0] INIT_77 = 0;
  parameter [255:0] INIT_78 = 0;
  parameter [255:0] INIT_79 = 0;
  parameter [255:0] INIT_7A = 0;
  parameter [255:0] INIT_7B = 0;
  parameter [255:0] INIT_7C = 0;
  parameter [255:0] INIT_7D = 0;
  parameter [255:0] INIT_7E = 0;
  parameter [255:0] INIT_7F = 0;
  parameter [255:0] INITP_00 = 0;
  parameter [255:0] INITP_01 = 0;
  parameter [255:0] INITP_02 = 0;
  parameter [255:0] INITP_03 = 0;
  parameter [255:0] INITP_04 = 0;
  parameter [255:0] INITP_05 = 0;
  parameter [255:0] INITP_06 = 0;
  parameter [255:0] INITP_07 = 0;
  parameter [255:0] INITP_08 = 0;
  parameter [255:0] INITP_09 = 0;
  parameter [255:0] INITP_0A = 0;
  parameter [255:0] INITP_0B = 0;
  parameter [255:0] INITP_0C = 0;
  parameter [255:0] INITP_0D = 0;
  parameter [255:0] INITP_0E = 0;
  parameter [255:0] INITP_0F = 0;
  parameter READ_WIDTH_A = 0;
  parameter READ_WIDTH_B = 0;
  parameter WRITE_WIDTH_A = 0;
  parameter WRITE_WIDTH_B = 0;
  parameter WRITE_MODE_A = "WRITE_FIRST";
  parameter WRITE_MODE_B = "WRITE_FIRST";
  parameter DOA_REG = 0;
  parameter DOB_REG = 0;
  wire [63:0] data_a, data_b;
  wire [7:0] parity_a, parity_b;
  wire wide_write = WRITE_WIDTH_B == 72;
  knap_model_block_ram #(
      .ADDRESS_BITS(15),
      .DATA({
      INIT_7F, INIT_7E, INIT_7D, INIT_7C, INIT_7B, INIT_7A, INIT_79, INIT_78,
      INIT_77, INIT_76, INIT_75, INIT_74, INIT_73, INIT_72, INIT_71, INIT_70,
      INIT_6F, INIT_6E, INIT_6D, INIT_6C, INIT_6B, INIT_6A, INIT_69, INIT_68,
      INIT_67, INIT_66, INIT_65, INIT_64, INIT_63, INIT_62, INIT_61, INIT_60,
      INIT_5F, INIT_5E, INIT_5D, INIT_5C, INIT_5B, INIT_5A, INIT_59, INIT_58,
      INIT_57, INIT_56, INIT_55, INIT_54, INIT_53, INIT_52, INIT_51, INIT_50,
      INIT_4F, INIT_4E, INIT_4D, INIT_4C, INIT_4B, INIT_4A, INIT_49, INIT_48,
      INIT_47, INIT_46, INIT_45, INIT_44, INIT_43, INIT_42, INIT_41, INIT_40,
      INIT_3F, INIT_3E, INIT_3D, INIT_3C, INIT_3B, INIT_3A, INIT_39, INIT_38,
      INIT_37, INIT_36, INIT_35, INIT_34, INIT_33, INIT_32, INIT_31, INIT_30,
      INIT_2F, INIT_2E, INIT_2D, INIT_2C, INIT_2B, INIT_2A, INIT_29, INIT_28,
      INIT_27, INIT_26, INIT_25, INIT_24, INIT_23, INIT_22, INIT_21, INIT_20,
      INIT_1F, INIT_1E, INIT_1D, INIT_1C, INIT_1B, INIT_1A, INIT_19, INIT_18,
      INIT_17, INIT_16, INIT_15, INIT_14, INIT_13, INIT_12, INIT_11, INIT_10,
      INIT_0F, INIT_0E, INIT_0D, INIT_0C, INIT_0B, INIT_0A, INIT_09, INIT_08,
      INIT_07, INIT_06, INIT_05, INIT_04, INIT_03, INIT_02, INIT_01, INIT_00}),
      .PARITY({INITP_0F, INITP_0E, INITP_0D, INITP_0C, INITP_0B, INITP_0A, INITP_09, INITP_08, INITP_07,
          INITP_06, INITP_05, INITP_04, INITP_03, INITP_02, INITP_01, INITP_00}),
      .READ_WIDTH_A(READ_WIDTH_A),
      .READ_WIDTH_B(READ_WIDTH_B),
      .WRITE_WIDTH_A(WRITE_WIDTH_A),
      .WRITE_WIDTH_B(WRITE_WIDTH_B),
      .KEEP_A(WRITE_MODE_A == "NO_CHANGE"),
      .KEEP_B(WRITE_MODE_B == "NO_CHANGE")
  ) ram (
      .clk_a(CLKARDCLK),
      .enable_a(ENARDEN),
      .write_a(WRITE_WIDTH_A == 0 ? 8'd0 : 8'(WEA)),
      .address_a(ADDRARDADDR[14:0]),
      .data_in_a(64'(DINADIN)),
      .parity_in_a(8'(DINPADINP)),
      .data_out_a(data_a),
      .parity_out_a(parity_a),
      .clk_b(CLKBWRCLK),
      .enable_b(ENBWREN),
      .write_b(WRITE_WIDTH_B == 0 ? 8'd0 : 8'(WEBWE)),
      .address_b(ADDRBWRADDR[14:0]),
      .data_in_b(wide_write ? 64'({DINBDIN, DINADIN}) : 64'(DINBDIN)),
      .parity_in_b(wide_write ? 8'({DINPBDINP, DINPADINP}) : 8'(DINPBDINP)),
      .data_out_b(data_b),
      .parity_out_b(parity_b)
  );
  reg [63:0] held_a, held_b;
  reg [7:0] held_parity_a, held_parity_b;
  always @(posedge CLKARDCLK) if (REGCEAREGCE) {held_parity_a, held_a} <= {parity_a, data_a};
  always @(posedge CLKBWRCLK) if (REGCEB) {held_parity_b, held_b} <= {parity_b, data_b};
  wire [63:0] out_a = DOA_REG != 0 ? held_a : data_a;
  wire [63:0] out_b = DOB_REG != 0 ? held_b : data_b;
  wire [7:0] out_parity_a = DOA_REG != 0 ? held_parity_a : parity_a;
  wire [7:0] out_parity_b = DOB_REG != 0 ? held_parity_b : parity_b;
  assign DOUTADOUT = out_a[31:0];
  assign DOUTPADOUTP = out_parity_a[3:0];
  assign DOUTBDOUT = READ_WIDTH_A == 72 ? out_a[63:32] : out_b[31:0];
  assign DOUTPBDOUTP = READ_WIDTH_A == 72 ? out_parity_a[7:4] : out_parity_b[3:0];
endmodule
