// next = (first ? start : sum) + addend, with the choice in the tables of the carry cells: of addend ^ (first
// ? start : sum), which is addend where start = sum = 0; there the cell takes its carry from the same table.
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
  localparam int CELLS = (WIDTH + 1) / 2;
  wire [2*CELLS-1:0] x, if_first, if_not, y;
  wire [CELLS:0] carry;
  // By way of 64 bits, for linters flag a cast to the width that a word has already.
  assign x = (2 * CELLS)'(64'(addend));
  assign if_first = (2 * CELLS)'(64'(start));
  assign if_not = (2 * CELLS)'(64'(sum));
  assign carry[0] = 1'b0;
  assign next = y[WIDTH-1:0];
  for (genvar k = 0; k < CELLS; k = k + 1) begin : g_cells
    CCU2C #(
        .INIT0(16'h596a),
        .INIT1(16'h596a),
        .INJECT1_0("NO"),
        .INJECT1_1("NO")
    ) adder (
        .CIN(carry[k]),
        .A0(x[2*k]),
        .B0(first),
        .C0(if_first[2*k]),
        .D0(if_not[2*k]),
        .A1(x[2*k+1]),
        .B1(first),
        .C1(if_first[2*k+1]),
        .D1(if_not[2*k+1]),
        .S0(y[2*k]),
        .S1(y[2*k+1]),
        .COUT(carry[k+1])
    );
  end
endmodule

`default_nettype wire
