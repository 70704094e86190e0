// Small constant memory, in lookup tables: one synchronous read port.
// FILE holds DEPTH words, one per line in base 2, most significant bit first.
// read_data takes the word at read_address at an edge where read_enable is 1 and holds it otherwise.
module knap_rom_lut #(
    parameter WIDTH = 8,
    parameter DEPTH = 16,
    parameter ADDRESS_WIDTH = 4,
    parameter FILE = ""
) (
    input  wire                     clk,
    input  wire                     read_enable,
    input  wire [ADDRESS_WIDTH-1:0] read_address,
    output reg  [WIDTH-1:0]         read_data
);
  (* rom_style = "logic" *) reg [WIDTH-1:0] words [0:DEPTH-1];
  if (FILE != "") initial $readmemb(FILE, words);
  always_ff @(posedge clk) if (read_enable) read_data <= words[read_address];
endmodule
