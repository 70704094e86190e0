// What the block RAMs of all families have in common: 2^(ADDRESS_BITS - 3) units of eight data bits and one
// parity bit, two ports.
// A port of width 9 * n takes n units, aligned; one of width 1, 2 or 4 takes that many data bits of one
// unit. A read gives what
// was there before the edge. Ports of width 0 are not used. A port that writes reads too unless KEEP_x = 1.
module knap_model_block_ram #(
    parameter ADDRESS_BITS = 14,
    parameter [(8<<(ADDRESS_BITS-3))-1:0] DATA = 0,
    parameter [(1<<(ADDRESS_BITS-3))-1:0] PARITY = 0,
    parameter READ_WIDTH_A = 0,
    parameter READ_WIDTH_B = 0,
    parameter WRITE_WIDTH_A = 0,
    parameter WRITE_WIDTH_B = 0,
    parameter KEEP_A = 0,
    parameter KEEP_B = 0
) (
    input  wire                    clk_a,
    input  wire                    enable_a,
    input  wire [7:0]              write_a,
    input  wire [ADDRESS_BITS-1:0] address_a,
    input  wire [63:0]             data_in_a,
    input  wire [7:0]              parity_in_a,
    output reg  [63:0]             data_out_a,
    output reg  [7:0]              parity_out_a,
    input  wire                    clk_b,
    input  wire                    enable_b,
    input  wire [7:0]              write_b,
    input  wire [ADDRESS_BITS-1:0] address_b,
    input  wire [63:0]             data_in_b,
    input  wire [7:0]              parity_in_b,
    output reg  [63:0]             data_out_b,
    output reg  [7:0]              parity_out_b
);
  localparam UNITS = 1 << (ADDRESS_BITS - 3);
  localparam UNIT_BITS = ADDRESS_BITS - 3;
  reg [8:0] units [0:UNITS-1];
  integer i;
  initial for (i = 0; i < UNITS; i = i + 1) units[i] = {PARITY[i], DATA[8*i+:8]};

  wire [UNIT_BITS-1:0] unit_a = address_a[ADDRESS_BITS-1:3];
  generate
    if (READ_WIDTH_A >= 9) begin : read_wide_a
      integer k;
      always @(posedge clk_a) if (enable_a && (KEEP_A == 0 || write_a == 0))
        for (k = 0; k < READ_WIDTH_A / 9; k = k + 1)
          {parity_out_a[k], data_out_a[8*k+:8]} <= units[(unit_a & ~(READ_WIDTH_A / 9 - 1)) | k];
    end else if (READ_WIDTH_A > 0) begin : read_narrow_a
      always @(posedge clk_a) if (enable_a && (KEEP_A == 0 || write_a == 0))
        data_out_a[READ_WIDTH_A-1:0] <= units[unit_a][(address_a[2:0] & ~(READ_WIDTH_A - 1))+:READ_WIDTH_A];
    end
    if (WRITE_WIDTH_A >= 9) begin : write_wide_a
      integer k;
      always @(posedge clk_a) if (enable_a)
        for (k = 0; k < WRITE_WIDTH_A / 9; k = k + 1)
          if (write_a[k]) units[(unit_a & ~(WRITE_WIDTH_A / 9 - 1)) | k] <= {parity_in_a[k],
              data_in_a[8*k+:8]};
    end else if (WRITE_WIDTH_A > 0) begin : write_narrow_a
      wire [2:0] place = address_a[2:0] & ~(WRITE_WIDTH_A - 1);
      wire [8:0] mask = ((9'd1 << WRITE_WIDTH_A) - 9'd1) << place;
      always @(posedge clk_a) if (enable_a && write_a[0])
        units[unit_a] <= (units[unit_a] & ~mask) | ((data_in_a[8:0] << place) & mask);
    end
  endgenerate
  wire [UNIT_BITS-1:0] unit_b = address_b[ADDRESS_BITS-1:3];
  generate
    if (READ_WIDTH_B >= 9) begin : read_wide_b
      integer k;
      always @(posedge clk_b) if (enable_b && (KEEP_B == 0 || write_b == 0))
        for (k = 0; k < READ_WIDTH_B / 9; k = k + 1)
          {parity_out_b[k], data_out_b[8*k+:8]} <= units[(unit_b & ~(READ_WIDTH_B / 9 - 1)) | k];
    end else if (READ_WIDTH_B > 0) begin : read_narrow_b
      always @(posedge clk_b) if (enable_b && (KEEP_B == 0 || write_b == 0))
        data_out_b[READ_WIDTH_B-1:0] <= units[unit_b][(address_b[2:0] & ~(READ_WIDTH_B - 1))+:READ_WIDTH_B];
    end
    if (WRITE_WIDTH_B >= 9) begin : write_wide_b
      integer k;
      always @(posedge clk_b) if (enable_b)
        for (k = 0; k < WRITE_WIDTH_B / 9; k = k + 1)
          if (write_b[k]) units[(unit_b & ~(WRITE_WIDTH_B / 9 - 1)) | k] <= {parity_in_b[k],
              data_in_b[8*k+:8]};
    end else if (WRITE_WIDTH_B > 0) begin : write_narrow_b
      wire [2:0] place = address_b[2:0] & ~(WRITE_WIDTH_B - 1);
      wire [8:0] mask = ((9'd1 << WRITE_WIDTH_B) - 9'd1) << place;
      always @(posedge clk_b) if (enable_b && write_b[0])
        units[unit_b] <= (units[unit_b] & ~mask) | ((data_in_b[8:0] << place) & mask);
    end
  endgenerate
endmodule
