// Small memory, in lookup tables where the family has them: one write port, one synchronous read port, one
// clock. read_data takes the word at read_address at an edge where read_enable is 1 and holds it otherwise.
// An address is never read in the cycle in which it is written. Contents are unknown until written,
// read_data until first read.
`default_nettype none

module knap_ram_lut #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 16,
    parameter int ADDRESS_WIDTH = 4
) (
    input  wire                     clk,
    input  wire                     write_enable,
    input  wire [ADDRESS_WIDTH-1:0] write_address,
    input  wire [WIDTH-1:0]         write_data,
    input  wire                     read_enable,
    input  wire [ADDRESS_WIDTH-1:0] read_address,
    output reg  [WIDTH-1:0]         read_data
);
  (* ram_style = "distributed", no_rw_check *) reg [WIDTH-1:0] words [DEPTH];
  always_ff @(posedge clk) if (write_enable) words[write_address] <= write_data;
  always_ff @(posedge clk) if (read_enable) read_data <= words[read_address];
endmodule

`default_nettype wire
