// next = (first ? start : sum) + addend: what an accumulator takes at its next edge.
`default_nettype none

module knap_accumulate #(
    parameter int WIDTH = 8
) (
    input  wire             first,
    input  wire [WIDTH-1:0] start,
    input  wire [WIDTH-1:0] sum,
    input  wire [WIDTH-1:0] addend,
    output wire [WIDTH-1:0] next
);
  assign next = (first ? start : sum) + addend;
endmodule

`default_nettype wire
