// Memory in block RAM: one write port, one synchronous read port, one clock; built of RAMB18E1 or (UltraScale+) RAMB18E2, all of one
// shape: the shape that takes the fewest, the deepest of equals (36 x 512, 18 x 1024, 9 x 2048, 4 x 4096, 2
// x 8192, 1 x 16384). read_data takes the word at read_address at an edge where read_enable is 1 and holds
// it otherwise. An address is never read in the cycle in which it is written. Contents are unknown until
// written, read_data until first read.
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
  localparam int COUNT_36 = ((WIDTH + 35) / 36) * ((DEPTH + 511) / 512);
  localparam int COUNT_18 = ((WIDTH + 17) / 18) * ((DEPTH + 1023) / 1024);
  localparam int COUNT_9 = ((WIDTH + 8) / 9) * ((DEPTH + 2047) / 2048);
  localparam int COUNT_4 = ((WIDTH + 3) / 4) * ((DEPTH + 4095) / 4096);
  localparam int COUNT_2 = ((WIDTH + 1) / 2) * ((DEPTH + 8191) / 8192);
  localparam int COUNT_1 = ((WIDTH + 0) / 1) * ((DEPTH + 16383) / 16384);
  localparam int PIECE =
      COUNT_36 < COUNT_18 && COUNT_36 < COUNT_9 && COUNT_36 < COUNT_4 &&
      COUNT_36 < COUNT_2 && COUNT_36 < COUNT_1 ? 36 :
      COUNT_18 < COUNT_9 && COUNT_18 < COUNT_4 && COUNT_18 < COUNT_2 && COUNT_18 < COUNT_1 ? 18 :
      COUNT_9 < COUNT_4 && COUNT_9 < COUNT_2 && COUNT_9 < COUNT_1 ? 9 :
      COUNT_4 < COUNT_2 && COUNT_4 < COUNT_1 ? 4 :
      COUNT_2 < COUNT_1 ? 2 :
      1;
  localparam int LOGDEPTH =
      PIECE == 36 ? 9 : PIECE == 18 ? 10 : PIECE == 9 ? 11 : PIECE == 4 ? 12 : PIECE == 2 ? 13 : 14;
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
          .WIDTH(PIECE),
          .REGISTERED(READ_STAGES == 1 ? 0 : 1)
      ) piece (
          .clk(clk),
          .write_enable(write_here),
          .write_address(14'(write_address[LOW-1:0])),
          .write_data(write_padded[column*PIECE+:PIECE]),
          .read_enable(read_here),
          .read_address(14'(read_address[LOW-1:0])),
          .output_enable(output_enable),
          .read_data(read_all[(bank*COLUMNS+column)*PIECE+:PIECE])
      );
    end
  end
  if (BANKS == 1) begin : g_direct
    assign read_data = read_all[WIDTH-1:0];
  end else begin : g_select
    reg [HIGH-1:0] bank_read;
    always_ff @(posedge clk) if (read_enable) bank_read <= read_address[ADDRESS_WIDTH-1:LOW];
    if (READ_STAGES == 1) begin : g_direct
      assign read_data = read_all[bank_read*(COLUMNS*PIECE)+:WIDTH];
    end else begin : g_register
      reg [HIGH-1:0] bank_held;
      always_ff @(posedge clk) if (output_enable) bank_held <= bank_read;
      assign read_data = read_all[bank_held*(COLUMNS*PIECE)+:WIDTH];
    end
  end
endmodule

`default_nettype wire
