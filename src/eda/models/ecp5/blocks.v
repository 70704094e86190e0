// Simulation models of the hard cells of ECP5 netlists: DP16KD, MULT18X18D and the slice memory.
module TRELLIS_DPR16X4(input [3:0] DI, WAD, RAD, input WRE, WCK, output [3:0] DO);
  parameter WCKMUX = "WCK";
  parameter WREMUX = "WRE";
  parameter [63:0] INITVAL = 64'h0;
  reg [3:0] words [0:15];
  assign DO = words[RAD];
  always @(posedge WCK) if (WRE) words[WAD] <= DI;
endmodule
// All widths up to 18, no resets; a port that writes reads nothing. The 36-bit mode is not modelled: knap
// does not use it.
module DP16KD(
    input DIA0, DIA1, DIA2, DIA3, DIA4, DIA5, DIA6, DIA7, DIA8, DIA9, DIA10, DIA11, DIA12, DIA13, DIA14,
        DIA15, DIA16, DIA17,
    input ADA0, ADA1, ADA2, ADA3, ADA4, ADA5, ADA6, ADA7, ADA8, ADA9, ADA10, ADA11, ADA12, ADA13,
    input CEA, OCEA, CLKA, WEA, RSTA, CSA2, CSA1, CSA0,
    output DOA0, DOA1, DOA2, DOA3, DOA4, DOA5, DOA6, DOA7, DOA8, DOA9, DOA10, DOA11, DOA12, DOA13, DOA14,
        DOA15, DOA16, DOA17,
    input DIB0, DIB1, DIB2, DIB3, DIB4, DIB5, DIB6, DIB7, DIB8, DIB9, DIB10, DIB11, DIB12, DIB13, DIB14,
        DIB15, DIB16, DIB17,
    input ADB0, ADB1, ADB2, ADB3, ADB4, ADB5, ADB6, ADB7, ADB8, ADB9, ADB10, ADB11, ADB12, ADB13,
    input CEB, OCEB, CLKB, WEB, RSTB, CSB2, CSB1, CSB0,
    output DOB0, DOB1, DOB2, DOB3, DOB4, DOB5, DOB6, DOB7, DOB8, DOB9, DOB10, DOB11, DOB12, DOB13, DOB14,
        DOB15, DOB16, DOB17
);
  parameter DATA_WIDTH_A = 18;
  parameter DATA_WIDTH_B = 18;
  parameter REGMODE_A = "NOREG";
  parameter REGMODE_B = "NOREG";
  parameter RESETMODE = "SYNC";
  parameter ASYNC_RESET_RELEASE = "SYNC";
  parameter CSDECODE_A = "0b000";
  parameter CSDECODE_B = "0b000";
  parameter WRITEMODE_A = "NORMAL";
  parameter WRITEMODE_B = "NORMAL";
  parameter GSR = "AUTO";
  parameter CLKAMUX = "CLKA";
  parameter CLKBMUX = "CLKB";
  parameter [319:0] INITVAL_00 = 0;
  parameter [319:0] INITVAL_01 = 0;
  parameter [319:0] INITVAL_02 = 0;
  parameter [319:0] INITVAL_03 = 0;
  parameter [319:0] INITVAL_04 = 0;
  parameter [319:0] INITVAL_05 = 0;
  parameter [319:0] INITVAL_06 = 0;
  parameter [319:0] INITVAL_07 = 0;
  parameter [319:0] INITVAL_08 = 0;
  parameter [319:0] INITVAL_09 = 0;
  parameter [319:0] INITVAL_0A = 0;
  parameter [319:0] INITVAL_0B = 0;
  parameter [319:0] INITVAL_0C = 0;
  parameter [319:0] INITVAL_0D = 0;
  parameter [319:0] INITVAL_0E = 0;
  parameter [319:0] INITVAL_0F = 0;
  parameter [319:0] INITVAL_10 = 0;
  parameter [319:0] INITVAL_11 = 0;
  parameter [319:0] INITVAL_12 = 0;
  parameter [319:0] INITVAL_13 = 0;
  parameter [319:0] INITVAL_14 = 0;
  parameter [319:0] INITVAL_15 = 0;
  parameter [319:0] INITVAL_16 = 0;
  parameter [319:0] INITVAL_17 = 0;
  parameter [319:0] INITVAL_18 = 0;
  parameter [319:0] INITVAL_19 = 0;
  parameter [319:0] INITVAL_1A = 0;
  parameter [319:0] INITVAL_1B = 0;
  parameter [319:0] INITVAL_1C = 0;
  parameter [319:0] INITVAL_1D = 0;
  parameter [319:0] INITVAL_1E = 0;
  parameter [319:0] INITVAL_1F = 0;
  parameter [319:0] INITVAL_20 = 0;
  parameter [319:0] INITVAL_21 = 0;
  parameter [319:0] INITVAL_22 = 0;
  parameter [319:0] INITVAL_23 = 0;
  parameter [319:0] INITVAL_24 = 0;
  parameter [319:0] INITVAL_25 = 0;
  parameter [319:0] INITVAL_26 = 0;
  parameter [319:0] INITVAL_27 = 0;
  parameter [319:0] INITVAL_28 = 0;
  parameter [319:0] INITVAL_29 = 0;
  parameter [319:0] INITVAL_2A = 0;
  parameter [319:0] INITVAL_2B = 0;
  parameter [319:0] INITVAL_2C = 0;
  parameter [319:0] INITVAL_2D = 0;
  parameter [319:0] INITVAL_2E = 0;
  parameter [319:0] INITVAL_2F = 0;
  parameter [319:0] INITVAL_30 = 0;
  parameter [319:0] INITVAL_31 = 0;
  parameter [319:0] INITVAL_32 = 0;
  parameter [319:0] INITVAL_33 = 0;
  parameter [319:0] INITVAL_34 = 0;
  parameter [319:0] INITVAL_35 = 0;
  parameter [319:0] INITVAL_36 = 0;
  parameter [319:0] INITVAL_37 = 0;
  parameter [319:0] INITVAL_38 = 0;
  parameter [319:0] INITVAL_39 = 0;
  parameter [319:0] INITVAL_3A = 0;
  parameter [319:0] INITVAL_3B = 0;
  parameter [319:0] INITVAL_3C = 0;
  parameter [319:0] INITVAL_3D = 0;
  parameter [319:0] INITVAL_3E = 0;
  parameter [319:0] INITVAL_3F = 0;
  // A row holds 16 slots of 20 bits; the low 18 of a slot are two units of nine.
  function [255:0] row_data(input [319:0] row);
    integer k;
    for (k = 0; k < 32; k = k + 1) row_data[8*k+:8] = row[20*(k/2)+9*(k%2)+:8];
  endfunction
  function [31:0] row_parity(input [319:0] row);
    integer k;
    for (k = 0; k < 32; k = k + 1) row_parity[k] = row[20*(k/2)+9*(k%2)+8];
  endfunction
  localparam [16383:0] DATA = {
      row_data(INITVAL_3F), row_data(INITVAL_3E), row_data(INITVAL_3D), row_data(INITVAL_3C),
      row_data(INITVAL_3B), row_data(INITVAL_3A), row_data(INITVAL_39), row_data(INITVAL_38),
      row_data(INITVAL_37), row_data(INITVAL_36), row_data(INITVAL_35), row_data(INITVAL_34),
      row_data(INITVAL_33), row_data(INITVAL_32), row_data(INITVAL_31), row_data(INITVAL_30),
      row_data(INITVAL_2F), row_data(INITVAL_2E), row_data(INITVAL_2D), row_data(INITVAL_2C),
      row_data(INITVAL_2B), row_data(INITVAL_2A), row_data(INITVAL_29), row_data(INITVAL_28),
      row_data(INITVAL_27), row_data(INITVAL_26), row_data(INITVAL_25), row_data(INITVAL_24),
      row_data(INITVAL_23), row_data(INITVAL_22), row_data(INITVAL_21), row_data(INITVAL_20),
      row_data(INITVAL_1F), row_data(INITVAL_1E), row_data(INITVAL_1D), row_data(INITVAL_1C),
      row_data(INITVAL_1B), row_data(INITVAL_1A), row_data(INITVAL_19), row_data(INITVAL_18),
      row_data(INITVAL_17), row_data(INITVAL_16), row_data(INITVAL_15), row_data(INITVAL_14),
      row_data(INITVAL_13), row_data(INITVAL_12), row_data(INITVAL_11), row_data(INITVAL_10),
      row_data(INITVAL_0F), row_data(INITVAL_0E), row_data(INITVAL_0D), row_data(INITVAL_0C),
      row_data(INITVAL_0B), row_data(INITVAL_0A), row_data(INITVAL_09), row_data(INITVAL_08),
      row_data(INITVAL_07), row_data(INITVAL_06), row_data(INITVAL_05), row_data(INITVAL_04),
      row_data(INITVAL_03), row_data(INITVAL_02), row_data(INITVAL_01), row_data(INITVAL_00)};
  localparam [2047:0] PARITY = {
      row_parity(INITVAL_3F), row_parity(INITVAL_3E), row_parity(INITVAL_3D), row_parity(INITVAL_3C),
      row_parity(INITVAL_3B), row_parity(INITVAL_3A), row_parity(INITVAL_39), row_parity(INITVAL_38),
      row_parity(INITVAL_37), row_parity(INITVAL_36), row_parity(INITVAL_35), row_parity(INITVAL_34),
      row_parity(INITVAL_33), row_parity(INITVAL_32), row_parity(INITVAL_31), row_parity(INITVAL_30),
      row_parity(INITVAL_2F), row_parity(INITVAL_2E), row_parity(INITVAL_2D), row_parity(INITVAL_2C),
      row_parity(INITVAL_2B), row_parity(INITVAL_2A), row_parity(INITVAL_29), row_parity(INITVAL_28),
      row_parity(INITVAL_27), row_parity(INITVAL_26), row_parity(INITVAL_25), row_parity(INITVAL_24),
      row_parity(INITVAL_23), row_parity(INITVAL_22), row_parity(INITVAL_21), row_parity(INITVAL_20),
      row_parity(INITVAL_1F), row_parity(INITVAL_1E), row_parity(INITVAL_1D), row_parity(INITVAL_1C),
      row_parity(INITVAL_1B), row_parity(INITVAL_1A), row_parity(INITVAL_19), row_parity(INITVAL_18),
      row_parity(INITVAL_17), row_parity(INITVAL_16), row_parity(INITVAL_15), row_parity(INITVAL_14),
      row_parity(INITVAL_13), row_parity(INITVAL_12), row_parity(INITVAL_11), row_parity(INITVAL_10),
      row_parity(INITVAL_0F), row_parity(INITVAL_0E), row_parity(INITVAL_0D), row_parity(INITVAL_0C),
      row_parity(INITVAL_0B), row_parity(INITVAL_0A), row_parity(INITVAL_09), row_parity(INITVAL_08),
      row_parity(INITVAL_07), row_parity(INITVAL_06), row_parity(INITVAL_05), row_parity(INITVAL_04),
      row_parity(INITVAL_03), row_parity(INITVAL_02), row_parity(INITVAL_01), row_parity(INITVAL_00)};
  wire [17:0] in_a = {DIA17, DIA16, DIA15, DIA14, DIA13, DIA12, DIA11, DIA10, DIA9, DIA8, DIA7, DIA6, DIA5,
      DIA4, DIA3, DIA2, DIA1, DIA0};
  wire [17:0] in_b = {DIB17, DIB16, DIB15, DIB14, DIB13, DIB12, DIB11, DIB10, DIB9, DIB8, DIB7, DIB6, DIB5,
      DIB4, DIB3, DIB2, DIB1, DIB0};
  wire [13:0] address_a = {ADA13, ADA12, ADA11, ADA10, ADA9, ADA8, ADA7, ADA6, ADA5, ADA4, ADA3, ADA2, ADA1,
      ADA0};
  wire [13:0] address_b = {ADB13, ADB12, ADB11, ADB10, ADB9, ADB8, ADB7, ADB6, ADB5, ADB4, ADB3, ADB2, ADB1,
      ADB0};
  wire [63:0] data_a, data_b;
  wire [7:0] parity_a, parity_b;
  // A port of 18 bits has byte enables on its two lowest address pins.
  wire [7:0] write_a = !WEA ? 8'd0 : DATA_WIDTH_A == 18 ? {6'd0, address_a[1:0]} : 8'd1;
  wire [7:0] write_b = !WEB ? 8'd0 : DATA_WIDTH_B == 18 ? {6'd0, address_b[1:0]} : 8'd1;
  knap_model_block_ram #(
      .ADDRESS_BITS(14),
      .DATA(DATA),
      .PARITY(PARITY),
      .READ_WIDTH_A(DATA_WIDTH_A),
      .READ_WIDTH_B(DATA_WIDTH_B),
      .WRITE_WIDTH_A(DATA_WIDTH_A),
      .WRITE_WIDTH_B(DATA_WIDTH_B),
      .KEEP_A(1),
      .KEEP_B(1)
  ) ram (
      .clk_a(CLKA),
      .enable_a(CEA),
      .write_a(write_a),
      .address_a(address_a),
      .data_in_a({48'd0, in_a[16:9], in_a[7:0]}),
      .parity_in_a({6'd0, in_a[17], in_a[8]}),
      .data_out_a(data_a),
      .parity_out_a(parity_a),
      .clk_b(CLKB),
      .enable_b(CEB),
      .write_b(write_b),
      .address_b(address_b),
      .data_in_b({48'd0, in_b[16:9], in_b[7:0]}),
      .parity_in_b({6'd0, in_b[17], in_b[8]}),
      .data_out_b(data_b),
      .parity_out_b(parity_b)
  );
  wire [17:0] now_a = {parity_a[1], data_a[15:8], parity_a[0], data_a[7:0]};
  wire [17:0] now_b = {parity_b[1], data_b[15:8], parity_b[0], data_b[7:0]};
  reg [17:0] held_a, held_b;
  always @(posedge CLKA) if (OCEA) held_a <= now_a;
  always @(posedge CLKB) if (OCEB) held_b <= now_b;
  assign {DOA17, DOA16, DOA15, DOA14, DOA13, DOA12, DOA11, DOA10, DOA9, DOA8, DOA7, DOA6, DOA5, DOA4, DOA3,
      DOA2, DOA1, DOA0} = REGMODE_A == "OUTREG" ? held_a : now_a;
  assign {DOB17, DOB16, DOB15, DOB14, DOB13, DOB12, DOB11, DOB10, DOB9, DOB8, DOB7, DOB6, DOB5, DOB4, DOB3,
      DOB2, DOB1, DOB0} = REGMODE_B == "OUTREG" ? held_b : now_b;
endmodule
// Input, pipeline and output registers on CLK0 and CE0; no resets, no shift chains.
module MULT18X18D(
    input A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, A17,
    input B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B11, B12, B13, B14, B15, B16, B17,
    input C0, C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11, C12, C13, C14, C15, C16, C17,
    input SIGNEDA, SIGNEDB, SOURCEA, SOURCEB,
    input CLK0, CLK1, CLK2, CLK3, CE0, CE1, CE2, CE3, RST0, RST1, RST2, RST3,
    output P0, P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11, P12, P13, P14, P15, P16, P17, P18, P19, P20,
        P21, P22, P23, P24, P25, P26, P27, P28, P29, P30, P31, P32, P33, P34, P35
);
  parameter REG_INPUTA_CLK = "NONE";
  parameter REG_INPUTA_CE = "CE0";
  parameter REG_INPUTA_RST = "RST0";
  parameter REG_INPUTB_CLK = "NONE";
  parameter REG_INPUTB_CE = "CE0";
  parameter REG_INPUTB_RST = "RST0";
  parameter REG_INPUTC_CLK = "NONE";
  parameter REG_INPUTC_CE = "CE0";
  parameter REG_INPUTC_RST = "RST0";
  parameter REG_PIPELINE_CLK = "NONE";
  parameter REG_PIPELINE_CE = "CE0";
  parameter REG_PIPELINE_RST = "RST0";
  parameter REG_OUTPUT_CLK = "NONE";
  parameter REG_OUTPUT_CE = "CE0";
  parameter REG_OUTPUT_RST = "RST0";
  parameter GSR = "ENABLED";
  parameter RESETMODE = "SYNC";
  wire [17:0] a_pins = {A17, A16, A15, A14, A13, A12, A11, A10, A9, A8, A7, A6, A5, A4, A3, A2, A1, A0};
  wire [17:0] b_pins = {B17, B16, B15, B14, B13, B12, B11, B10, B9, B8, B7, B6, B5, B4, B3, B2, B1, B0};
  reg [17:0] a_held, b_held;
  reg [35:0] pipeline, out;
  wire [17:0] a = REG_INPUTA_CLK == "NONE" ? a_pins : a_held;
  wire [17:0] b = REG_INPUTB_CLK == "NONE" ? b_pins : b_held;
  wire signed [35:0] a_wide = {{18{SIGNEDA & a[17]}}, a};
  wire signed [35:0] b_wide = {{18{SIGNEDB & b[17]}}, b};
  wire [35:0] product = a_wide * b_wide;
  wire [35:0] middle = REG_PIPELINE_CLK == "NONE" ? product : pipeline;
  always @(posedge CLK0) if (CE0) begin
    a_held <= a_pins;
    b_held <= b_pins;
    pipeline <= product;
    out <= middle;
  end
  assign {P35, P34, P33, P32, P31, P30, P29, P28, P27, P26, P25, P24, P23, P22, P21, P20, P19, P18, P17,
      P16, P15, P14, P13, P12, P11, P10, P9, P8, P7, P6, P5, P4, P3, P2, P1, P0} = REG_OUTPUT_CLK == "NONE"
      ? middle : out;
endmodule
