// Yosys techmap: the fabric cells of ECP5 netlists as plain logic, for simulation.
// Flip-flops start unknown, whatever REGSET says: a design that needs its reset and lacks it shows itself.
module LUT4(input A, B, C, D, output Z);
  parameter [15:0] INIT = 0;
  \$lut #(.WIDTH(4), .LUT(INIT)) table_ (.A({D, C, B, A}), .Y(Z));
endmodule
module PFUMX(input ALUT, BLUT, C0, output Z);
  assign Z = C0 ? ALUT : BLUT;
endmodule
module L6MUX21(input D0, D1, SD, output Z);
  assign Z = SD ? D1 : D0;
endmodule
module INV(input A, output Z);
  assign Z = ~A;
endmodule
// Two bits of a carry chain: where the table of four inputs is 1 the carry passes, elsewhere the table of
// the first two inputs
// gives it.
module CCU2C(input CIN, A0, B0, C0, D0, A1, B1, C1, D1, output S0, S1, COUT);
  parameter [15:0] INIT0 = 0;
  parameter [15:0] INIT1 = 0;
  parameter INJECT1_0 = "YES";
  parameter INJECT1_1 = "YES";
  wire pass0, pass1, own0, own1;
  \$lut #(.WIDTH(4), .LUT(INIT0)) pass0_ (.A({D0, C0, B0, A0}), .Y(pass0));
  \$lut #(.WIDTH(4), .LUT(INIT1)) pass1_ (.A({D1, C1, B1, A1}), .Y(pass1));
  \$lut #(.WIDTH(2), .LUT(INIT0[3:0])) own0_ (.A({B0, A0}), .Y(own0));
  \$lut #(.WIDTH(2), .LUT(INIT1[3:0])) own1_ (.A({B1, A1}), .Y(own1));
  wire carry = pass0 ? CIN : INJECT1_0 == "YES" ? 1'b0 : own0;
  assign S0 = INJECT1_0 == "YES" ? pass0 : pass0 ^ CIN;
  assign S1 = INJECT1_1 == "YES" ? pass1 : pass1 ^ carry;
  assign COUT = pass1 ? carry : INJECT1_1 == "YES" ? 1'b0 : own1;
endmodule
module TRELLIS_FF(input CLK, LSR, CE, DI, M, output Q);
  parameter GSR = "ENABLED";
  parameter CEMUX = "1";
  parameter CLKMUX = "CLK";
  parameter LSRMUX = "LSR";
  parameter SRMODE = "LSR_OVER_CE";
  parameter REGSET = "RESET";
  parameter LSRMODE = "LSR";
  wire enable = CEMUX == "1" ? 1'b1 : CEMUX == "0" ? 1'b0 : CEMUX == "INV" ? ~CE : CE;
  wire reset = LSRMUX == "INV" ? ~LSR : LSR;
  localparam VALUE = REGSET == "SET" ? 1'b1 : 1'b0;
  localparam RISING = CLKMUX == "INV" ? 0 : 1;
  generate
    if (SRMODE == "ASYNC")
      \$adffe #(.WIDTH(1), .CLK_POLARITY(RISING), .EN_POLARITY(1), .ARST_POLARITY(1), .ARST_VALUE(VALUE))
          register_ (
        .CLK(CLK), .EN(enable), .ARST(reset), .D(DI), .Q(Q));
    else
      \$sdffe #(.WIDTH(1), .CLK_POLARITY(RISING), .EN_POLARITY(1), .SRST_POLARITY(1), .SRST_VALUE(VALUE))
          register_ (
        .CLK(CLK), .EN(enable), .SRST(reset), .D(DI), .Q(Q));
  endgenerate
endmodule
