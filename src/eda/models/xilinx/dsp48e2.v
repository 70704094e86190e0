// Simulation model of DSP48E2 as knap uses it: P = A * B, P + A * B or C + A * B (OPMODE chooses), with the
// registers of A, B, M
// and P; no pre-adder, cascades, patterns or resets.
module DSP48E2 (
    input CLK, CEA1, CEA2, CEAD, CEALUMODE, CEB1, CEB2, CEC, CECARRYIN, CECTRL, CED, CEINMODE, CEM, CEP,
    input [29:0] A, ACIN,
    input [17:0] B, BCIN,
    input [47:0] C, PCIN,
    input [26:0] D,
    input [8:0] OPMODE,
    input [3:0] ALUMODE,
    input [4:0] INMODE,
    input [2:0] CARRYINSEL,
    input CARRYIN, CARRYCASCIN, MULTSIGNIN,
    input RSTA, RSTALLCARRYIN, RSTALUMODE, RSTB, RSTC, RSTCTRL, RSTD, RSTINMODE, RSTM, RSTP,
    output [47:0] P
);
  parameter AMULTSEL = "A";
  parameter BMULTSEL = "B";
  parameter USE_MULT = "MULTIPLY";
  parameter AREG = 1;
  parameter ACASCREG = 1;
  parameter BREG = 1;
  parameter BCASCREG = 1;
  parameter MREG = 1;
  parameter PREG = 1;
  parameter ADREG = 1;
  parameter DREG = 1;
  parameter CREG = 1;
  parameter ALUMODEREG = 1;
  parameter CARRYINREG = 1;
  parameter CARRYINSELREG = 1;
  parameter INMODEREG = 1;
  parameter OPMODEREG = 1;
  reg signed [26:0] a1, a2;
  reg signed [17:0] b1, b2;
  reg signed [47:0] m, p;
  reg [47:0] c;
  always @(posedge CLK) begin
    if (AREG == 2 && CEA1) a1 <= A[26:0];
    if (CEA2) a2 <= AREG == 2 ? a1 : A[26:0];
    if (BREG == 2 && CEB1) b1 <= B;
    if (CEB2) b2 <= BREG == 2 ? b1 : B;
    if (CEC) c <= C;
    if (CEM) m <= product;
    if (CEP) p <= sum;
  end
  wire signed [26:0] a_used = AREG == 0 ? $signed(A[26:0]) : a2;
  wire signed [17:0] b_used = BREG == 0 ? $signed(B) : b2;
  wire signed [47:0] product = a_used * b_used;
  wire signed [47:0] m_used = MREG == 0 ? product : m;
  wire [47:0] z = OPMODE[6:4] == 3'b010 ? p : OPMODE[6:4] == 3'b011 ? (CREG == 0 ? C : c) : 48'd0;
  wire signed [47:0] sum = $signed(z) + m_used;
  assign P = PREG == 0 ? sum : p;
endmodule
