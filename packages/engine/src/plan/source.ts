import { assert } from '@zhijie/kernel';
import { HALF_UP, type Rounder } from './bands.ts';
import type { Dimension } from './dimensions.ts';
import type { Grid } from './grid.ts';

/** The text of a function in the making, and the values that it uses by name. */
export class Source {
  readonly lines: string[] = ["'use strict';"];
  readonly values: Record<string, unknown> = {};
  readonly used = new Set<Dimension>();
  #names = 0;

  text(): string {
    return this.lines.join('\n');
  }

  /** A name that no other variable of the function has. */
  name(kind: string): string {
    this.#names += 1;
    return `${kind}${this.#names}`;
  }

  #value(kind: string, value: unknown): string {
    const name = this.name(kind);
    this.values[name] = value;
    return name;
  }

  /** An expression for one value of a table; the value itself when all are equal. */
  at(table: ArrayLike<number>, index: string): string {
    const values = Array.from(table);
    if (values.every((value) => value === values[0])) return integer(values[0]!);
    return `${this.#value('table', values)}[${index}]`;
  }

  /** The variable that says where the bill stands. */
  where(name: Dimension): string {
    this.used.add(name);
    return `${name}At`;
  }

  /** An expression for the cell of a grid where the bill stands; by band when the grid has several. */
  cell(grid: Grid, band = 0): string {
    const terms = grid.by.map((name) => `${this.where(name)} * ${integer(grid[name])}`);
    const bandValues = grid.values.filter((_, index) => index % grid.bands === band);
    if (bandValues.every((value) => value === bandValues[0])) return integer(bandValues[0]!);
    return this.at(grid.values, [...terms, integer(band)].join(' + '));
  }

  /** The product of fen and 1/10 000, rounded as the pack says. */
  rounded(round: Rounder, product: string): string {
    if (round === HALF_UP) return `Math.floor((${product} + 5000) / 10000)`;
    return `${this.#value('round', round)}(${product})`;
  }
}

/** The only thing of a plan that is written into code. */
export function integer(value: number): string {
  assert(Number.isSafeInteger(value), 'Generated code contains integers only');
  return value < 0 ? `(${value})` : String(value);
}

/** Writes one move, like `record`. */
export function move(code: string, base: string, amount: string): string {
  return `page[at] = ${code}; page[at + 1] = ${base}; page[at + 2] = ${amount}; at += 3;`;
}

export const refuseIf = (condition: string): string => `if (${condition}) return null;`;
