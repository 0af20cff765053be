/** '72.00%' of 1/10 000. */
export function rateText(basisPoints: number): string {
  const size = Math.abs(basisPoints);
  const rest = String(size % 100).padStart(2, '0');
  return `${basisPoints < 0 ? '-' : ''}${Math.floor(size / 100)}.${rest}%`;
}
