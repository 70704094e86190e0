// product = a * b, exact, after STAGES (1 to 3) register stages that advance together when enable is 1.
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
  localparam int FULL = A_WIDTH + B_WIDTH;
  wire [FULL-1:0] full;
  assign full = FULL'((FULL + 2)'(a_signed) * (FULL + 2)'(b_signed));
  reg [A_WIDTH+B_WIDTH-1:0] stage [STAGES];
  always_ff @(posedge clk) if (enable) stage[0] <= full;
  for (genvar k = 1; k < STAGES; k = k + 1) begin : g_delay
    always_ff @(posedge clk) if (enable) stage[k] <= stage[k-1];
  end
  assign product = stage[STAGES-1];
endmodule

`default_nettype wire
