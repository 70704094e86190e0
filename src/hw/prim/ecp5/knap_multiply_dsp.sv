// product = a * b, in one MULT18X18D, after STAGES (1 to 3) register stages that advance together when
// enable is 1. Factors of up to 18 bits, signed or unsigned; beyond that, fabric.
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
  if (A_WIDTH > 18 || B_WIDTH > 18) begin : g_wide
    wire signed [A_WIDTH:0] a_signed = {A_SIGNED != 0 ? a[A_WIDTH-1] : 1'b0, a};
    wire signed [B_WIDTH:0] b_signed = {B_SIGNED != 0 ? b[B_WIDTH-1] : 1'b0, b};
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
    // One stage: output. Two: inputs and output. Three: inputs, pipeline, output.
    wire [17:0] a_bits, b_bits;
    wire [35:0] sum;
    // By way of 32 bits, for linters flag a cast to the width that a factor has already.
    if (A_SIGNED != 0) begin : g_extend_a
      assign a_bits = 18'(32'($signed(a)));
    end else begin : g_pad_a
      assign a_bits = 18'(32'(a));
    end
    if (B_SIGNED != 0) begin : g_extend_b
      assign b_bits = 18'(32'($signed(b)));
    end else begin : g_pad_b
      assign b_bits = 18'(32'(b));
    end
    assign product = sum[A_WIDTH+B_WIDTH-1:0];
    MULT18X18D #(
        .REG_INPUTA_CLK(STAGES >= 2 ? "CLK0" : "NONE"),
        .REG_INPUTA_CE("CE0"),
        .REG_INPUTA_RST("RST0"),
        .REG_INPUTB_CLK(STAGES >= 2 ? "CLK0" : "NONE"),
        .REG_INPUTB_CE("CE0"),
        .REG_INPUTB_RST("RST0"),
        .REG_INPUTC_CLK("NONE"),
        .REG_PIPELINE_CLK(STAGES >= 3 ? "CLK0" : "NONE"),
        .REG_PIPELINE_CE("CE0"),
        .REG_PIPELINE_RST("RST0"),
        .REG_OUTPUT_CLK("CLK0"),
        .REG_OUTPUT_CE("CE0"),
        .REG_OUTPUT_RST("RST0"),
        .GSR("DISABLED"),
        .RESETMODE("SYNC")
    ) multiply (
        .CLK0(clk), .CE0(enable), .RST0(1'b0),
        .SIGNEDA(A_SIGNED != 0 ? 1'b1 : 1'b0), .SIGNEDB(B_SIGNED != 0 ? 1'b1 : 1'b0),
        .SOURCEA(1'b0), .SOURCEB(1'b0),
        .A0(a_bits[0]), .A1(a_bits[1]), .A2(a_bits[2]), .A3(a_bits[3]), .A4(a_bits[4]),
        .A5(a_bits[5]), .A6(a_bits[6]), .A7(a_bits[7]), .A8(a_bits[8]), .A9(a_bits[9]),
        .A10(a_bits[10]), .A11(a_bits[11]), .A12(a_bits[12]), .A13(a_bits[13]), .A14(a_bits[14]),
        .A15(a_bits[15]), .A16(a_bits[16]), .A17(a_bits[17]),
        .B0(b_bits[0]), .B1(b_bits[1]), .B2(b_bits[2]), .B3(b_bits[3]), .B4(b_bits[4]),
        .B5(b_bits[5]), .B6(b_bits[6]), .B7(b_bits[7]), .B8(b_bits[8]), .B9(b_bits[9]),
        .B10(b_bits[10]), .B11(b_bits[11]), .B12(b_bits[12]), .B13(b_bits[13]), .B14(b_bits[14]),
        .B15(b_bits[15]), .B16(b_bits[16]), .B17(b_bits[17]),
        .P0(sum[0]), .P1(sum[1]), .P2(sum[2]), .P3(sum[3]), .P4(sum[4]), .P5(sum[5]), .P6(sum[6]),
        .P7(sum[7]), .P8(sum[8]), .P9(sum[9]), .P10(sum[10]), .P11(sum[11]), .P12(sum[12]),
        .P13(sum[13]), .P14(sum[14]), .P15(sum[15]), .P16(sum[16]), .P17(sum[17]), .P18(sum[18]),
        .P19(sum[19]), .P20(sum[20]), .P21(sum[21]), .P22(sum[22]), .P23(sum[23]), .P24(sum[24]),
        .P25(sum[25]), .P26(sum[26]), .P27(sum[27]), .P28(sum[28]), .P29(sum[29]), .P30(sum[30]),
        .P31(sum[31]), .P32(sum[32]), .P33(sum[33]), .P34(sum[34]), .P35(sum[35])
    );
  end
endmodule

`default_nettype wire
