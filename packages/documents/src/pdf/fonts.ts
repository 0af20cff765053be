import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Noto Sans SC, SIL Open Font License 1.1, from the npm package `@expo-google-fonts/noto-sans-sc`: 30 890
 * characters, all 20 902 of the first ideograph block and the rare ones of personal names. Only the
 * characters that a paper uses are embedded in it, which the licence permits.
 */
const FILES = {
  regular: '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
} as const;

export type FontWeight = keyof typeof FILES;

const kept = new Map<FontWeight, Buffer>();

/** The font's file, read once. */
export function fontBytes(weight: FontWeight): Buffer {
  const known = kept.get(weight);
  if (known !== undefined) return known;
  const bytes = readFileSync(fileURLToPath(import.meta.resolve(FILES[weight])));
  kept.set(weight, bytes);
  return bytes;
}
