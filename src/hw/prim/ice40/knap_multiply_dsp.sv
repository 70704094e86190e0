// product = a * b, in one SB_MAC16, after STAGES (1 to 3) register stages that advance together when enable
// is 1. Factors of up to 16 bits, signed or unsigned; beyond that, fabric.
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
  if (A_WIDTH > 16 || B_WIDTH > 16) begin : g_wide
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
    // One stage: the register after the 16 x 16 sum. Two: inputs and that one. Three: also the partial
    // products.
    wire [31:0] sum;
    assign product = sum[A_WIDTH+B_WIDTH-1:0];
    SB_MAC16 #(
        .NEG_TRIGGER(1'b0),
        .A_REG(STAGES >= 2 ? 1'b1 : 1'b0),
        .B_REG(STAGES >= 2 ? 1'b1 : 1'b0),
        .C_REG(1'b0),
        .D_REG(1'b0),
        .TOP_8x8_MULT_REG(STAGES >= 3 ? 1'b1 : 1'b0),
        .BOT_8x8_MULT_REG(STAGES >= 3 ? 1'b1 : 1'b0),
        .PIPELINE_16x16_MULT_REG1(STAGES >= 3 ? 1'b1 : 1'b0),
        .PIPELINE_16x16_MULT_REG2(1'b1),
        .TOPOUTPUT_SELECT(2'b11),
        .BOTOUTPUT_SELECT(2'b11),
        .TOPADDSUB_LOWERINPUT(2'b00),
        .TOPADDSUB_UPPERINPUT(1'b0),
        .TOPADDSUB_CARRYSELECT(2'b00),
        .BOTADDSUB_LOWERINPUT(2'b00),
        .BOTADDSUB_UPPERINPUT(1'b0),
        .BOTADDSUB_CARRYSELECT(2'b00),
        .MODE_8x8(1'b0),
        .A_SIGNED(A_SIGNED != 0 ? 1'b1 : 1'b0),
        .B_SIGNED(B_SIGNED != 0 ? 1'b1 : 1'b0)
    ) multiply (
        .CLK(clk),
        .CE(enable),
        .A(16'(32'(a_signed))),
        .B(16'(32'(b_signed))),
        .C(16'd0),
        .D(16'd0),
        .O(sum),
        .AHOLD(1'b0),
        .BHOLD(1'b0),
        .CHOLD(1'b0),
        .DHOLD(1'b0),
        .IRSTTOP(1'b0),
        .IRSTBOT(1'b0),
        .ORSTTOP(1'b0),
        .ORSTBOT(1'b0),
        .OLOADTOP(1'b0),
        .OLOADBOT(1'b0),
        .ADDSUBTOP(1'b0),
        .ADDSUBBOT(1'b0),
        .OHOLDTOP(1'b0),
        .OHOLDBOT(1'b0),
        .CI(1'b0),
        .ACCUMCI(1'b0),
        .SIGNEXTIN(1'b0)
    );
  end
endmodule

`default_nettype wire
