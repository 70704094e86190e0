// Yosys techmap: the fabric cells of 7-series and UltraScale+ netlists as plain logic, for simulation.
// Flip-flops start unknown, whatever INIT says: a design that needs its reset and lacks it shows itself.
module LUT1(output O, input I0);
  parameter [1:0] INIT = 0;
  \$lut #(.WIDTH(1), .LUT(INIT)) table_ (.A({I0}), .Y(O));
endmodule
module LUT2(output O, input I0, I1);
  parameter [3:0] INIT = 0;
  \$lut #(.WIDTH(2), .LUT(INIT)) table_ (.A({I1, I0}), .Y(O));
endmodule
module LUT3(output O, input I0, I1, I2);
  parameter [7:0] INIT = 0;
  \$lut #(.WIDTH(3), .LUT(INIT)) table_ (.A({I2, I1, I0}), .Y(O));
endmodule
module LUT4(output O, input I0, I1, I2, I3);
  parameter [15:0] INIT = 0;
  \$lut #(.WIDTH(4), .LUT(INIT)) table_ (.A({I3, I2, I1, I0}), .Y(O));
endmodule
module LUT5(output O, input I0, I1, I2, I3, I4);
  parameter [31:0] INIT = 0;
  \$lut #(.WIDTH(5), .LUT(INIT)) table_ (.A({I4, I3, I2, I1, I0}), .Y(O));
endmodule
module LUT6(output O, input I0, I1, I2, I3, I4, I5);
  parameter [63:0] INIT = 0;
  \$lut #(.WIDTH(6), .LUT(INIT)) table_ (.A({I5, I4, I3, I2, I1, I0}), .Y(O));
endmodule
module LUT6_2(output O6, output O5, input I0, I1, I2, I3, I4, I5);
  parameter [63:0] INIT = 0;
  \$lut #(.WIDTH(6), .LUT(INIT)) table6_ (.A({I5, I4, I3, I2, I1, I0}), .Y(O6));
  \$lut #(.WIDTH(5), .LUT(INIT[31:0])) table5_ (.A({I4, I3, I2, I1, I0}), .Y(O5));
endmodule
module INV(output O, input I);
  assign O = ~I;
endmodule
module BUF(output O, input I);
  assign O = I;
endmodule
module BUFG(output O, input I);
  assign O = I;
endmodule
module IBUF(output O, input I);
  assign O = I;
endmodule
module OBUF(output O, input I);
  assign O = I;
endmodule
module MUXF7(output O, input I0, I1, S);
  assign O = S ? I1 : I0;
endmodule
module MUXF8(output O, input I0, I1, S);
  assign O = S ? I1 : I0;
endmodule
module MUXF9(output O, input I0, I1, S);
  assign O = S ? I1 : I0;
endmodule
// Carry chains bit by bit: where S is 1 the carry passes, elsewhere DI gives it. Sums of vectors would tie
// all bits together, and a simulator would see loops where chains feed each other.
module CARRY4(output [3:0] CO, output [3:0] O, input CI, CYINIT, input [3:0] DI, S);
  wire first = CI | CYINIT;
  assign CO[0] = S[0] ? first : DI[0];
  assign CO[1] = S[1] ? CO[0] : DI[1];
  assign CO[2] = S[2] ? CO[1] : DI[2];
  assign CO[3] = S[3] ? CO[2] : DI[3];
  assign O = S ^ {CO[2:0], first};
endmodule
module CARRY8(output [7:0] CO, output [7:0] O, input CI, CI_TOP, input [7:0] DI, S);
  parameter CARRY_TYPE = "SINGLE_CY8";
  wire middle = CARRY_TYPE == "DUAL_CY4" ? CI_TOP : CO[3];
  assign CO[0] = S[0] ? CI : DI[0];
  assign CO[1] = S[1] ? CO[0] : DI[1];
  assign CO[2] = S[2] ? CO[1] : DI[2];
  assign CO[3] = S[3] ? CO[2] : DI[3];
  assign CO[4] = S[4] ? middle : DI[4];
  assign CO[5] = S[5] ? CO[4] : DI[5];
  assign CO[6] = S[6] ? CO[5] : DI[6];
  assign CO[7] = S[7] ? CO[6] : DI[7];
  assign O = S ^ {CO[6:4], middle, CO[2:0], CI};
endmodule
module FDRE(output Q, input C, CE, D, R);
  parameter INIT = 1'bx;
  parameter IS_C_INVERTED = 1'b0;
  parameter IS_D_INVERTED = 1'b0;
  parameter IS_R_INVERTED = 1'b0;
  \$sdffe #(.WIDTH(1), .CLK_POLARITY(1 ^ IS_C_INVERTED), .EN_POLARITY(1), .SRST_POLARITY(1),
      .SRST_VALUE(1'b0)) register_ (
    .CLK(C), .EN(CE), .SRST(R ^ IS_R_INVERTED), .D(D ^ IS_D_INVERTED), .Q(Q));
endmodule
module FDRE_1(output Q, input C, CE, D, R);
  parameter INIT = 1'bx;
  parameter IS_C_INVERTED = 1'b0;
  parameter IS_D_INVERTED = 1'b0;
  parameter IS_R_INVERTED = 1'b0;
  \$sdffe #(.WIDTH(1), .CLK_POLARITY(0 ^ IS_C_INVERTED), .EN_POLARITY(1), .SRST_POLARITY(1),
      .SRST_VALUE(1'b0)) register_ (
    .CLK(C), .EN(CE), .SRST(R ^ IS_R_INVERTED), .D(D ^ IS_D_INVERTED), .Q(Q));
endmodule
module FDSE(output Q, input C, CE, D, S);
  parameter INIT = 1'bx;
  parameter IS_C_INVERTED = 1'b0;
  parameter IS_D_INVERTED = 1'b0;
  parameter IS_S_INVERTED = 1'b0;
  \$sdffe #(.WIDTH(1), .CLK_POLARITY(1 ^ IS_C_INVERTED), .EN_POLARITY(1), .SRST_POLARITY(1),
      .SRST_VALUE(1'b1)) register_ (
    .CLK(C), .EN(CE), .SRST(S ^ IS_S_INVERTED), .D(D ^ IS_D_INVERTED), .Q(Q));
endmodule
module FDSE_1(output Q, input C, CE, D, S);
  parameter INIT = 1'bx;
  parameter IS_C_INVERTED = 1'b0;
  parameter IS_D_INVERTED = 1'b0;
  parameter IS_S_INVERTED = 1'b0;
  \$sdffe #(.WIDTH(1), .CLK_POLARITY(0 ^ IS_C_INVERTED), .EN_POLARITY(1), .SRST_POLARITY(1),
      .SRST_VALUE(1'b1)) register_ (
    .CLK(C), .EN(CE), .SRST(S ^ IS_S_INVERTED), .D(D ^ IS_D_INVERTED), .Q(Q));
endmodule
module FDCE(output Q, input C, CE, D, CLR);
  parameter INIT = 1'bx;
  parameter IS_C_INVERTED = 1'b0;
  parameter IS_D_INVERTED = 1'b0;
  parameter IS_CLR_INVERTED = 1'b0;
  \$adffe #(.WIDTH(1), .CLK_POLARITY(1 ^ IS_C_INVERTED), .EN_POLARITY(1), .ARST_POLARITY(1),
      .ARST_VALUE(1'b0)) register_ (
    .CLK(C), .EN(CE), .ARST(CLR ^ IS_CLR_INVERTED), .D(D ^ IS_D_INVERTED), .Q(Q));
endmodule
module FDCE_1(output Q, input C, CE, D, CLR);
  parameter INIT = 1'bx;
  parameter IS_C_INVERTED = 1'b0;
  parameter IS_D_INVERTED = 1'b0;
  parameter IS_CLR_INVERTED = 1'b0;
  \$adffe #(.WIDTH(1), .CLK_POLARITY(0 ^ IS_C_INVERTED), .EN_POLARITY(1), .ARST_POLARITY(1),
      .ARST_VALUE(1'b0)) register_ (
    .CLK(C), .EN(CE), .ARST(CLR ^ IS_CLR_INVERTED), .D(D ^ IS_D_INVERTED), .Q(Q));
endmodule
module FDPE(output Q, input C, CE, D, PRE);
  parameter INIT = 1'bx;
  parameter IS_C_INVERTED = 1'b0;
  parameter IS_D_INVERTED = 1'b0;
  parameter IS_PRE_INVERTED = 1'b0;
  \$adffe #(.WIDTH(1), .CLK_POLARITY(1 ^ IS_C_INVERTED), .EN_POLARITY(1), .ARST_POLARITY(1),
      .ARST_VALUE(1'b1)) register_ (
    .CLK(C), .EN(CE), .ARST(PRE ^ IS_PRE_INVERTED), .D(D ^ IS_D_INVERTED), .Q(Q));
endmodule
module FDPE_1(output Q, input C, CE, D, PRE);
  parameter INIT = 1'bx;
  parameter IS_C_INVERTED = 1'b0;
  parameter IS_D_INVERTED = 1'b0;
  parameter IS_PRE_INVERTED = 1'b0;
  \$adffe #(.WIDTH(1), .CLK_POLARITY(0 ^ IS_C_INVERTED), .EN_POLARITY(1), .ARST_POLARITY(1),
      .ARST_VALUE(1'b1)) register_ (
    .CLK(C), .EN(CE), .ARST(PRE ^ IS_PRE_INVERTED), .D(D ^ IS_D_INVERTED), .Q(Q));
endmodule
