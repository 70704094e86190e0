// Yosys techmap: every sum and difference of two words becomes an adder of its own, which the family maps to its carry
// cells. Left alone, Yosys makes one compressor tree of sums of sums: two tables a bit for each summand but the last two,
// where a carry chain takes one.
//
// On Xilinx the first word of $alu feeds the carry cells themselves and needs tables of its own when it is not ready;
// logic before the other one goes into the adder's tables. Generators write `(first ? start : sum) + x`, so the summands
// are exchanged.
(* techmap_celltype = "$add" *)
module knap_sum (A, B, Y);
  parameter A_SIGNED = 0;
  parameter B_SIGNED = 0;
  parameter A_WIDTH = 1;
  parameter B_WIDTH = 1;
  parameter Y_WIDTH = 1;
  input [A_WIDTH-1:0] A;
  input [B_WIDTH-1:0] B;
  output [Y_WIDTH-1:0] Y;

  wire [Y_WIDTH-1:0] propagate, carry;
  \$alu #(
      .A_SIGNED(B_SIGNED),
      .B_SIGNED(A_SIGNED),
      .A_WIDTH(B_WIDTH),
      .B_WIDTH(A_WIDTH),
      .Y_WIDTH(Y_WIDTH)
  ) adder (.A(B), .B(A), .BI(1'b0), .CI(1'b0), .Y(Y), .X(propagate), .CO(carry));
endmodule

(* techmap_celltype = "$sub" *)
module knap_difference (A, B, Y);
  parameter A_SIGNED = 0;
  parameter B_SIGNED = 0;
  parameter A_WIDTH = 1;
  parameter B_WIDTH = 1;
  parameter Y_WIDTH = 1;
  input [A_WIDTH-1:0] A;
  input [B_WIDTH-1:0] B;
  output [Y_WIDTH-1:0] Y;

  wire [Y_WIDTH-1:0] propagate, carry;
  \$alu #(
      .A_SIGNED(A_SIGNED),
      .B_SIGNED(B_SIGNED),
      .A_WIDTH(A_WIDTH),
      .B_WIDTH(B_WIDTH),
      .Y_WIDTH(Y_WIDTH)
  ) adder (.A(A), .B(B), .BI(1'b1), .CI(1'b1), .Y(Y), .X(propagate), .CO(carry));
endmodule
