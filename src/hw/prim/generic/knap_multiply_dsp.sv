// product = a * b, exact, after STAGES (1 to 3) register stages that advance together when enable is 1.
module knap_multiply_dsp #(
    parameter A_WIDTH = 8,
    parameter B_WIDTH = 8,
    parameter A_SIGNED = 1,
    parameter B_SIGNED = 1,
    parameter STAGES = 2
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
  wire signed [A_WIDTH+B_WIDTH-1:0] full = (A_WIDTH+B_WIDTH)'(a_signed) * (A_WIDTH+B_WIDTH)'(b_signed);
  reg [A_WIDTH+B_WIDTH-1:0] stage [0:STAGES-1];
  always_ff @(posedge clk) if (enable) stage[0] <= full;
  for (genvar k = 1; k < STAGES; k = k + 1) begin : delay
    always_ff @(posedge clk) if (enable) stage[k] <= stage[k-1];
  end
  assign product = stage[STAGES-1];
endmodule
