import { decodeInput, errorOfFault, errorText, TRANSACTION_NUMBERS } from '@zhijie/wire';
import { describe, expect, test } from 'vitest';
import { vectorFiles } from './vectors.ts';

type Invalid = {
  path: (string | number)[];
  to?: unknown;
  repeat?: string;
  times?: number;
  remove?: true;
  refusal: { rule: string; node: string; field: string; row: number | null };
  err_msg: string;
};
type Vectors = { valid: { name: string; input: Record<string, unknown> }[]; invalid: Invalid[] };

/** As the README of `spec` tells it to somebody who has nothing but the file. */
function applied(input: unknown, { path, ...change }: Invalid): unknown {
  const copy = structuredClone(input);
  let at = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as typeof at;
  const last = path.at(-1)!;
  if (change.remove) delete at[last];
  else at[last] = change.repeat === undefined ? change.to : change.repeat.repeat(change.times!);
  return copy;
}

const files = vectorFiles();

describe.each(TRANSACTION_NUMBERS)('the vectors of %s', (number) => {
  const vectors = JSON.parse(files.get(`spec/vectors/messages/${number}.json`)!) as Vectors;

  test('valid ones are read, invalid ones get the refusal that stands beside them', () => {
    for (const { input } of vectors.valid) expect(decodeInput(number, input)).toMatchObject({ ok: true });
    const smallest = vectors.valid.find(({ name }) => name === 'minimal')!.input;
    for (const one of vectors.invalid) {
      const { number: _, ...fault } = one.refusal as Record<string, unknown>;
      const decoded = decodeInput(number, applied(smallest, one));
      expect(decoded).toMatchObject({ ok: false, refusal: fault });
      if (!decoded.ok) expect(errorText(errorOfFault(decoded.refusal))).toBe(one.err_msg);
    }
  });
});
