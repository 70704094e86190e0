// Small memory; iCE40 has no lookup-table RAM: up to 128 bits in flip-flops, beyond that in block RAM: one
// write port, one synchronous read port, one clock. read_data takes the word at read_address at an edge
// where read_enable is 1 and holds it otherwise. An address is never read in the cycle in which it is
// written. Contents are unknown until written, read_data until first read.
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
    output wire [WIDTH-1:0]         read_data
);
  if (WIDTH * DEPTH <= 128) begin : g_small
    (* ram_style = "logic", no_rw_check *) reg [WIDTH-1:0] words [DEPTH];
    reg [WIDTH-1:0] word;
    always_ff @(posedge clk) if (write_enable) words[write_address] <= write_data;
    always_ff @(posedge clk) if (read_enable) word <= words[read_address];
    assign read_data = word;
  end else begin : g_block
    knap_ram_block #(
        .WIDTH(WIDTH),
        .DEPTH(DEPTH),
        .ADDRESS_WIDTH(ADDRESS_WIDTH)
    ) ram (
        .clk(clk),
        .write_enable(write_enable),
        .write_address(write_address),
        .write_data(write_data),
        .read_enable(read_enable),
        .read_address(read_address),
        .output_enable(1'b1),
        .read_data(read_data)
    );
  end
endmodule

`default_nettype wire
