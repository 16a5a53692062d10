/** Base32 (RFC 4648 §6) in lower case and without padding: safe in a path, a key and a file name; 16 bytes are 26 letters. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let [bits, held] = [0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >>> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
