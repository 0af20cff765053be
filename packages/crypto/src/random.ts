import { randomFillSync } from 'node:crypto';

/** A source of unpredictable bytes; tests pass a seeded one. */
export type RandomBytes = (length: number) => Uint8Array;

/** Drawn ahead, because a call of the system's source costs more than the bytes. Each byte is given once. */
const DRAWN = new Uint8Array(4096);
let given = DRAWN.length;

export const systemRandomBytes: RandomBytes = (length) => {
  if (length > DRAWN.length / 4) return randomFillSync(new Uint8Array(length));
  if (given + length > DRAWN.length) {
    randomFillSync(DRAWN);
    given = 0;
  }
  const bytes = DRAWN.slice(given, given + length);
  // What was given is not kept.
  DRAWN.fill(0, given, given + length);
  given += length;
  return bytes;
};
