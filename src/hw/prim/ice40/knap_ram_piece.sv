// One SB_RAM40_4K as a simple dual-port memory: 16 x 256, 8 x 512, 4 x 1024, 2 x 2048 (WIDTH chooses).
// A width below 16 uses the data pins that the narrow modes of the block leave.
`default_nettype none

module knap_ram_piece #(
    parameter int WIDTH = 16
) (
    input  wire             clk,
    input  wire             write_enable,
    input  wire [10:0]      write_address,
    input  wire [WIDTH-1:0] write_data,
    input  wire             read_enable,
    input  wire [10:0]      read_address,
    output wire [WIDTH-1:0] read_data
);
  localparam int MODE = WIDTH == 16 ? 0 : WIDTH == 8 ? 1 : WIDTH == 4 ? 2 : 3;
  localparam int FIRST = WIDTH == 16 ? 0 : WIDTH == 8 ? 0 : WIDTH == 4 ? 1 : 3;
  localparam int STEP = 16 / WIDTH;
  wire [15:0] write_pins, read_pins;
  for (genvar bit_index = 0; bit_index < 16; bit_index = bit_index + 1) begin : g_pins
    if (bit_index % STEP == FIRST) begin : g_used
      assign write_pins[bit_index] = write_data[bit_index/STEP];
      assign read_data[bit_index/STEP] = read_pins[bit_index];
    end else begin : g_unused
      assign write_pins[bit_index] = 1'b0;
    end
  end
  SB_RAM40_4K #(
      .READ_MODE(MODE),
      .WRITE_MODE(MODE)
  ) ram (
      .RCLK(clk),
      .RCLKE(read_enable),
      .RE(1'b1),
      .RADDR(read_address),
      .RDATA(read_pins),
      .WCLK(clk),
      .WCLKE(write_enable),
      .WE(1'b1),
      .WADDR(write_address),
      .WDATA(write_pins),
      .MASK(16'd0)
  );
endmodule

`default_nettype wire
