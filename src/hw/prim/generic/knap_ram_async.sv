// Small memory: one synchronous write port, one combinational read port. Contents are unknown until written.
`default_nettype none

module knap_ram_async #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 16,
    parameter int ADDRESS_WIDTH = 4
) (
    input  wire                     clk,
    input  wire                     write_enable,
    input  wire [ADDRESS_WIDTH-1:0] write_address,
    input  wire [WIDTH-1:0]         write_data,
    input  wire [ADDRESS_WIDTH-1:0] read_address,
    output wire [WIDTH-1:0]         read_data
);
  (* ram_style = "distributed" *) reg [WIDTH-1:0] words [DEPTH];
  always_ff @(posedge clk) if (write_enable) words[write_address] <= write_data;
  assign read_data = words[read_address];
endmodule

`default_nettype wire
