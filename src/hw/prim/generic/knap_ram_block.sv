// Memory in block RAM: one write port, one synchronous read port, one clock.
// read_data takes the word at read_address at an edge where read_enable is 1 and holds it otherwise. An
// address is never read in the cycle in which it is written. Contents are unknown until written, read_data
// until first read.
// With READ_STAGES = 2 the word passes an output register, which moves where output_enable is 1.
`default_nettype none

module knap_ram_block #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 16,
    parameter int ADDRESS_WIDTH = 4,
    parameter int READ_STAGES = 1
) (
    input  wire                     clk,
    input  wire                     write_enable,
    input  wire [ADDRESS_WIDTH-1:0] write_address,
    input  wire [WIDTH-1:0]         write_data,
    input  wire                     read_enable,
    input  wire [ADDRESS_WIDTH-1:0] read_address,
    input  wire                     output_enable,
    output wire [WIDTH-1:0]         read_data
);
  (* ram_style = "block", no_rw_check *) reg [WIDTH-1:0] words [DEPTH];
  always_ff @(posedge clk) if (write_enable) words[write_address] <= write_data;
  reg [WIDTH-1:0] word;
  always_ff @(posedge clk) if (read_enable) word <= words[read_address];
  if (READ_STAGES == 1) begin : g_direct
    wire unused_enable = output_enable;
    assign read_data = word;
  end else begin : g_register
    reg [WIDTH-1:0] held;
    always_ff @(posedge clk) if (output_enable) held <= word;
    assign read_data = held;
  end
endmodule

`default_nettype wire
