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
// other are not zero (canonical signed digits). The upper half of the digits and the lower one are sums of their own,
// so that n digits are log2(n) chains deep.
(* techmap_celltype = "$__knap_times" *)
module knap_times (A, Y);
  parameter A_WIDTH = 1;
  parameter Y_WIDTH = 2;
  parameter SIGNED = 0;
  parameter signed [31:0] FACTOR = 1;
  input [A_WIDTH-1:0] A;
  output [Y_WIDTH-1:0] Y;

  // The lowest `wanted` digits of `factor`, or as many as there are; their count where wanted is 0.
  function signed [31:0] lowest_digits;
    input signed [31:0] factor;
    input integer wanted;
    reg signed [31:0] rest, digit, unit, sum;
    integer i, found;
    begin
      rest = factor;
      unit = 1;
      sum = 0;
      found = 0;
      for (i = 0; i < 30; i = i + 1) begin
        digit = !rest[0] ? 0 : rest[1] ? -1 : 1;
        if (found < wanted) sum = sum + digit * unit;
        if (rest[0]) found = found + 1;
        rest = (rest - digit) >>> 1;
        unit = unit <<< 1;
      end
      lowest_digits = wanted == 0 ? found : sum;
    end
  endfunction
  function integer trailing_zeros;
    input signed [31:0] factor;
    integer i;
    begin
      trailing_zeros = 0;
      for (i = 31; i >= 0; i = i - 1) if (factor[i]) trailing_zeros = i;
    end
  endfunction
  function integer width_of;
    input signed [31:0] factor;
    integer i;
    begin
      width_of = 1;
      for (i = 0; i < 31; i = i + 1) if (factor[i]) width_of = i + 1;
    end
  endfunction

  localparam integer DIGITS = lowest_digits(FACTOR, 0);
  localparam signed [31:0] LOW = lowest_digits(FACTOR, DIGITS / 2);
  localparam integer SHIFT = trailing_zeros(FACTOR - LOW);
  localparam signed [31:0] HIGH = (FACTOR - LOW) >>> SHIFT;
  localparam IS_LOW_SUBTRACTED = LOW < 0;
  // a - 32 a rather than a + -(32 a).
  localparam IS_HIGH_SUBTRACTED = HIGH < 0 && !IS_LOW_SUBTRACTED;
  localparam signed [31:0] LOW_FACTOR = IS_LOW_SUBTRACTED ? -LOW : LOW;
  localparam LOW_WIDTH = A_WIDTH + (LOW_FACTOR == 1 ? 0 : width_of(LOW_FACTOR));
  wire [Y_WIDTH+A_WIDTH-1:0] extended = {{Y_WIDTH{SIGNED ? A[A_WIDTH-1] : 1'b0}}, A};
  generate
    if (FACTOR == 0)
      assign Y = {Y_WIDTH{1'b0}};
    else if (FACTOR == 1)
      assign Y = extended[Y_WIDTH-1:0];
    else if (FACTOR == -1)
      assign Y = {Y_WIDTH{1'b0}} - extended[Y_WIDTH-1:0];
    else if (!FACTOR[0] && Y_WIDTH == 1)
      assign Y = 1'b0;
    else if (FACTOR[0] && Y_WIDTH <= SHIFT)
      \$__knap_times #(
          .A_WIDTH(A_WIDTH),
          .Y_WIDTH(Y_WIDTH),
          .SIGNED(SIGNED),
          .FACTOR(LOW)
      ) times (
          .A(A),
          .Y(Y)
      );
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
    end else begin : digits
      wire [LOW_WIDTH-1:0] lower;
      wire [Y_WIDTH-SHIFT-1:0] upper;
      \$__knap_times #(
          .A_WIDTH(A_WIDTH),
          .Y_WIDTH(LOW_WIDTH),
          .SIGNED(SIGNED),
          .FACTOR(LOW_FACTOR)
      ) low (
          .A(A),
          .Y(lower)
      );
      \$__knap_times #(
          .A_WIDTH(A_WIDTH),
          .Y_WIDTH(Y_WIDTH - SHIFT),
          .SIGNED(SIGNED),
          .FACTOR(IS_HIGH_SUBTRACTED ? -HIGH : HIGH)
      ) high (
          .A(A),
          .Y(upper)
      );
      wire [Y_WIDTH+LOW_WIDTH-1:0] below = {{Y_WIDTH{SIGNED ? lower[LOW_WIDTH-1] : 1'b0}}, lower};
      if (IS_LOW_SUBTRACTED)
        assign Y = {upper, {SHIFT{1'b0}}} - below[Y_WIDTH-1:0];
      else if (IS_HIGH_SUBTRACTED)
        assign Y = {below[Y_WIDTH-1:SHIFT] - upper, below[SHIFT-1:0]};
      else
        assign Y = {upper + below[Y_WIDTH-1:SHIFT], below[SHIFT-1:0]};
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
