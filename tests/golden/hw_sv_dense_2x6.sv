// Dense layer "fc": 6 inputs of 8 bit -> 2 outputs of 8 bit, two inputs at a time.
// Three beats per inference.
`default_nettype none

(* keep_hierarchy *)
module dense_2x6 (
  input  logic clk,
  input  logic rst,
  input  logic in_valid,
  output logic in_ready,
  input  logic [15:0] in_data,  // 2 lanes of 8 bit, signed
  output logic out_valid,
  input  logic out_ready,
  output logic [15:0] out_data  // 2 lanes of 8 bit, signed
);

  // which pair of inputs
  logic [1:0] beat;
  logic valid;
  logic finished;
  logic [15:0] weights_data;  // 4 lanes of 4 bit, signed
  logic [15:0] x;  // 2 lanes of 8 bit, signed
  // running sums of both outputs
  logic signed [13:0] sum_0;
  logic signed [13:0] sum_1;

  // The pipeline moves while the output has room.
  logic move;
  assign move = out_ready | !finished;
  assign in_ready = move;
  logic step;
  assign step = in_valid & move;
  logic last;
  assign last = beat == 2'd2;
  logic [23:0] products_0;  // 2 lanes of 12 bit, signed
  for (genvar i = 0; i < 2; i = i + 1) begin : g_products_0
    assign products_0[i*12 +: 12] =
        12'($signed(x[i*8 +: 8])) * 12'($signed(weights_data[i*4 +: 4]));
  end

  localparam logic [6:0] Bias_0 = 7'b1100100;
  logic signed [12:0] partial;
  assign partial = 13'($signed(products_0[11:0])) + 13'($signed(products_0[23:12]));
  logic signed [13:0] sum_0_next;
  logic [13:0] sum_0_accumulate_start;
  assign sum_0_accumulate_start = 14'(Bias_0);
  logic [13:0] sum_0_accumulate_addend;
  assign sum_0_accumulate_addend = 14'(partial);
  knap_accumulate #(
    .WIDTH(14)
  ) sum_0_accumulate (
    .first(beat == 2'd1),
    .start(sum_0_accumulate_start),
    .sum(sum_0),
    .addend(sum_0_accumulate_addend),
    .next(sum_0_next)
  );

  logic signed [9:0] out_data_shifted;
  assign out_data_shifted = 10'($signed(sum_0 >>> 4));
  logic signed [9:0] out_data_narrow;
  assign out_data_narrow = out_data_shifted < -10'sd128 ? -10'sd128 : out_data_shifted;
  logic [23:0] products_1;  // 2 lanes of 12 bit, signed
  for (genvar i = 0; i < 2; i = i + 1) begin : g_products_1
    assign products_1[i*12 +: 12] =
        12'($signed(x[i*8 +: 8])) * 12'($signed(weights_data[(i + 2)*4 +: 4]));
  end

  localparam logic signed [5:0] Bias_1 = 6'b101100;
  logic signed [12:0] partial_1;
  assign partial_1 = 13'($signed(products_1[11:0])) + 13'($signed(products_1[23:12]));
  logic signed [13:0] sum_1_next;
  logic [13:0] sum_1_accumulate_start;
  assign sum_1_accumulate_start = 14'(Bias_1);
  logic [13:0] sum_1_accumulate_addend;
  assign sum_1_accumulate_addend = 14'(partial_1);
  knap_accumulate #(
    .WIDTH(14)
  ) sum_1_accumulate (
    .first(beat == 2'd1),
    .start(sum_1_accumulate_start),
    .sum(sum_1),
    .addend(sum_1_accumulate_addend),
    .next(sum_1_next)
  );

  logic signed [9:0] out_data_shifted_1;
  assign out_data_shifted_1 = 10'($signed(sum_1 >>> 4));
  logic signed [9:0] out_data_narrow_1;
  assign out_data_narrow_1 = out_data_shifted_1 < -10'sd128 ? -10'sd128 : out_data_shifted_1;
  assign out_data = {
    out_data_narrow_1 < 10'sd127 ? out_data_narrow_1[7:0] : 8'd127,
    out_data_narrow < 10'sd127 ? out_data_narrow[7:0] : 8'd127
  };

  // lane 2*output + input
  knap_rom_lut #(
    .WIDTH(16),
    .DEPTH(3),
    .ADDRESS_WIDTH(2),
    .FILE("dense_2x6_weights.mem")
  ) weights_rom (
    .clk(clk),
    .read_enable(move),
    .read_address(beat),
    .read_data(weights_data)
  );

  always_ff @(posedge clk) begin
    if (rst) begin
      beat <= 2'd0;
    end else if (step) begin
      beat <= last ? 2'd0 : beat + 2'd1;
    end
  end

  always_ff @(posedge clk) begin
    if (rst) begin
      valid <= 1'b0;
      finished <= 1'b0;
    end else if (move) begin
      valid <= step & last;
      finished <= valid;
    end
  end

  always_ff @(posedge clk) begin
    if (move) begin
      x <= in_data;
      sum_0 <= sum_0_next;
      sum_1 <= sum_1_next;
    end
  end

  assign out_valid = finished;

`ifndef SYNTHESIS
  knap_stream_check #(
    .WIDTH(16)
  ) in_check (
    .clk(clk),
    .rst(rst),
    .valid(in_valid),
    .ready(in_ready),
    .data(in_data)
  );

  knap_stream_check #(
    .WIDTH(16)
  ) out_check (
    .clk(clk),
    .rst(rst),
    .valid(out_valid),
    .ready(out_ready),
    .data(out_data)
  );
`endif
endmodule

`default_nettype wire
