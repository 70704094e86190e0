// Yosys techmap: $__KNAP_ROM_ (knap_rom_block.lib.txt) as one SB_RAM40_4K that is only read.
module \$__KNAP_ROM_ (...);
  parameter INIT = 0;
  parameter PORT_R_WIDTH = 16;
  input PORT_R_CLK;
  input PORT_R_CLK_EN;
  input [10:0] PORT_R_ADDR;
  output [PORT_R_WIDTH-1:0] PORT_R_RD_DATA;

  // The narrow modes select a bit of each 16-bit row by the three highest address pins, lowest last: the
  // image follows.
  function [255:0] row_bits;
    input [3:0] row;
    integer i;
    reg [7:0] place;
    reg [11:0] source;
    for (i = 0; i < 256; i = i + 1) begin
      place = i;
      source = {row, place[7:4], place[0], place[1], place[2], place[3]};
      row_bits[i] = INIT[source];
    end
  endfunction
  wire [15:0] pins;
  generate
    case (PORT_R_WIDTH)
      2: assign PORT_R_RD_DATA = {pins[11], pins[3]};
      4: assign PORT_R_RD_DATA = {pins[13], pins[5], pins[9], pins[1]};
      8: assign PORT_R_RD_DATA = {pins[14], pins[6], pins[10], pins[2], pins[12], pins[4], pins[8], pins[0]};
      16: assign PORT_R_RD_DATA = {pins[15], pins[7], pins[11], pins[3], pins[13], pins[5], pins[9], pins[1],
                                   pins[14], pins[6], pins[10], pins[2], pins[12], pins[4], pins[8], pins[0]};
    endcase
  endgenerate
  localparam MODE = PORT_R_WIDTH == 16 ? 0 : PORT_R_WIDTH == 8 ? 1 : PORT_R_WIDTH == 4 ? 2 : 3;
  SB_RAM40_4K #(
      .INIT_0(row_bits(0)),
      .INIT_1(row_bits(1)),
      .INIT_2(row_bits(2)),
      .INIT_3(row_bits(3)),
      .INIT_4(row_bits(4)),
      .INIT_5(row_bits(5)),
      .INIT_6(row_bits(6)),
      .INIT_7(row_bits(7)),
      .INIT_8(row_bits(8)),
      .INIT_9(row_bits(9)),
      .INIT_A(row_bits(10)),
      .INIT_B(row_bits(11)),
      .INIT_C(row_bits(12)),
      .INIT_D(row_bits(13)),
      .INIT_E(row_bits(14)),
      .INIT_F(row_bits(15)),
      .READ_MODE(MODE),
      .WRITE_MODE(MODE)
  ) _TECHMAP_REPLACE_ (
      .RCLK(PORT_R_CLK),
      .RCLKE(PORT_R_CLK_EN),
      .RE(1'b1),
      .RADDR({PORT_R_ADDR[0], PORT_R_ADDR[1], PORT_R_ADDR[2], PORT_R_ADDR[10:3]}),
      .RDATA(pins),
      .WCLK(1'b0),
      .WCLKE(1'b0),
      .WE(1'b0),
      .WADDR(11'd0),
      .WDATA(16'd0),
      .MASK(16'd0)
  );
endmodule
