// Yosys techmap: a product with a constant by the constant's digits, one of two variables as rows of adders, one row per bit of the narrower factor but the first. A
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
  parameter _TECHMAP_CONSTVAL_A_ = 0;
  parameter _TECHMAP_CONSTMSK_B_ = 0;
  parameter _TECHMAP_CONSTVAL_B_ = 0;

  localparam SIGNED = A_SIGNED != 0 && B_SIGNED != 0;
  localparam WIDE = A_WIDTH > B_WIDTH ? A_WIDTH : B_WIDTH;
  localparam ROWS = A_WIDTH > B_WIDTH ? B_WIDTH : A_WIDTH;
  localparam CONSTANT_A = &_TECHMAP_CONSTMSK_A_;
  localparam CONSTANT_B = &_TECHMAP_CONSTMSK_B_;
  localparam CONSTANT_WIDTH = CONSTANT_A ? A_WIDTH : B_WIDTH;
  localparam [CONSTANT_WIDTH-1:0] DIGITS = CONSTANT_A ? _TECHMAP_CONSTVAL_A_ : _TECHMAP_CONSTVAL_B_;
  // Single bits are better served by gates.
  wire _TECHMAP_FAIL_ = ROWS < 2 || CONSTANT_WIDTH > 24 && (CONSTANT_A || CONSTANT_B) || CONSTANT_A && CONSTANT_B;

  wire [WIDE+ROWS-1:0] product;
  generate
    if (CONSTANT_A || CONSTANT_B)
      \$__knap_times #(
          .A_WIDTH(CONSTANT_A ? B_WIDTH : A_WIDTH),
          .Y_WIDTH(WIDE + ROWS),
          .SIGNED(SIGNED),
          .FACTOR($signed({SIGNED ? DIGITS[CONSTANT_WIDTH-1] : 1'b0, DIGITS}))
      ) times (
          .A(CONSTANT_A ? B : A),
          .Y(product)
      );
    else
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
    if (Y_WIDTH <= WIDE + ROWS)
      assign Y = product[Y_WIDTH-1:0];
    else
      assign Y = {{(Y_WIDTH - WIDE - ROWS){SIGNED ? product[WIDE+ROWS-1] : 1'b0}}, product};
  endgenerate
endmodule

// Y = A * FACTOR: a sum for each digit but one that is not zero, where digits are 1, 0 and -1 and no two beside each
// other are not zero (canonical signed digits).
(* techmap_celltype = "$__knap_times" *)
module knap_times (A, Y);
  parameter A_WIDTH = 1;
  parameter Y_WIDTH = 2;
  parameter SIGNED = 0;
  parameter signed [31:0] FACTOR = 1;
  input [A_WIDTH-1:0] A;
  output [Y_WIDTH-1:0] Y;

  localparam IS_NEGATIVE_DIGIT = FACTOR[1:0] == 2'd3;
  localparam signed [31:0] REST = IS_NEGATIVE_DIGIT ? (FACTOR + 1) >>> 2 : FACTOR >>> 2;
  // a - 32 a rather than a + -(32 a).
  localparam IS_NEGATIVE_REST = REST < 0 && !IS_NEGATIVE_DIGIT;
  wire [Y_WIDTH+A_WIDTH-1:0] extended = {{Y_WIDTH{SIGNED ? A[A_WIDTH-1] : 1'b0}}, A};
  wire [Y_WIDTH-1:0] rest;
  generate
    if (FACTOR == 0)
      assign Y = {Y_WIDTH{1'b0}};
    else if (FACTOR == 1)
      assign Y = extended[Y_WIDTH-1:0];
    else if (FACTOR == -1)
      assign Y = {Y_WIDTH{1'b0}} - extended[Y_WIDTH-1:0];
    else if (Y_WIDTH < 4)
      assign Y = extended[Y_WIDTH-1:0] * FACTOR;
    else if (!FACTOR[0]) begin : doubled
      wire [Y_WIDTH-2:0] half;
      \$__knap_times #(
          .A_WIDTH(A_WIDTH),
          .Y_WIDTH(Y_WIDTH - 1),
          .SIGNED(SIGNED),
          .FACTOR(FACTOR >>> 1)
      ) times (
          .A(A),
          .Y(half)
      );
      assign Y = {half, 1'b0};
    end else begin : digit
      wire [Y_WIDTH-3:0] quarter;
      \$__knap_times #(
          .A_WIDTH(A_WIDTH),
          .Y_WIDTH(Y_WIDTH - 2),
          .SIGNED(SIGNED),
          .FACTOR(IS_NEGATIVE_REST ? -REST : REST)
      ) times (
          .A(A),
          .Y(quarter)
      );
      if (IS_NEGATIVE_DIGIT)
        assign Y = {quarter, 2'd0} - extended[Y_WIDTH-1:0];
      else if (IS_NEGATIVE_REST)
        assign Y = {extended[Y_WIDTH-1:2] - quarter, extended[1:0]};
      else
        assign Y = {quarter + extended[Y_WIDTH-1:2], extended[1:0]};
    end
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
