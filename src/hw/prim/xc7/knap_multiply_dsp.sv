// product = a * b, in one DSP48E1, after STAGES (1 to 3) register stages that advance together when enable
// is 1. A of up to 25 and B of up to 18 signed bits (an unsigned factor counts one more); beyond that,
// fabric.
`default_nettype none

module knap_multiply_dsp #(
    parameter int A_WIDTH = 8,
    parameter int B_WIDTH = 8,
    parameter int A_SIGNED = 1,
    parameter int B_SIGNED = 1,
    parameter int STAGES = 2
) (
    input  wire                       clk,
    input  wire                       enable,
    input  wire [A_WIDTH-1:0]         a,
    input  wire [B_WIDTH-1:0]         b,
    output wire [A_WIDTH+B_WIDTH-1:0] product
);
  // Both factors as signed numbers one bit wider, so that signed and unsigned ones meet in one product.
  wire signed [A_WIDTH:0] a_signed = {A_SIGNED != 0 ? a[A_WIDTH-1] : 1'b0, a};
  wire signed [B_WIDTH:0] b_signed = {B_SIGNED != 0 ? b[B_WIDTH-1] : 1'b0, b};
  localparam int APINS = A_WIDTH + (A_SIGNED != 0 ? 0 : 1);
  localparam int BPINS = B_WIDTH + (B_SIGNED != 0 ? 0 : 1);
  if (APINS > 25 || BPINS > 18) begin : g_wide
    localparam int FULL = A_WIDTH + B_WIDTH;
    wire [FULL-1:0] full;
    assign full = FULL'((FULL + 2)'(a_signed) * (FULL + 2)'(b_signed));
    reg [A_WIDTH+B_WIDTH-1:0] stage [STAGES];
    always_ff @(posedge clk) if (enable) stage[0] <= full;
    for (genvar k = 1; k < STAGES; k = k + 1) begin : g_delay
      always_ff @(posedge clk) if (enable) stage[k] <= stage[k-1];
    end
    assign product = stage[STAGES-1];
  end else begin : g_dsp
    // One stage: P. Two: A and B, and P. Three: A and B, M, P.
    wire [47:0] sum;
    assign product = sum[A_WIDTH+B_WIDTH-1:0];
    DSP48E1 #(
        .USE_DPORT("FALSE"),
        .USE_MULT("MULTIPLY"),
        .AREG(STAGES >= 2 ? 1 : 0),
        .ACASCREG(STAGES >= 2 ? 1 : 0),
        .BREG(STAGES >= 2 ? 1 : 0),
        .BCASCREG(STAGES >= 2 ? 1 : 0),
        .MREG(STAGES >= 3 ? 1 : 0),
        .PREG(1),
        .ADREG(0),
        .DREG(0),
        .CREG(0),
        .ALUMODEREG(0),
        .CARRYINREG(0),
        .CARRYINSELREG(0),
        .INMODEREG(0),
        .OPMODEREG(0)
    ) multiply (
        .CLK(clk),
        .A(30'(32'(a_signed))),
        .B(18'(32'(b_signed))),
        .C(48'd0),
        .D(25'd0),
        .P(sum),
        .OPMODE(7'b0000101),
        .ALUMODE(4'd0),
        .INMODE(5'd0),
        .CARRYINSEL(3'd0),
        .CARRYIN(1'b0),
        .CARRYCASCIN(1'b0),
        .MULTSIGNIN(1'b0),
        .ACIN(30'd0),
        .BCIN(18'd0),
        .PCIN(48'd0),
        .CEA1(1'b0),
        .CEA2(enable),
        .CEB1(1'b0),
        .CEB2(enable),
        .CEM(enable),
        .CEP(enable),
        .CEAD(1'b0),
        .CEALUMODE(1'b0),
        .CEC(1'b0),
        .CECARRYIN(1'b0),
        .CECTRL(1'b0),
        .CED(1'b0),
        .CEINMODE(1'b0),
        .RSTA(1'b0),
        .RSTALLCARRYIN(1'b0),
        .RSTALUMODE(1'b0),
        .RSTB(1'b0),
        .RSTC(1'b0),
        .RSTCTRL(1'b0),
        .RSTD(1'b0),
        .RSTINMODE(1'b0),
        .RSTM(1'b0),
        .RSTP(1'b0)
    );
  end
endmodule

`default_nettype wire
