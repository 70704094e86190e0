// Simulation models of the lookup-table memories and shift registers of Xilinx netlists. Contents start
// unknown.
module RAM32M (
    ADDRA, ADDRB, ADDRC, ADDRD,
    DIA, DIB, DIC, DID,
    DOA, DOB, DOC, DOD,
    WCLK, WE
);
  input [4:0] ADDRA, ADDRB, ADDRC, ADDRD;
  input [1:0] DIA, DIB, DIC, DID;
  output [1:0] DOA, DOB, DOC, DOD;
  input WCLK, WE;
  parameter INIT_A = 64'bx;
  parameter INIT_B = 64'bx;
  parameter INIT_C = 64'bx;
  parameter INIT_D = 64'bx;
  parameter IS_WCLK_INVERTED = 1'b0;
  reg [1:0] mem_a [0:31];
  reg [1:0] mem_b [0:31];
  reg [1:0] mem_c [0:31];
  reg [1:0] mem_d [0:31];
  assign DOA = mem_a[ADDRA];
  assign DOB = mem_b[ADDRB];
  assign DOC = mem_c[ADDRC];
  assign DOD = mem_d[ADDRD];
  always @(posedge WCLK)
    if (WE) begin
      mem_a[ADDRD] <= DIA;
      mem_b[ADDRD] <= DIB;
      mem_c[ADDRD] <= DIC;
      mem_d[ADDRD] <= DID;
    end
endmodule
module RAM64M (
    ADDRA, ADDRB, ADDRC, ADDRD,
    DIA, DIB, DIC, DID,
    DOA, DOB, DOC, DOD,
    WCLK, WE
);
  input [5:0] ADDRA, ADDRB, ADDRC, ADDRD;
  input DIA, DIB, DIC, DID;
  output DOA, DOB, DOC, DOD;
  input WCLK, WE;
  parameter INIT_A = 64'bx;
  parameter INIT_B = 64'bx;
  parameter INIT_C = 64'bx;
  parameter INIT_D = 64'bx;
  parameter IS_WCLK_INVERTED = 1'b0;
  reg mem_a [0:63];
  reg mem_b [0:63];
  reg mem_c [0:63];
  reg mem_d [0:63];
  assign DOA = mem_a[ADDRA];
  assign DOB = mem_b[ADDRB];
  assign DOC = mem_c[ADDRC];
  assign DOD = mem_d[ADDRD];
  always @(posedge WCLK)
    if (WE) begin
      mem_a[ADDRD] <= DIA;
      mem_b[ADDRD] <= DIB;
      mem_c[ADDRD] <= DIC;
      mem_d[ADDRD] <= DID;
    end
endmodule
module RAM32M16 (
    ADDRA, ADDRB, ADDRC, ADDRD, ADDRE, ADDRF, ADDRG, ADDRH,
    DIA, DIB, DIC, DID, DIE, DIF, DIG, DIH,
    DOA, DOB, DOC, DOD, DOE, DOF, DOG, DOH,
    WCLK, WE
);
  input [4:0] ADDRA, ADDRB, ADDRC, ADDRD, ADDRE, ADDRF, ADDRG, ADDRH;
  input [1:0] DIA, DIB, DIC, DID, DIE, DIF, DIG, DIH;
  output [1:0] DOA, DOB, DOC, DOD, DOE, DOF, DOG, DOH;
  input WCLK, WE;
  parameter INIT_A = 64'bx;
  parameter INIT_B = 64'bx;
  parameter INIT_C = 64'bx;
  parameter INIT_D = 64'bx;
  parameter INIT_E = 64'bx;
  parameter INIT_F = 64'bx;
  parameter INIT_G = 64'bx;
  parameter INIT_H = 64'bx;
  parameter IS_WCLK_INVERTED = 1'b0;
  reg [1:0] mem_a [0:31];
  reg [1:0] mem_b [0:31];
  reg [1:0] mem_c [0:31];
  reg [1:0] mem_d [0:31];
  reg [1:0] mem_e [0:31];
  reg [1:0] mem_f [0:31];
  reg [1:0] mem_g [0:31];
  reg [1:0] mem_h [0:31];
  assign DOA = mem_a[ADDRA];
  assign DOB = mem_b[ADDRB];
  assign DOC = mem_c[ADDRC];
  assign DOD = mem_d[ADDRD];
  assign DOE = mem_e[ADDRE];
  assign DOF = mem_f[ADDRF];
  assign DOG = mem_g[ADDRG];
  assign DOH = mem_h[ADDRH];
  always @(posedge WCLK)
    if (WE) begin
      mem_a[ADDRH] <= DIA;
      mem_b[ADDRH] <= DIB;
      mem_c[ADDRH] <= DIC;
      mem_d[ADDRH] <= DID;
      mem_e[ADDRH] <= DIE;
      mem_f[ADDRH] <= DIF;
      mem_g[ADDRH] <= DIG;
      mem_h[ADDRH] <= DIH;
    end
endmodule
module RAM64M8 (
    ADDRA, ADDRB, ADDRC, ADDRD, ADDRE, ADDRF, ADDRG, ADDRH,
    DIA, DIB, DIC, DID, DIE, DIF, DIG, DIH,
    DOA, DOB, DOC, DOD, DOE, DOF, DOG, DOH,
    WCLK, WE
);
  input [5:0] ADDRA, ADDRB, ADDRC, ADDRD, ADDRE, ADDRF, ADDRG, ADDRH;
  input DIA, DIB, DIC, DID, DIE, DIF, DIG, DIH;
  output DOA, DOB, DOC, DOD, DOE, DOF, DOG, DOH;
  input WCLK, WE;
  parameter INIT_A = 64'bx;
  parameter INIT_B = 64'bx;
  parameter INIT_C = 64'bx;
  parameter INIT_D = 64'bx;
  parameter INIT_E = 64'bx;
  parameter INIT_F = 64'bx;
  parameter INIT_G = 64'bx;
  parameter INIT_H = 64'bx;
  parameter IS_WCLK_INVERTED = 1'b0;
  reg mem_a [0:63];
  reg mem_b [0:63];
  reg mem_c [0:63];
  reg mem_d [0:63];
  reg mem_e [0:63];
  reg mem_f [0:63];
  reg mem_g [0:63];
  reg mem_h [0:63];
  assign DOA = mem_a[ADDRA];
  assign DOB = mem_b[ADDRB];
  assign DOC = mem_c[ADDRC];
  assign DOD = mem_d[ADDRD];
  assign DOE = mem_e[ADDRE];
  assign DOF = mem_f[ADDRF];
  assign DOG = mem_g[ADDRG];
  assign DOH = mem_h[ADDRH];
  always @(posedge WCLK)
    if (WE) begin
      mem_a[ADDRH] <= DIA;
      mem_b[ADDRH] <= DIB;
      mem_c[ADDRH] <= DIC;
      mem_d[ADDRH] <= DID;
      mem_e[ADDRH] <= DIE;
      mem_f[ADDRH] <= DIF;
      mem_g[ADDRH] <= DIG;
      mem_h[ADDRH] <= DIH;
    end
endmodule
module RAM32X1D(output DPO, SPO, input D, WCLK, WE, input A0, A1, A2, A3, A4, DPRA0, DPRA1, DPRA2, DPRA3,
    DPRA4);
  parameter INIT = 0;
  parameter IS_WCLK_INVERTED = 1'b0;
  reg mem [0:31];
  assign SPO = mem[{A4, A3, A2, A1, A0}];
  assign DPO = mem[{DPRA4, DPRA3, DPRA2, DPRA1, DPRA0}];
  always @(posedge WCLK) if (WE) mem[{A4, A3, A2, A1, A0}] <= D;
endmodule
module RAM64X1D(output DPO, SPO, input D, WCLK, WE, input A0, A1, A2, A3, A4, A5, DPRA0, DPRA1, DPRA2,
    DPRA3, DPRA4, DPRA5);
  parameter INIT = 0;
  parameter IS_WCLK_INVERTED = 1'b0;
  reg mem [0:63];
  assign SPO = mem[{A5, A4, A3, A2, A1, A0}];
  assign DPO = mem[{DPRA5, DPRA4, DPRA3, DPRA2, DPRA1, DPRA0}];
  always @(posedge WCLK) if (WE) mem[{A5, A4, A3, A2, A1, A0}] <= D;
endmodule
module RAM128X1D(output DPO, SPO, input D, WCLK, WE, input [6:0] A, DPRA);
  parameter INIT = 0;
  parameter IS_WCLK_INVERTED = 1'b0;
  reg mem [0:127];
  assign SPO = mem[A];
  assign DPO = mem[DPRA];
  always @(posedge WCLK) if (WE) mem[A] <= D;
endmodule
module RAM256X1D(output DPO, SPO, input D, WCLK, WE, input [7:0] A, DPRA);
  parameter INIT = 0;
  parameter IS_WCLK_INVERTED = 1'b0;
  reg mem [0:255];
  assign SPO = mem[A];
  assign DPO = mem[DPRA];
  always @(posedge WCLK) if (WE) mem[A] <= D;
endmodule
module RAM32X1S(output O, input A0, A1, A2, A3, A4, input D, WCLK, WE);
  parameter INIT = 0;
  parameter IS_WCLK_INVERTED = 1'b0;
  reg mem [0:31];
  assign O = mem[{A4, A3, A2, A1, A0}];
  always @(posedge WCLK) if (WE) mem[{A4, A3, A2, A1, A0}] <= D;
endmodule
module RAM64X1S(output O, input A0, A1, A2, A3, A4, A5, input D, WCLK, WE);
  parameter INIT = 0;
  parameter IS_WCLK_INVERTED = 1'b0;
  reg mem [0:63];
  assign O = mem[{A5, A4, A3, A2, A1, A0}];
  always @(posedge WCLK) if (WE) mem[{A5, A4, A3, A2, A1, A0}] <= D;
endmodule
module RAM128X1S(output O, input A0, A1, A2, A3, A4, A5, A6, input D, WCLK, WE);
  parameter INIT = 0;
  parameter IS_WCLK_INVERTED = 1'b0;
  reg mem [0:127];
  assign O = mem[{A6, A5, A4, A3, A2, A1, A0}];
  always @(posedge WCLK) if (WE) mem[{A6, A5, A4, A3, A2, A1, A0}] <= D;
endmodule
module RAM256X1S(output O, input [7:0] A, input D, WCLK, WE);
  parameter INIT = 0;
  parameter IS_WCLK_INVERTED = 1'b0;
  reg mem [0:255];
  assign O = mem[A];
  always @(posedge WCLK) if (WE) mem[A] <= D;
endmodule
module RAM512X1S(output O, input [8:0] A, input D, WCLK, WE);
  parameter INIT = 0;
  parameter IS_WCLK_INVERTED = 1'b0;
  reg mem [0:511];
  assign O = mem[A];
  always @(posedge WCLK) if (WE) mem[A] <= D;
endmodule
module SRL16E(output Q, input A0, A1, A2, A3, CE, CLK, D);
  parameter INIT = 0;
  parameter IS_CLK_INVERTED = 1'b0;
  reg [15:0] bits;
  assign Q = bits[{A3, A2, A1, A0}];
  always @(posedge CLK) if (CE) bits <= {bits[14:0], D};
endmodule
module SRLC32E(output Q, Q31, input [4:0] A, input CE, CLK, D);
  parameter INIT = 0;
  parameter IS_CLK_INVERTED = 1'b0;
  reg [31:0] bits;
  assign Q = bits[A];
  assign Q31 = bits[31];
  always @(posedge CLK) if (CE) bits <= {bits[30:0], D};
endmodule
