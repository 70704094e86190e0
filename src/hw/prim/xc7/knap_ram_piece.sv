// One RAMB18E1 as a simple dual-port memory: 36 x 512, 18 x 1024, 9 x 2048, 4 x 4096, 2 x 8192, 1 x 16384
// (WIDTH chooses), with its output register if REGISTERED. Port A reads, port B writes.
`default_nettype none

module knap_ram_piece #(
    parameter int WIDTH = 36,
    parameter int REGISTERED = 0
) (
    input  wire             clk,
    input  wire             write_enable,
    input  wire [13:0]      write_address,
    input  wire [WIDTH-1:0] write_data,
    input  wire             read_enable,
    input  wire [13:0]      read_address,
    input  wire             output_enable,
    output wire [WIDTH-1:0] read_data
);
  localparam int SHIFT =
      WIDTH == 36 ? 5 : WIDTH == 18 ? 4 : WIDTH == 9 ? 3 : WIDTH == 4 ? 2 : WIDTH == 2 ? 1 : 0;
  wire [31:0] write_bits, read_bits;
  wire [3:0] write_parity, read_parity;
  if (WIDTH == 36) begin : g_wide
    assign write_bits = write_data[31:0];
    assign write_parity = write_data[35:32];
    assign read_data = {read_parity, read_bits};
  end else begin : g_narrow
    // The write port of a width up to 18 takes its data from the upper half of the pins.
    assign write_bits[15:0] = 16'd0;
    assign write_parity[1:0] = 2'd0;
    if (WIDTH == 18 || WIDTH == 9) begin : g_with_parity
      localparam int BYTES = WIDTH / 9;
      assign write_bits[BYTES*8+15:16] = write_data[BYTES*8-1:0];
      assign write_parity[BYTES+1:2] = write_data[WIDTH-1:BYTES*8];
      if (BYTES == 1) begin : g_padding
        assign write_bits[31:24] = 8'd0;
        assign write_parity[3] = 1'b0;
      end
      assign read_data = {read_parity[BYTES-1:0], read_bits[BYTES*8-1:0]};
    end else begin : g_without_parity
      assign write_bits[31:16] = 16'(write_data);
      assign write_parity[3:2] = 2'd0;
      assign read_data = read_bits[WIDTH-1:0];
    end
  end
  RAMB18E1 #(
      .RAM_MODE(WIDTH == 36 ? "SDP" : "TDP"),
      .READ_WIDTH_A(WIDTH),
      .READ_WIDTH_B(0),
      .WRITE_WIDTH_A(0),
      .WRITE_WIDTH_B(WIDTH),
      .WRITE_MODE_A("READ_FIRST"),
      .WRITE_MODE_B("READ_FIRST"),
      .DOA_REG(REGISTERED),
      .DOB_REG(REGISTERED)
  ) ram (
      .CLKARDCLK(clk),
      .ENARDEN(read_enable),
      .ADDRARDADDR(read_address << SHIFT),
      .WEA(2'd0),
      .DOADO(read_bits[15:0]),
      .DOPADOP(read_parity[1:0]),
      .DOBDO(read_bits[31:16]),
      .DOPBDOP(read_parity[3:2]),
      .CLKBWRCLK(clk),
      .ENBWREN(write_enable),
      .ADDRBWRADDR(write_address << SHIFT),
      .WEBWE(4'b1111),
      .DIADI(write_bits[15:0]),
      .DIPADIP(write_parity[1:0]),
      .DIBDI(write_bits[31:16]),
      .DIPBDIP(write_parity[3:2]),
      .REGCEAREGCE(output_enable),
      .REGCEB(output_enable),
      .RSTRAMARSTRAM(1'b0),
      .RSTRAMB(1'b0),
      .RSTREGARSTREG(1'b0),
      .RSTREGB(1'b0)
  );
endmodule

`default_nettype wire
