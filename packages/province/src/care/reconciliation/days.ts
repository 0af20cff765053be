import { type Executor, statement } from '@zhijie/database';
import { type CalendarDate, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { keepFile } from '../file/service.ts';
import { careRefusal } from '../refusals.ts';
import type { HospitalRow, JudgedRow } from './rows.ts';
import { judgeStatement, onceInPeriod, type WriteRows } from './service.ts';

/** Which rows a result file tells: every one, the hospital's that differ, or those that only we have. */
export type ResultPart = 'all' | 'hospital' | 'platform';

const PARTS: Readonly<Record<ResultPart, (row: JudgedRow) => boolean>> = {
  all: () => true,
  hospital: ({ hospital, verdict }) => hospital !== null && verdict !== 'matched' && verdict !== 'netted',
  platform: ({ hospital, verdict }) => hospital === null && verdict !== 'netted',
};

const KEEP = statement(
  'care-statement-file-keep',
  `INSERT INTO care.statement_file (provider_id, statement_id, part, file_id)
   VALUES ($1, $2, $3, $4)`,
);
// A total of rows has no file; without a task the latest comparison of days.
const FIND = statement(
  'care-statement-files',
  `SELECT s.statement_id AS "taskKey", s.result, json_object_agg(f.part, f.file_id) AS files
   FROM care.statement s JOIN care.statement_file f USING (provider_id, statement_id)
   WHERE s.provider_id = $1 AND ($2::text IS NULL OR s.statement_id = $2)
   GROUP BY s.provider_id, s.statement_id ORDER BY s.stated_at DESC, s.statement_id LIMIT 1`,
);

async function keepPart(
  deps: CareDeps,
  tx: Executor,
  call: Call,
  made: { readonly taskKey: string; readonly part: ResultPart; readonly file: ReturnType<WriteRows> },
): Promise<void> {
  const { taskKey, part, file } = made;
  const { fileId } = await keepFile(deps, tx, call, file, part);
  await tx.query(KEEP, [call.institution.providerId, taskKey, part, fileId]);
}

/**
 * Compares the hospital's rows of some days with ours (3211; procedures) and keeps three files:
 * every row with its verdict, the hospital's rows that differ, and rows that only this side has. The number
 * of the statement is the task's. Done when answered; a hospital still asks for the result (3212). Refusals:
 * `statement-period`.
 */
export function reconcileDays(
  deps: CareDeps,
  call: Call,
  days: {
    readonly from: CalendarDate;
    readonly until: CalendarDate;
    readonly rows: readonly HospitalRow[];
  },
  write: (part: ResultPart, rows: readonly JudgedRow[]) => ReturnType<WriteRows>,
  render: (taskKey: string) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return onceInPeriod(deps, call, days, {
    work: async (tx) => {
      const agency = call.institution.area;
      const all = { agency, insuranceType: null, clearingCategory: null, careTypes: null, isOfAll: true };
      const { made, judged } = await judgeStatement(tx, call, { ...all, ...days, cash: null });
      const taskKey = made.statementId;
      for (const part of Object.keys(PARTS) as ResultPart[]) {
        const file = write(part, judged.filter(PARTS[part]));
        await keepPart(deps, tx, call, { taskKey, part, file });
      }
      return ok({ output: taskKey });
    },
    render,
  });
}

export type DaysResult = {
  readonly taskKey: string;
  readonly result: 'equal' | 'differs';
  readonly files: Readonly<Record<ResultPart, string>>;
};

/** The result of a comparison of days, without a task the latest (3212). Refusal: `task-unknown`. */
export async function resultOfDays(
  deps: CareDeps,
  call: Call,
  taskKey: string | null,
): Promise<Result<DaysResult, Refusal>> {
  const [found] = await deps.db.query<DaysResult>(FIND, [call.institution.providerId, taskKey]);
  return found === undefined
    ? careRefusal('task-unknown', 'taskKey', { ...(taskKey === null ? {} : { taskKey }) })
    : ok(found);
}
