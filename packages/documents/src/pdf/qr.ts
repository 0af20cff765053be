import type { Writing } from './sheet-of-paper.ts';

/** Light modules around a code, so that a camera finds its edge. */
const QUIET_ZONE = 4;

/**
 * Draws a QR code (ISO/IEC 18004, error correction M: a seventh may be dirty) as filled squares, so that it
 * stays sharp at any size. Points from the upper left corner, the quiet zone included.
 */
export async function qrModules(text: string): Promise<readonly (readonly boolean[])[]> {
  // Read when the first code is drawn, as the writer of papers itself.
  const { default: qrcode } = await import('qrcode');
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' });
  return Array.from({ length: modules.size }, (_, row) =>
    Array.from({ length: modules.size }, (_, column) => modules.get(row, column) !== 0),
  );
}

export function drawQr(
  { doc }: Pick<Writing, 'doc'>,
  modules: readonly (readonly boolean[])[],
  { x, y, side }: { readonly x: number; readonly y: number; readonly side: number },
): void {
  const one = side / (modules.length + 2 * QUIET_ZONE);
  modules.forEach((row, down) => {
    row.forEach((isDark, across) => {
      if (isDark) doc.rect(x + (across + QUIET_ZONE) * one, y + (down + QUIET_ZONE) * one, one, one);
    });
  });
  doc.fillColor('#000000').fill();
}
