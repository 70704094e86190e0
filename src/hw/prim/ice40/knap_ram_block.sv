// Memory in block RAM: one write port, one synchronous read port, one clock; built of SB_RAM40_4K, all of
// one shape: the shape that takes the fewest, the deepest of equals (16 x 256, 8 x 512, 4 x 1024, 2 x
// 2048). read_data takes the word at read_address at an edge where read_enable is 1 and holds it otherwise.
// An address is never read in the cycle in which it is written. Contents are unknown until written,
// read_data until first read.
// With READ_STAGES = 2 the word passes an output register, which moves where output_enable is 1.
`default_nettype none

module knap_ram_block #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 512,
    parameter int ADDRESS_WIDTH = 9,
    parameter int READ_STAGES = 1
) (
    input  wire                     clk,
    input  wire                     write_enable,
    input  wire [ADDRESS_WIDTH-1:0] write_address,
    input  wire [WIDTH-1:0]         write_data,
    input  wire                     read_enable,
    input  wire [ADDRESS_WIDTH-1:0] read_address,
    input  wire                     output_enable,
    output wire [WIDTH-1:0]         read_data
);
  localparam int COUNT_16 = ((WIDTH + 15) / 16) * ((DEPTH + 255) / 256);
  localparam int COUNT_8 = ((WIDTH + 7) / 8) * ((DEPTH + 511) / 512);
  localparam int COUNT_4 = ((WIDTH + 3) / 4) * ((DEPTH + 1023) / 1024);
  localparam int COUNT_2 = ((WIDTH + 1) / 2) * ((DEPTH + 2047) / 2048);
  localparam int PIECE =
      COUNT_16 < COUNT_8 && COUNT_16 < COUNT_4 && COUNT_16 < COUNT_2 ? 16 :
      COUNT_8 < COUNT_4 && COUNT_8 < COUNT_2 ? 8 :
      COUNT_4 < COUNT_2 ? 4 :
      2;
  localparam int LOGDEPTH =
      PIECE == 16 ? 8 : PIECE == 8 ? 9 : PIECE == 4 ? 10 : 11;
  localparam int COLUMNS = (WIDTH + PIECE - 1) / PIECE;
  localparam int BANKS = (DEPTH + (1 << LOGDEPTH) - 1) / (1 << LOGDEPTH);
  localparam int LOW = ADDRESS_WIDTH < LOGDEPTH ? ADDRESS_WIDTH : LOGDEPTH;
  localparam int HIGH = ADDRESS_WIDTH > LOGDEPTH ? ADDRESS_WIDTH - LOGDEPTH : 1;

  wire [COLUMNS*PIECE-1:0] write_padded;
  assign write_padded[WIDTH-1:0] = write_data;
  if (COLUMNS * PIECE > WIDTH) begin : g_padding
    assign write_padded[COLUMNS*PIECE-1:WIDTH] = '0;
  end
  wire [BANKS*COLUMNS*PIECE-1:0] read_all;
  for (genvar bank = 0; bank < BANKS; bank = bank + 1) begin : g_banks
    wire write_here, read_here;
    if (BANKS == 1) begin : g_only
      assign write_here = write_enable;
      assign read_here = read_enable;
    end else begin : g_chosen
      assign write_here = write_enable && write_address[ADDRESS_WIDTH-1:LOW] == HIGH'(bank);
      assign read_here = read_enable && read_address[ADDRESS_WIDTH-1:LOW] == HIGH'(bank);
    end
    for (genvar column = 0; column < COLUMNS; column = column + 1) begin : g_columns
      knap_ram_piece #(
          .WIDTH(PIECE)
      ) piece (
          .clk(clk),
          .write_enable(write_here),
          .write_address(11'(write_address[LOW-1:0])),
          .write_data(write_padded[column*PIECE+:PIECE]),
          .read_enable(read_here),
          .read_address(11'(read_address[LOW-1:0])),
          .read_data(read_all[(bank*COLUMNS+column)*PIECE+:PIECE])
      );
    end
  end
  wire [WIDTH-1:0] word;
  if (BANKS == 1) begin : g_direct
    assign word = read_all[WIDTH-1:0];
  end else begin : g_select
    reg [HIGH-1:0] bank_read;
    always_ff @(posedge clk) if (read_enable) bank_read <= read_address[ADDRESS_WIDTH-1:LOW];
    assign word = read_all[bank_read*(COLUMNS*PIECE)+:WIDTH];
  end
  // The block has no output register.
  if (READ_STAGES == 1) begin : g_one_stage
    wire unused_enable = output_enable;
    assign read_data = word;
  end else begin : g_register
    reg [WIDTH-1:0] held;
    always_ff @(posedge clk) if (output_enable) held <= word;
    assign read_data = held;
  end
endmodule

`default_nettype wire
