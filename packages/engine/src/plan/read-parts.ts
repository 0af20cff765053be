import type { Place } from '../findings.ts';
import type { GridData } from '../pack/schema.ts';
import { parseMoney, parsePercent } from '../pack/values.ts';
import type { Insurance } from './dimensions.ts';
import { type Grid, type GridProblem, readGrid } from './grid.ts';

export type ReadContext = {
  readonly insurance: Insurance;
  readonly place: Place;
  readonly problems: GridProblem[];
};

export function report(context: ReadContext, at: Place, code: string, message: string, fix: string): void {
  context.problems.push({ place: [...context.place, ...at], code, message, fix });
}

export function money(text: string, context: ReadContext, at: Place): number {
  const value = parseMoney(text);
  if (value === undefined) report(context, at, 'bad-value', `“${text}”不是金额`, '写作 800元、15万元');
  return value ?? 0;
}

export function percent(text: string, context: ReadContext, at: Place): number {
  const value = parsePercent(text);
  if (value === undefined) report(context, at, 'bad-value', `“${text}”不是比例`, '写作 85.5%');
  return value ?? 0;
}

export function gridAt(
  context: ReadContext,
  field: string,
  data: GridData,
  kind: 'percent' | 'money' | 'limit',
  bands = 1,
): Grid {
  return readGrid(data, { ...context, place: [...context.place, field], kind, bands });
}
