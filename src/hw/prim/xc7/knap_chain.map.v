// Yosys techmap: rows of generic/knap_multiply.map.v, one behind the other, as LUT and CARRY4 (UltraScale+ too).
(* techmap_celltype = "$__knap_chain" *)
module knap_chain (A, B, Y);
  parameter WIDE = 2;
  parameter ROWS = 2;
  parameter SIGNED = 0;
  parameter SUBTRACTS = 0;
  input [WIDE-1:0] A;
  input [ROWS-1:0] B;
  output [WIDE+ROWS-1:0] Y;

  localparam SUM = WIDE + 1;
  localparam CELLS = (SUM + 3) / 4;
  wire [SUM-1:0] extended = {SIGNED ? A[WIDE-1] : 1'b0, A};
  wire [SUM*ROWS-1:0] sums;
  genvar row, cell_index, place;
  generate
    for (row = 1; row < ROWS; row = row + 1) begin : rows
      // The first row adds two partial products at once; the last one of a signed factor subtracts.
      localparam IS_NEGATIVE = SUBTRACTS && row == ROWS - 1;
      // The sum so far, shifted by the bit that is finished.
      wire [SUM-1:0] before;
      if (row == 1)
        assign before = {SIGNED ? A[WIDE-1] : 1'b0, extended[SUM-1:1]};
      else
        assign before = {{(SUM - WIDE){SIGNED ? sums[SUM*(row-1)+WIDE] : 1'b0}}, sums[SUM*(row-1)+1+:WIDE]};
      wire [4*CELLS-1:0] pass, own, out, carry;
      for (place = 0; place < 4 * CELLS; place = place + 1) begin : places
        if (place >= SUM) begin
          assign pass[place] = 1'b0;
          assign own[place] = 1'b0;
        end else if (row == 1) begin
          // O6 = (I0 & I1) ^ (I2 & I3), or ~I2 where the row subtracts; O5 = I0 & I1.
          LUT6_2 #(
              .INIT(IS_NEGATIVE ? 64'h8788878888888888 : 64'h7888788888888888)
          ) adder (
              .I0(before[place]),
              .I1(B[0]),
              .I2(extended[place]),
              .I3(B[row]),
              .I4(1'b0),
              .I5(1'b1),
              .O6(pass[place]),
              .O5(own[place])
          );
        end else begin
          LUT3 #(
              .INIT(IS_NEGATIVE ? 8'h9a : 8'h6a)
          ) adder (
              .I0(before[place]),
              .I1(extended[place]),
              .I2(B[row]),
              .O(pass[place])
          );
          assign own[place] = before[place];
        end
      end
      for (cell_index = 0; cell_index < CELLS; cell_index = cell_index + 1) begin : cells
        CARRY4 chain (
            .CI(cell_index == 0 ? 1'b0 : carry[(cell_index == 0 ? 0 : 4*cell_index-1)]),
            .CYINIT(cell_index == 0 && IS_NEGATIVE ? B[row] : 1'b0),
            .DI(own[4*cell_index+:4]),
            .S(pass[4*cell_index+:4]),
            .O(out[4*cell_index+:4]),
            .CO(carry[4*cell_index+:4])
        );
      end
      assign sums[SUM*row+:SUM] = out[SUM-1:0];
      assign Y[row] = sums[SUM*row];
    end
  endgenerate
  assign Y[0] = A[0] & B[0];
  assign Y[WIDE+ROWS-1:ROWS] = sums[SUM*(ROWS-1)+1+:WIDE];
endmodule
