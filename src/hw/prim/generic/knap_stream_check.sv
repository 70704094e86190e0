// Checks in simulation what a stream promises (docs/streams.md): a beat that is offered stays, unchanged,
// until it is taken. Nothing in synthesis, or with KNAP_NO_STREAM_CHECKS.
`default_nettype none

module knap_stream_check #(
    parameter int WIDTH = 8
) (
    input wire             clk,
    input wire             rst,
    input wire             valid,
    input wire             ready,
    input wire [WIDTH-1:0] data
);
`ifndef SYNTHESIS
`ifndef KNAP_NO_STREAM_CHECKS
  logic was_waiting;
  logic [WIDTH-1:0] was_data;
  always @(posedge clk) begin
    was_waiting <= !rst && valid && !ready;
    was_data <= data;
    if (!rst && was_waiting) begin
      if (!valid) $error("%m: valid fell before the beat was taken");
      else if (data !== was_data) $error("%m: the beat changed before it was taken");
    end
  end
`endif
`endif
endmodule

`default_nettype wire
