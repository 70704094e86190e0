// Yosys techmap: rows of generic/knap_multiply.map.v, one behind the other, as CCU2C.
(* techmap_celltype = "$__knap_chain" *)
module knap_chain (A, B, Y);
  parameter WIDE = 2;
  parameter ROWS = 2;
  parameter SIGNED = 0;
  parameter SUBTRACTS = 0;
  input [WIDE-1:0] A;
  input [ROWS-1:0] B;
  output [WIDE+ROWS-1:0] Y;

  localparam CELLS = (WIDE + 2) / 2;
  wire [2*CELLS-1:0] extended = {{(2 * CELLS - WIDE){SIGNED ? A[WIDE-1] : 1'b0}}, A};
  wire [2*CELLS*ROWS-1:0] sums;
  genvar row, cell_index;
  generate
    for (row = 1; row < ROWS; row = row + 1) begin : rows
      // The first row adds two partial products at once; the last one of a signed factor subtracts. Row 1:
      // (A & B) ^ (C & D), the others A ^ (C & D); ~C & D where the row subtracts. Where that is 0, the table at
      // C = D = 0 gives the carry: A & B or A.
      localparam IS_NEGATIVE = SUBTRACTS && row == ROWS - 1;
      localparam TABLE = row == 1 ? (IS_NEGATIVE ? 16'h8788 : 16'h7888) : (IS_NEGATIVE ? 16'ha5aa : 16'h5aaa);
      // The sum so far, shifted by the bit that is finished.
      wire [2*CELLS-1:0] before;
      if (row == 1)
        assign before = {SIGNED ? A[WIDE-1] : 1'b0, extended[2*CELLS-1:1]};
      else
        assign before = {{(2 * CELLS - WIDE){SIGNED ? sums[2*CELLS*(row-1)+WIDE] : 1'b0}},
                         sums[2*CELLS*(row-1)+1+:WIDE]};
      wire [CELLS:0] carry;
      assign carry[0] = IS_NEGATIVE ? B[row] : 1'b0;
      for (cell_index = 0; cell_index < CELLS; cell_index = cell_index + 1) begin : cells
        CCU2C #(
            .INIT0(TABLE),
            .INIT1(TABLE),
            .INJECT1_0("NO"),
            .INJECT1_1("NO")
        ) adder (
            .CIN(carry[cell_index]),
            .A0(before[2*cell_index]),
            .B0(row == 1 ? B[0] : 1'b0),
            .C0(extended[2*cell_index]),
            .D0(B[row]),
            .A1(before[2*cell_index+1]),
            .B1(row == 1 ? B[0] : 1'b0),
            .C1(extended[2*cell_index+1]),
            .D1(B[row]),
            .S0(sums[2*CELLS*row+2*cell_index]),
            .S1(sums[2*CELLS*row+2*cell_index+1]),
            .COUT(carry[cell_index+1])
        );
      end
      assign Y[row] = sums[2*CELLS*row];
    end
  endgenerate
  assign Y[0] = A[0] & B[0];
  assign Y[WIDE+ROWS-1:ROWS] = sums[2*CELLS*(ROWS-1)+1+:WIDE];
endmodule
