import { randomUUID } from 'node:crypto';
import type { Values } from '../command.ts';
import { type AgencyClient, refusalLine, textOf } from './client.ts';

/** One piece of work of `zhijie agency`; answers the exit code. */
export type Work = (client: AgencyClient, values: Values, usage: string, id?: string) => Promise<number>;

/** One key for one intention: a repeated call with `--key` has no second effect. */
export const keyOf = (values: Values): string => textOf(values, 'key') ?? randomUUID();

export const listOf = (values: Values, name: string): string[] =>
  (textOf(values, name) ?? '').split(',').filter((each) => each !== '');

/** The first option of the list that is not given. */
export const missing = (values: Values, names: readonly string[]): string | undefined =>
  names.find((name) => textOf(values, name) === undefined);

/** A list of the agency API: the name of its rows, what is asked of it, and how a row reads. */
export type Listing<T> = {
  readonly path: string;
  /** Name of the rows in the answer; the path's unless told. */
  readonly rows?: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly linesOf: (row: T) => readonly string[];
  /** What is said when there is nothing. */
  readonly none: string;
  /** Measure word of a row. */
  readonly unit?: string;
};

/** Prints one page of a list and where the next begins; the exit code is 1 when it was refused. */
export async function printList<T>(
  client: AgencyClient,
  values: Values,
  { path, rows = path, query = {}, linesOf, none, unit = '份' }: Listing<T>,
): Promise<number> {
  const asked = { ...query, limit: textOf(values, 'limit'), after: textOf(values, 'after') };
  const given = Object.entries(asked).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const answer = await client.get<Readonly<Record<string, unknown>>>(`${path}?${new URLSearchParams(given)}`);
  if (values.json === true) console.log(JSON.stringify(answer.ok ? answer.value : answer, null, 2));
  else if (!answer.ok) console.error(refusalLine(answer.refusal));
  if (!answer.ok) return 1;
  if (values.json === true) return 0;
  const found = answer.value[rows] as readonly T[];
  for (const row of found) console.log(linesOf(row).join('\n'));
  console.log(found.length === 0 ? none : `共 ${found.length} ${unit}`);
  const next = (answer.value.next ?? null) as string | null;
  if (next !== null) console.log(`还有下一页：--after ${next}`);
  return 0;
}
