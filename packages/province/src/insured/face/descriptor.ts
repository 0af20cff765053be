/** Descriptors of faces: reading and comparing. Numbers of a model, never money. */

const LENGTH = 1024;

/** The numbers of a descriptor; null when it is none: another length, not finite, or nothing but zeros. */
export function readDescriptor(text: string): Float32Array | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== LENGTH * 4 || bytes.toString('base64') !== text) return null;
  const numbers = new Float32Array(LENGTH);
  let largest = 0;
  for (let index = 0; index < LENGTH; index += 1) {
    const value = bytes.readFloatLE(index * 4);
    if (!Number.isFinite(value)) return null;
    numbers[index] = value;
    largest = Math.max(largest, Math.abs(value));
  }
  return largest > 0 ? numbers : null;
}

/** Cosine between two descriptors in 1/10 000, rounded down; below zero counts as zero. */
export function likeness(a: Float32Array, b: Float32Array): number {
  let both = 0;
  let first = 0;
  let second = 0;
  for (const [index, x] of a.entries()) {
    const y = b[index] ?? 0;
    both += x * y;
    first += x * x;
    second += y * y;
  }
  const cosine = both / Math.sqrt(first * second);
  return Math.max(0, Math.min(10_000, Math.floor(cosine * 10_000)));
}
