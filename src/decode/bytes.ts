/** The bytes that JSON's grammar names (https://www.rfc-editor.org/rfc/rfc8259), and tables over all bytes. */
export const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const LOWER_E = 0x65;
export const LOWER_F = 0x66;
export const LOWER_N = 0x6e;
export const LOWER_T = 0x74;
export const LOWER_U = 0x75;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;

/** 1 for a byte that stands for itself inside a JSON string: all but `"`, `\` and the control characters. */
export const PLAIN: Uint8Array = tableOf((byte) => byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH);

/** 1 for the letters that may follow a `\` alone (`u` is not among them: four digits follow it). */
export const ESCAPE_LETTER: Uint8Array = tableOf((byte) => '"\\/bfnrt'.includes(String.fromCharCode(byte)));

/** The value of a hexadecimal digit; 255 for any other byte. */
export const HEX_VALUE: Uint8Array = new Uint8Array(256).map((_, byte) => {
  const value = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(value) ? 255 : value;
});

function tableOf(holds: (byte: number) => boolean): Uint8Array {
  return new Uint8Array(256).map((_, byte) => (holds(byte) ? 1 : 0));
}
