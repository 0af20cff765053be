/** Changed cells as the address has them: `deductible/amount:1000元;poolRates/rate:70%`. */
export type Changes = Readonly<Record<string, string>>;

export function readChanges(text: string | undefined): Changes {
  const pieces = (text ?? '').split(';').filter((piece) => piece.includes(':'));
  return Object.fromEntries(
    pieces.map((piece) => {
      const at = piece.indexOf(':');
      return [piece.slice(0, at), piece.slice(at + 1)];
    }),
  );
}

export const writeChanges = (changes: Changes): string =>
  Object.entries(changes)
    .map(([key, value]) => `${key}:${value}`)
    .join(';');
