// Constant memory in block RAM: one synchronous read port.
// FILE holds DEPTH words, one per line in base 2, most significant bit first.
// read_data takes the word at read_address at an edge where read_enable is 1 and holds it otherwise.
`default_nettype none

module knap_rom_block #(
    parameter int WIDTH = 8,
    parameter int DEPTH = 16,
    parameter int ADDRESS_WIDTH = 4,
    parameter logic [2047:0] FILE = ""
) (
    input  wire                     clk,
    input  wire                     read_enable,
    input  wire [ADDRESS_WIDTH-1:0] read_address,
    output reg  [WIDTH-1:0]         read_data
);
  (* rom_style = "block" *) reg [WIDTH-1:0] words [DEPTH];
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
  always_ff @(posedge clk) if (read_enable) read_data <= words[read_address];
endmodule

`default_nettype wire
