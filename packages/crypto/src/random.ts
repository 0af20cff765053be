import { randomBytes as nodeRandomBytes } from 'node:crypto';
import { plain } from './encoding.ts';

/** A source of unpredictable bytes; tests pass a seeded one. */
export type RandomBytes = (length: number) => Uint8Array;

export const systemRandomBytes: RandomBytes = (length) => plain(nodeRandomBytes(length));
