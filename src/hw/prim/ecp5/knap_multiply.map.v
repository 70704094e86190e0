// Yosys techmap: a product of two variables as rows of CCU2C, one row per bit of the narrower factor but the first.
// A row adds `wide` times a bit to the sum of the rows before it; the product of two bits is part of the cell's own
// table, so a row takes no lookup table besides. Yosys' own products, a compressor tree and an adder, take twice as
// many. The first row adds two partial products at once; the last one of a signed factor subtracts.
module \$mul (A, B, Y);
  parameter A_SIGNED = 0;
  parameter B_SIGNED = 0;
  parameter A_WIDTH = 1;
  parameter B_WIDTH = 1;
  parameter Y_WIDTH = 1;
  (* force_downto *) input [A_WIDTH-1:0] A;
  (* force_downto *) input [B_WIDTH-1:0] B;
  (* force_downto *) output [Y_WIDTH-1:0] Y;
  parameter _TECHMAP_CONSTMSK_A_ = 0;
  parameter _TECHMAP_CONSTMSK_B_ = 0;

  localparam SIGNED = A_SIGNED != 0 && B_SIGNED != 0;
  localparam WIDE = A_WIDTH > B_WIDTH ? A_WIDTH : B_WIDTH;
  localparam ROWS = A_WIDTH > B_WIDTH ? B_WIDTH : A_WIDTH;
  localparam CELLS = (WIDE + 2) / 2;
  // Constant factors are better served by their few non-zero digits, single bits by gates.
  wire _TECHMAP_FAIL_ = ROWS < 2 || &_TECHMAP_CONSTMSK_A_ || &_TECHMAP_CONSTMSK_B_;

  wire [WIDE-1:0] wide = A_WIDTH > B_WIDTH ? A : B;
  wire [ROWS-1:0] bits = A_WIDTH > B_WIDTH ? B : A;
  wire [2*CELLS-1:0] extended = {{(2 * CELLS - WIDE){SIGNED ? wide[WIDE-1] : 1'b0}}, wide};
  wire [2*CELLS*ROWS-1:0] sums;
  wire [WIDE+ROWS-1:0] product;

  genvar row, cell_index;
  generate
    for (row = 1; row < ROWS; row = row + 1) begin : rows
      localparam IS_NEGATIVE = SIGNED && row == ROWS - 1;
      // Row 1: (A & B) ^ (C & D), the others A ^ (C & D); ~C & D where the row subtracts. Where that is 0, the table
      // at C = D = 0 gives the carry: A & B or A.
      localparam TABLE = row == 1 ? (IS_NEGATIVE ? 16'h8788 : 16'h7888) : (IS_NEGATIVE ? 16'ha5aa : 16'h5aaa);
      // The sum so far, shifted by the bit that is finished.
      wire [2*CELLS-1:0] before;
      if (row == 1)
        assign before = {SIGNED ? wide[WIDE-1] : 1'b0, extended[2*CELLS-1:1]};
      else
        assign before = {{(2 * CELLS - WIDE){SIGNED ? sums[2*CELLS*(row-1)+WIDE] : 1'b0}},
                         sums[2*CELLS*(row-1)+1+:WIDE]};
      wire [CELLS:0] carry;
      assign carry[0] = IS_NEGATIVE ? bits[row] : 1'b0;
      for (cell_index = 0; cell_index < CELLS; cell_index = cell_index + 1) begin : cells
        CCU2C #(
            .INIT0(TABLE),
            .INIT1(TABLE),
            .INJECT1_0("NO"),
            .INJECT1_1("NO")
        ) adder (
            .CIN(carry[cell_index]),
            .A0(before[2*cell_index]),
            .B0(row == 1 ? bits[0] : 1'b0),
            .C0(extended[2*cell_index]),
            .D0(bits[row]),
            .A1(before[2*cell_index+1]),
            .B1(row == 1 ? bits[0] : 1'b0),
            .C1(extended[2*cell_index+1]),
            .D1(bits[row]),
            .S0(sums[2*CELLS*row+2*cell_index]),
            .S1(sums[2*CELLS*row+2*cell_index+1]),
            .COUT(carry[cell_index+1])
        );
      end
      assign product[row] = sums[2*CELLS*row];
    end
  endgenerate
  assign product[0] = wide[0] & bits[0];
  assign product[WIDE+ROWS-1:ROWS] = sums[2*CELLS*(ROWS-1)+1+:WIDE];
  generate
    if (Y_WIDTH <= WIDE + ROWS)
      assign Y = product[Y_WIDTH-1:0];
    else
      assign Y = {{(Y_WIDTH - WIDE - ROWS){SIGNED ? product[WIDE+ROWS-1] : 1'b0}}, product};
  endgenerate
endmodule
