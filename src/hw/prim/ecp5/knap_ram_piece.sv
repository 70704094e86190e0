// One DP16KD as a simple dual-port memory: 18 x 1024, 9 x 2048, 4 x 4096, 2 x 8192, 1 x 16384 (WIDTH
// chooses), with its output register if REGISTERED. Port A writes, port B reads. The 36-bit shape is not used: tools disagree on which half of it
// is port A.
`default_nettype none

module knap_ram_piece #(
    parameter int WIDTH = 18,
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
  localparam int SHIFT = WIDTH == 18 ? 4 : WIDTH == 9 ? 3 : WIDTH == 4 ? 2 : WIDTH == 2 ? 1 : 0;
  wire [13:0] write_base = write_address << SHIFT;
  wire [13:0] read_base = read_address << SHIFT;
  // At 18 bits the two lowest address bits of a writing port are its byte enables.
  wire [13:0] write_pins = {write_base[13:2], WIDTH == 18 ? 2'b11 : write_base[1:0]};
  wire [17:0] write_bits;
  assign write_bits[WIDTH-1:0] = write_data;
  if (WIDTH < 18) begin : g_padding
    assign write_bits[17:WIDTH] = '0;
  end
  wire [17:0] read_bits;
  assign read_data = read_bits[WIDTH-1:0];
  DP16KD #(
      .DATA_WIDTH_A(WIDTH),
      .DATA_WIDTH_B(WIDTH),
      .REGMODE_A("NOREG"),
      .REGMODE_B(REGISTERED != 0 ? "OUTREG" : "NOREG"),
      .RESETMODE("SYNC"),
      .ASYNC_RESET_RELEASE("SYNC"),
      .CSDECODE_A("0b000"),
      .CSDECODE_B("0b000"),
      .WRITEMODE_A("NORMAL"),
      .WRITEMODE_B("NORMAL"),
      .GSR("AUTO")
  ) ram (
      .CLKA(clk), .CEA(write_enable), .WEA(write_enable), .OCEA(1'b0), .RSTA(1'b0),
      .CSA0(1'b0), .CSA1(1'b0), .CSA2(1'b0),
      .ADA0(write_pins[0]), .ADA1(write_pins[1]), .ADA2(write_pins[2]), .ADA3(write_pins[3]),
      .ADA4(write_pins[4]), .ADA5(write_pins[5]), .ADA6(write_pins[6]), .ADA7(write_pins[7]),
      .ADA8(write_pins[8]), .ADA9(write_pins[9]), .ADA10(write_pins[10]), .ADA11(write_pins[11]),
      .ADA12(write_pins[12]), .ADA13(write_pins[13]),
      .DIA0(write_bits[0]), .DIA1(write_bits[1]), .DIA2(write_bits[2]), .DIA3(write_bits[3]),
      .DIA4(write_bits[4]), .DIA5(write_bits[5]), .DIA6(write_bits[6]), .DIA7(write_bits[7]),
      .DIA8(write_bits[8]), .DIA9(write_bits[9]), .DIA10(write_bits[10]), .DIA11(write_bits[11]),
      .DIA12(write_bits[12]), .DIA13(write_bits[13]), .DIA14(write_bits[14]),
      .DIA15(write_bits[15]), .DIA16(write_bits[16]), .DIA17(write_bits[17]),
      .CLKB(clk), .CEB(read_enable), .WEB(1'b0), .OCEB(output_enable), .RSTB(1'b0),
      .CSB0(1'b0), .CSB1(1'b0), .CSB2(1'b0),
      .ADB0(read_base[0]), .ADB1(read_base[1]), .ADB2(read_base[2]), .ADB3(read_base[3]),
      .ADB4(read_base[4]), .ADB5(read_base[5]), .ADB6(read_base[6]), .ADB7(read_base[7]),
      .ADB8(read_base[8]), .ADB9(read_base[9]), .ADB10(read_base[10]), .ADB11(read_base[11]),
      .ADB12(read_base[12]), .ADB13(read_base[13]),
      .DOB0(read_bits[0]), .DOB1(read_bits[1]), .DOB2(read_bits[2]), .DOB3(read_bits[3]),
      .DOB4(read_bits[4]), .DOB5(read_bits[5]), .DOB6(read_bits[6]), .DOB7(read_bits[7]),
      .DOB8(read_bits[8]), .DOB9(read_bits[9]), .DOB10(read_bits[10]), .DOB11(read_bits[11]),
      .DOB12(read_bits[12]), .DOB13(read_bits[13]), .DOB14(read_bits[14]), .DOB15(read_bits[15]),
      .DOB16(read_bits[16]), .DOB17(read_bits[17])
  );
endmodule

`default_nettype wire
