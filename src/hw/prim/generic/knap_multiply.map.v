// Yosys techmap: a product of two variables as rows of adders, one row per bit of the narrower factor but the first. A
// row adds `A` times a bit to a sum; where the product of two bits is part of the adder's own table, as in the families
// that have a knap_chain.map.v, a row takes no lookup table besides. Yosys' own products, a compressor tree and an adder,
// take twice as many.
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
    end else
      \$__knap_chain #(
          .WIDE(WIDE),
          .ROWS(ROWS),
          .SIGNED(SIGNED),
          .SUBTRACTS(SUBTRACTS)
      ) _TECHMAP_REPLACE_ (
          .A(A),
          .B(B),
          .Y(Y)
      );
  endgenerate
endmodule
