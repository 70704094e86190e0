// Yosys techmap: the fabric cells of iCE40 netlists as plain logic, for simulation.
// Flip-flops start unknown although the device clears them: a design that needs its reset and lacks it
// shows itself.
module SB_LUT4(output O, input I0, I1, I2, I3);
  parameter [15:0] LUT_INIT = 0;
  \$lut #(.WIDTH(4), .LUT(LUT_INIT)) table_ (.A({I3, I2, I1, I0}), .Y(O));
endmodule
module SB_CARRY(output CO, input I0, I1, CI);
  assign CO = (I0 & I1) | ((I0 | I1) & CI);
endmodule
module SB_GB(output GLOBAL_BUFFER_OUTPUT, input USER_SIGNAL_TO_GLOBAL_BUFFER);
  assign GLOBAL_BUFFER_OUTPUT = USER_SIGNAL_TO_GLOBAL_BUFFER;
endmodule
module SB_DFF(output Q, input C, D);
  \$dff #(.WIDTH(1), .CLK_POLARITY(1)) register_ (.CLK(C), .D(D), .Q(Q));
endmodule
module SB_DFFE(output Q, input C, E, D);
  \$dffe #(.WIDTH(1), .CLK_POLARITY(1), .EN_POLARITY(1)) register_ (.CLK(C), .EN(E), .D(D), .Q(Q));
endmodule
module SB_DFFSR(output Q, input C, R, D);
  \$sdff #(.WIDTH(1), .CLK_POLARITY(1), .SRST_POLARITY(1), .SRST_VALUE(1'b0)) register_ (.CLK(C), .SRST(R),
      .D(D), .Q(Q));
endmodule
module SB_DFFESR(output Q, input C, E, R, D);
  \$sdffce #(.WIDTH(1), .CLK_POLARITY(1), .EN_POLARITY(1), .SRST_POLARITY(1), .SRST_VALUE(1'b0)) register_
      (.CLK(C), .EN(E), .SRST(R), .D(D), .Q(Q));
endmodule
module SB_DFFSS(output Q, input C, S, D);
  \$sdff #(.WIDTH(1), .CLK_POLARITY(1), .SRST_POLARITY(1), .SRST_VALUE(1'b1)) register_ (.CLK(C), .SRST(S),
      .D(D), .Q(Q));
endmodule
module SB_DFFESS(output Q, input C, E, S, D);
  \$sdffce #(.WIDTH(1), .CLK_POLARITY(1), .EN_POLARITY(1), .SRST_POLARITY(1), .SRST_VALUE(1'b1)) register_
      (.CLK(C), .EN(E), .SRST(S), .D(D), .Q(Q));
endmodule
module SB_DFFR(output Q, input C, R, D);
  \$adff #(.WIDTH(1), .CLK_POLARITY(1), .ARST_POLARITY(1), .ARST_VALUE(1'b0)) register_ (.CLK(C), .ARST(R),
      .D(D), .Q(Q));
endmodule
module SB_DFFER(output Q, input C, E, R, D);
  \$adffe #(.WIDTH(1), .CLK_POLARITY(1), .EN_POLARITY(1), .ARST_POLARITY(1), .ARST_VALUE(1'b0)) register_
      (.CLK(C), .EN(E), .ARST(R), .D(D), .Q(Q));
endmodule
module SB_DFFS(output Q, input C, S, D);
  \$adff #(.WIDTH(1), .CLK_POLARITY(1), .ARST_POLARITY(1), .ARST_VALUE(1'b1)) register_ (.CLK(C), .ARST(S),
      .D(D), .Q(Q));
endmodule
module SB_DFFES(output Q, input C, E, S, D);
  \$adffe #(.WIDTH(1), .CLK_POLARITY(1), .EN_POLARITY(1), .ARST_POLARITY(1), .ARST_VALUE(1'b1)) register_
      (.CLK(C), .EN(E), .ARST(S), .D(D), .Q(Q));
endmodule
module SB_DFFN(output Q, input C, D);
  \$dff #(.WIDTH(1), .CLK_POLARITY(0)) register_ (.CLK(C), .D(D), .Q(Q));
endmodule
module SB_DFFNE(output Q, input C, E, D);
  \$dffe #(.WIDTH(1), .CLK_POLARITY(0), .EN_POLARITY(1)) register_ (.CLK(C), .EN(E), .D(D), .Q(Q));
endmodule
module SB_DFFNSR(output Q, input C, R, D);
  \$sdff #(.WIDTH(1), .CLK_POLARITY(0), .SRST_POLARITY(1), .SRST_VALUE(1'b0)) register_ (.CLK(C), .SRST(R),
      .D(D), .Q(Q));
endmodule
module SB_DFFNESR(output Q, input C, E, R, D);
  \$sdffce #(.WIDTH(1), .CLK_POLARITY(0), .EN_POLARITY(1), .SRST_POLARITY(1), .SRST_VALUE(1'b0)) register_
      (.CLK(C), .EN(E), .SRST(R), .D(D), .Q(Q));
endmodule
module SB_DFFNSS(output Q, input C, S, D);
  \$sdff #(.WIDTH(1), .CLK_POLARITY(0), .SRST_POLARITY(1), .SRST_VALUE(1'b1)) register_ (.CLK(C), .SRST(S),
      .D(D), .Q(Q));
endmodule
module SB_DFFNESS(output Q, input C, E, S, D);
  \$sdffce #(.WIDTH(1), .CLK_POLARITY(0), .EN_POLARITY(1), .SRST_POLARITY(1), .SRST_VALUE(1'b1)) register_
      (.CLK(C), .EN(E), .SRST(S), .D(D), .Q(Q));
endmodule
module SB_DFFNR(output Q, input C, R, D);
  \$adff #(.WIDTH(1), .CLK_POLARITY(0), .ARST_POLARITY(1), .ARST_VALUE(1'b0)) register_ (.CLK(C), .ARST(R),
      .D(D), .Q(Q));
endmodule
module SB_DFFNER(output Q, input C, E, R, D);
  \$adffe #(.WIDTH(1), .CLK_POLARITY(0), .EN_POLARITY(1), .ARST_POLARITY(1), .ARST_VALUE(1'b0)) register_
      (.CLK(C), .EN(E), .ARST(R), .D(D), .Q(Q));
endmodule
module SB_DFFNS(output Q, input C, S, D);
  \$adff #(.WIDTH(1), .CLK_POLARITY(0), .ARST_POLARITY(1), .ARST_VALUE(1'b1)) register_ (.CLK(C), .ARST(S),
      .D(D), .Q(Q));
endmodule
module SB_DFFNES(output Q, input C, E, S, D);
  \$adffe #(.WIDTH(1), .CLK_POLARITY(0), .EN_POLARITY(1), .ARST_POLARITY(1), .ARST_VALUE(1'b1)) register_
      (.CLK(C), .EN(E), .ARST(S), .D(D), .Q(Q));
endmodule
