import { instant, ok, parseDateTime, parseYuan, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { BookingSession } from '@zhijie/province';
import { shapeProblem } from '../agency/shape.ts';
import { PublishBody, type Session } from './schema.ts';

const BEFORE_MS = 2 * 3_600_000;

/** Sessions of a body as the care side keeps them. Refuses `booking-session-times`, `amount-malformed`. */
export function sessionsOf(
  providerId: string,
  rows: readonly Session[],
): Result<readonly BookingSession[], Refusal> {
  const sessions: BookingSession[] = [];
  for (const [row, { itemCode, startsAt, endsAt, cancelUntil, fee, ...own }] of rows.entries()) {
    const [from, until] = [parseDateTime(`${startsAt}:00`), parseDateTime(`${endsAt}:00`)];
    if (!from.ok) return refuse('booking-session-times', { field: `sessions.${row}.startsAt` });
    if (!until.ok) return refuse('booking-session-times', { field: `sessions.${row}.endsAt` });
    const given =
      cancelUntil === undefined ? ok(instant(from.value - BEFORE_MS)) : parseDateTime(`${cancelUntil}:00`);
    if (!given.ok) return refuse('booking-session-times', { field: `sessions.${row}.cancelUntil` });
    const amount = parseYuan(fee);
    if (!amount.ok) return refuse('amount-malformed', { field: `sessions.${row}.fee` });
    sessions.push({
      ...own,
      providerId,
      startsAt: from.value,
      endsAt: until.value,
      cancelUntil: given.value,
      fee: amount.value,
      itemCode: itemCode ?? null,
    });
  }
  return ok(sessions);
}

const cellsOf = (line: string): string[] => line.split(',').map((cell) => cell.trim());

/**
 * A schedule as CSV: the first line names the fields of a session, no quotes, commas within a cell are not
 * taken. Refuses `csv-malformed` with the line, counted from one.
 */
export function readSchedule(csv: string): Result<readonly Session[], Refusal> {
  const lines = csv
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const names = cellsOf(lines[0] ?? '');
  const rows: object[] = [];
  for (const [index, line] of lines.slice(1).entries()) {
    const cells = cellsOf(line);
    if (cells.length !== names.length || line.includes('"'))
      return refuse('csv-malformed', { field: `csv.${index + 2}` });
    const given = names.map((name, at): [string, string | number] => {
      const cell = cells[at]!;
      return [name, name === 'slots' && /^\d+$/.test(cell) ? Number(cell) : cell];
    });
    rows.push(Object.fromEntries(given.filter(([, cell]) => cell !== '')));
  }
  const problem = shapeProblem(PublishBody, { sessions: rows });
  if (problem !== null) return refuse('csv-malformed', { field: problem.field.replace(/^sessions/, 'csv') });
  return ok(rows as Session[]);
}
