import { qrModules } from './pdf/qr.ts';

const QUIET_ZONE = 4;

/** A text as a QR code in SVG for a page: no script, no link; the same text gives the same picture. */
export async function qrSvg(text: string, label: string): Promise<string> {
  const modules = await qrModules(text);
  const path = modules
    .flatMap((row, y) =>
      row.map((isDark, x) => (isDark ? `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h1v1h-1z` : '')),
    )
    .join('');
  const side = modules.length + 2 * QUIET_ZONE;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" role="img" aria-label="${label}" ` +
    `shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>`
  );
}
