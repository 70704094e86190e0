// Simulation models of the hard cells of iCE40 netlists: SB_RAM40_4K and SB_MAC16.
// The narrow modes of SB_RAM40_4K address bit groups of a 16-bit row by the address pins from 8 up.
module SB_RAM40_4K(
    output [15:0] RDATA,
    input RCLK, RCLKE, RE,
    input [10:0] RADDR,
    input WCLK, WCLKE, WE,
    input [10:0] WADDR,
    input [15:0] MASK, WDATA
);
  parameter READ_MODE = 0;
  parameter WRITE_MODE = 0;
  parameter [255:0] INIT_0 = 0;
  parameter [255:0] INIT_1 = 0;
  parameter [255:0] INIT_2 = 0;
  parameter [255:0] INIT_3 = 0;
  parameter [255:0] INIT_4 = 0;
  parameter [255:0] INIT_5 = 0;
  parameter [255:0] INIT_6 = 0;
  parameter [255:0] INIT_7 = 0;
  parameter [255:0] INIT_8 = 0;
  parameter [255:0] INIT_9 = 0;
  parameter [255:0] INIT_A = 0;
  parameter [255:0] INIT_B = 0;
  parameter [255:0] INIT_C = 0;
  parameter [255:0] INIT_D = 0;
  parameter [255:0] INIT_E = 0;
  parameter [255:0] INIT_F = 0;
  localparam [4095:0] IMAGE = {
      INIT_F, INIT_E, INIT_D, INIT_C, INIT_B, INIT_A, INIT_9, INIT_8,
      INIT_7, INIT_6, INIT_5, INIT_4, INIT_3, INIT_2, INIT_1, INIT_0};
  reg [15:0] rows [0:255];
  integer i;
  initial for (i = 0; i < 256; i = i + 1) rows[i] = IMAGE[16*i+:16];

  // Which bits of a row a narrow access touches, and each bit of the row from the pin that carries it.
  function [15:0] chosen(input integer mode, input [2:0] group);
    case (mode)
      0: chosen = 16'hffff;
      1: chosen = 16'h5555 << group[0];
      2: chosen = 16'h1111 << group[1:0];
      default: chosen = 16'h0101 << group;
    endcase
  endfunction
  function [15:0] spread(input integer mode, input [15:0] pins);
    integer k;
    for (k = 0; k < 16; k = k + 1)
      case (mode)
        0: spread[k] = pins[k];
        1: spread[k] = pins[k/2*2];
        2: spread[k] = pins[k/4*4+1];
        default: spread[k] = pins[k/8*8+3];
      endcase
  endfunction
  wire [15:0] write_bits = chosen(WRITE_MODE, WADDR[10:8]) & (WRITE_MODE == 0 ? ~MASK : 16'hffff);
  always @(posedge WCLK)
    if (WE && WCLKE) rows[WADDR[7:0]] <= (rows[WADDR[7:0]] & ~write_bits) | (spread(WRITE_MODE, WDATA) &
        write_bits);

  reg [15:0] row;
  reg [2:0] group;
  always @(posedge RCLK)
    if (RE && RCLKE) begin
      row <= rows[RADDR[7:0]];
      group <= RADDR[10:8];
    end
  wire [15:0] read_bits = row & chosen(READ_MODE, group);
  assign RDATA = READ_MODE == 0 ? row :
      READ_MODE == 1 ? {1'b0, |read_bits[15:14], 1'b0, |read_bits[13:12], 1'b0, |read_bits[11:10], 1'b0,
          |read_bits[9:8],
                        1'b0, |read_bits[7:6], 1'b0, |read_bits[5:4], 1'b0, |read_bits[3:2], 1'b0,
                            |read_bits[1:0]} :
      READ_MODE == 2 ? {2'b0, |read_bits[15:12], 3'b0, |read_bits[11:8], 3'b0, |read_bits[7:4], 3'b0,
          |read_bits[3:0], 1'b0} :
                       {4'b0, |read_bits[15:8], 7'b0, |read_bits[7:0], 3'b0};
endmodule
// The 16 x 16 multiplier with its input, partial product and product registers; no accumulator, no 8 x 8
// mode, no resets.
module SB_MAC16(
    input CLK, CE,
    input [15:0] A, B, C, D,
    input AHOLD, BHOLD, CHOLD, DHOLD, IRSTTOP, IRSTBOT, ORSTTOP, ORSTBOT, OLOADTOP, OLOADBOT, ADDSUBTOP,
        ADDSUBBOT,
    input OHOLDTOP, OHOLDBOT, CI, ACCUMCI, SIGNEXTIN,
    output [31:0] O
);
  parameter NEG_TRIGGER = 1'b0;
  parameter A_REG = 1'b0;
  parameter B_REG = 1'b0;
  parameter C_REG = 1'b0;
  parameter D_REG = 1'b0;
  parameter TOP_8x8_MULT_REG = 1'b0;
  parameter BOT_8x8_MULT_REG = 1'b0;
  parameter PIPELINE_16x16_MULT_REG1 = 1'b0;
  parameter PIPELINE_16x16_MULT_REG2 = 1'b0;
  parameter TOPOUTPUT_SELECT = 2'b00;
  parameter BOTOUTPUT_SELECT = 2'b00;
  parameter TOPADDSUB_LOWERINPUT = 2'b00;
  parameter TOPADDSUB_UPPERINPUT = 1'b0;
  parameter TOPADDSUB_CARRYSELECT = 2'b00;
  parameter BOTADDSUB_LOWERINPUT = 2'b00;
  parameter BOTADDSUB_UPPERINPUT = 1'b0;
  parameter BOTADDSUB_CARRYSELECT = 2'b00;
  parameter MODE_8x8 = 1'b0;
  parameter A_SIGNED = 1'b0;
  parameter B_SIGNED = 1'b0;
  reg [15:0] a_held, b_held;
  reg [31:0] partial, out;
  wire [15:0] a = A_REG ? a_held : A;
  wire [15:0] b = B_REG ? b_held : B;
  wire signed [31:0] a_wide = {{16{A_SIGNED & a[15]}}, a};
  wire signed [31:0] b_wide = {{16{B_SIGNED & b[15]}}, b};
  wire [31:0] product = a_wide * b_wide;
  wire [31:0] middle = PIPELINE_16x16_MULT_REG1 ? partial : product;
  always @(posedge CLK) if (CE) begin
    a_held <= A;
    b_held <= B;
    partial <= product;
    out <= middle;
  end
  assign O = PIPELINE_16x16_MULT_REG2 ? out : middle;
endmodule
