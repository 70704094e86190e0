// Yosys techmap: the memories of knap_rom_block.lib.txt and knap_rom_registered.lib.txt as the one cell of the family
// (knap_rom_cell.map.v).
module \$__KNAP_ROM_ (...);
  parameter INIT = 0;
  parameter PORT_R_WIDTH = 18;
  input PORT_R_CLK;
  input PORT_R_CLK_EN;
  input [13:0] PORT_R_ADDR;
  output [PORT_R_WIDTH-1:0] PORT_R_RD_DATA;
  \$__knap_rom_cell #(
      .INIT(INIT),
      .PORT_R_WIDTH(PORT_R_WIDTH),
      .REGISTERED(0)
  ) _TECHMAP_REPLACE_ (
      .PORT_R_CLK(PORT_R_CLK),
      .PORT_R_CLK_EN(PORT_R_CLK_EN),
      .OUTPUT_EN(1'b1),
      .PORT_R_ADDR(PORT_R_ADDR),
      .PORT_R_RD_DATA(PORT_R_RD_DATA)
  );
endmodule

// What stands as the reset of the read is the enable of the output register, complemented.
module \$__KNAP_ROM_REGISTERED_ (...);
  parameter INIT = 0;
  parameter PORT_R_WIDTH = 18;
  input PORT_R_CLK;
  input PORT_R_CLK_EN;
  input PORT_R_RD_SRST;
  input [13:0] PORT_R_ADDR;
  output [PORT_R_WIDTH-1:0] PORT_R_RD_DATA;
  \$__knap_rom_cell #(
      .INIT(INIT),
      .PORT_R_WIDTH(PORT_R_WIDTH),
      .REGISTERED(1)
  ) _TECHMAP_REPLACE_ (
      .PORT_R_CLK(PORT_R_CLK),
      .PORT_R_CLK_EN(PORT_R_CLK_EN),
      .OUTPUT_EN(~PORT_R_RD_SRST),
      .PORT_R_ADDR(PORT_R_ADDR),
      .PORT_R_RD_DATA(PORT_R_RD_DATA)
  );
endmodule
