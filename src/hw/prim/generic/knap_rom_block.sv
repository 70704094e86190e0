// Constant memory in block RAM: one synchronous read port.
// FILE holds DEPTH words, one per line in base 2, most significant bit first.
// read_data takes the word at read_address at an edge where read_enable is 1 and holds it otherwise.
// With READ_STAGES = 2 the word passes an output register, which moves where output_enable is 1.
`default_nettype none

module knap_rom_block #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 16,
    parameter int ADDRESS_WIDTH = 4,
    parameter int READ_STAGES = 1,
    parameter logic [2047:0] FILE = ""
) (
    input  wire                     clk,
    input  wire                     read_enable,
    input  wire [ADDRESS_WIDTH-1:0] read_address,
    input  wire                     output_enable,
    output wire [WIDTH-1:0]         read_data
);
`ifdef KNAP_ROM_REGISTERED_DEPTH
  localparam int INSIDE = READ_STAGES == 2 && DEPTH <= `KNAP_ROM_REGISTERED_DEPTH ? 1 : 0;
`else
  localparam int INSIDE = 0;
`endif
  (* rom_style = "block", knap_output_register = INSIDE *) reg [WIDTH-1:0] words [DEPTH];
  if (FILE != "") begin : g_contents
`ifdef __ICARUS__
    logic [2047:0] file;  // Icarus 11 takes the name from a variable only
    initial begin
      file = FILE;
      $readmemb(file, words);
    end
`else
    initial $readmemb(FILE, words);
`endif
  end
  reg [WIDTH-1:0] word;
  if (INSIDE != 0) begin : g_inside
    // For memory_libmap alone, which knows no output registers: the enable of the block's own stands as
    // the reset of the read, and knap_rom_block.map.v takes it for what it is. The word then comes an
    // edge later than this text says.
    always_ff @(posedge clk) begin
      if (!output_enable) word <= '0;
      else if (read_enable) word <= words[read_address];
    end
    assign read_data = word;
  end else begin : g_outside
    always_ff @(posedge clk) if (read_enable) word <= words[read_address];
    if (READ_STAGES == 1) begin : g_direct
      wire unused_enable = output_enable;
      assign read_data = word;
    end else begin : g_register
      reg [WIDTH-1:0] held;
      always_ff @(posedge clk) if (output_enable) held <= word;
      assign read_data = held;
    end
  end
endmodule

`default_nettype wire
