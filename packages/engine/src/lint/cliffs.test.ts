import { describe, expect, test } from 'vitest';
import { cliffsOf } from './cliffs.ts';
import type { Probe } from './segments.ts';

/** A cost that changes its formula at edges, with the number of the piece as the deciding step. */
function pieces(...rows: readonly [edge: number, cost: (amount: number) => number][]): Probe {
  return (amount) => {
    const at = rows.findLastIndex(([edge]) => amount >= edge);
    return { cost: Math.round(rows[at]![1](amount)), shape: String(at), rules: [at] };
  };
}

const GRID = [0, 100_000, 500_000, 2_000_000, 10_000_000];

describe('cliffs', () => {
  test('a ratio on the whole amount from an edge on is a drop, named to the fen', () => {
    const whole = pieces([0, (amount) => amount], [123_457, (amount) => amount * 0.5]);
    expect(cliffsOf(whole, GRID)).toEqual([
      expect.objectContaining({ kind: 'drop', amount: 123_456, by: 123_456 - 61_729 }),
    ]);
  });

  test('a relief that ends at an edge is a jump', () => {
    const ends = pieces([0, (amount) => amount * 0.2], [300_000, (amount) => amount * 0.2 + 50_000]);
    expect(cliffsOf(ends, GRID)).toEqual([
      expect.objectContaining({ kind: 'jump', amount: 299_999, by: 50_000 }),
    ]);
  });

  test('a layer that stops paying is a steep edge, with the share on each side', () => {
    const cap = pieces([0, (amount) => amount * 0.14], [1_000_000, (amount) => amount - 860_000]);
    expect(cliffsOf(cap, GRID)).toEqual([
      expect.objectContaining({ kind: 'steep', amount: 999_999, before: 1_400, after: 10_000 }),
    ]);
  });

  test('a drop hidden between two far amounts that look right is found', () => {
    const hidden = pieces(
      [0, (amount) => amount],
      [700_000, (amount) => amount - 5_000],
      [900_000, (amount) => amount],
    );
    expect(cliffsOf(hidden, [0, 750_000, 10_000_000]).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['drop', 699_999],
      ['jump', 899_999],
    ]);
  });

  test('a deductible, marginal bands and rounding are no cliffs', () => {
    const usual = pieces(
      [0, (amount) => amount],
      [80_000, (amount) => 80_000 + (amount - 80_000) * 0.2],
      [1_080_000, (amount) => 280_000 + (amount - 1_080_000) * 0.17],
    );
    expect(cliffsOf(usual, GRID)).toEqual([]);
  });

  test('a bill that is refused is no cliff', () => {
    const refused: Probe = (amount) => (amount > 400_000 ? null : { cost: amount, shape: 'a', rules: [0] });
    expect(cliffsOf(refused, GRID)).toEqual([]);
  });
});
