// Yosys techmap: a product of two variables as rows of LUT and CARRY4, one row per bit of the narrower factor but the
// first. A row adds `A` times a bit to a sum; the product of two bits is part of the adder's table, so a row takes one
// lookup table per bit. Yosys' own products, a compressor tree and an adder, take nearly twice as many.
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
  // Constant factors are better served by their few non-zero digits, single bits by gates.
  wire _TECHMAP_FAIL_ = ROWS < 2 || &_TECHMAP_CONSTMSK_A_ || &_TECHMAP_CONSTMSK_B_;

  wire [WIDE+ROWS-1:0] product;
  \$__knap_rows #(
      .WIDE(WIDE),
      .ROWS(ROWS),
      .SIGNED(SIGNED),
      .SUBTRACTS(SIGNED)
  ) rows (
      .A(A_WIDTH > B_WIDTH ? A : B),
      .B(A_WIDTH > B_WIDTH ? B : A),
      .Y(product)
  );
  generate
    if (Y_WIDTH <= WIDE + ROWS)
      assign Y = product[Y_WIDTH-1:0];
    else
      assign Y = {{(Y_WIDTH - WIDE - ROWS){SIGNED ? product[WIDE+ROWS-1] : 1'b0}}, product};
  endgenerate
endmodule

// Y = A * B, where A is signed or not, and the last bit of B counts negative (SUBTRACTS) or not. Up to three rows stand
// one behind the other; more are two halves whose sums are added, so that 8 rows are three chains deep and not seven.
(* techmap_celltype = "$__knap_rows" *)
module knap_rows (A, B, Y);
  parameter WIDE = 2;
  parameter ROWS = 2;
  parameter SIGNED = 0;
  parameter SUBTRACTS = 0;
  input [WIDE-1:0] A;
  input [ROWS-1:0] B;
  output [WIDE+ROWS-1:0] Y;

  generate
    if (ROWS > 3) begin : halves
      localparam LOW = ROWS / 2;
      wire [WIDE+LOW-1:0] low;
      wire [WIDE+ROWS-LOW-1:0] high;
      wire [WIDE+ROWS-LOW-1:0] sum;
      \$__knap_rows #(
          .WIDE(WIDE),
          .ROWS(LOW),
          .SIGNED(SIGNED),
          .SUBTRACTS(0)
      ) lower (
          .A(A),
          .B(B[LOW-1:0]),
          .Y(low)
      );
      \$__knap_rows #(
          .WIDE(WIDE),
          .ROWS(ROWS - LOW),
          .SIGNED(SIGNED),
          .SUBTRACTS(SUBTRACTS)
      ) upper (
          .A(A),
          .B(B[ROWS-1:LOW]),
          .Y(high)
      );
      \$add #(
          .A_SIGNED(SIGNED),
          .B_SIGNED(SIGNED),
          .A_WIDTH(WIDE),
          .B_WIDTH(WIDE + ROWS - LOW),
          .Y_WIDTH(WIDE + ROWS - LOW)
      ) add (
          .A(low[WIDE+LOW-1:LOW]),
          .B(high),
          .Y(sum)
      );
      assign Y = {sum, low[LOW-1:0]};
    end else begin : chain
      localparam SUM = WIDE + 1;
      localparam CELLS = (SUM + 3) / 4;
      wire [SUM-1:0] extended = {SIGNED ? A[WIDE-1] : 1'b0, A};
      wire [SUM*ROWS-1:0] sums;
      genvar row, cell_index, place;
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
      assign Y[0] = A[0] & B[0];
      assign Y[WIDE+ROWS-1:ROWS] = sums[SUM*(ROWS-1)+1+:WIDE];
    end
  endgenerate
endmodule
