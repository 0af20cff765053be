import { type Executor, statement } from '@zhijie/database';
import { ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { requireActive } from '../institution/service.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { replaceTraceCodes } from '../trace/replace.ts';
import { requireOwn, type VisitClaim } from '../visit/rules.ts';
import { lockVisit, type Visit } from '../visit/store.ts';
import { repeatedNumber } from './service.ts';
import { type FeeLine, readLinesByNumber } from './store.ts';

export type ChangedRemark = {
  readonly lineNumber: string;
  readonly itemCode: string;
  readonly remark: string;
};

const ADD = statement(
  'care-line-remark-add',
  `INSERT INTO care.line_remark (provider_id, visit_id, line_number, message_id, remark, changed_at)
   VALUES ($1, $2, $3, $4, $5, $6)`,
);
const LATEST = statement(
  'care-line-remark-latest',
  `SELECT DISTINCT ON (r.line_number) r.line_number AS "lineNumber", r.remark FROM care.line_remark r
   JOIN care.fee_line l USING (provider_id, visit_id, line_number)
   WHERE r.provider_id = $1 AND r.visit_id = $2 AND r.changed_at >= l.uploaded_at
   ORDER BY r.line_number, r.changed_at DESC, r.message_id DESC`,
);

/** What the hospital said last of the lines that a visit has now (2306), by line number. */
export async function readRemarks(
  db: Executor,
  { providerId, visitId }: Pick<Visit, 'providerId' | 'visitId'>,
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ lineNumber: string; remark: string }>(LATEST, [providerId, visitId]);
  return new Map(rows.map(({ lineNumber, remark }) => [lineNumber, remark]));
}

/**
 * Says something else of lines, settled or not (2306), all or none: no amount changes. A remark that is
 * nothing but trace codes is booked as the packs of its line in the place of those before; packs of a settled
 * line are added to, never taken away (procedures V-16, V-17). Refusals in order: the institution's, the
 * visit's, `line-repeated`; line by line `line-unknown`, `line-item-differs`, `trace-code-repeated`,
 * `trace-code-settled`, `trace-code-sold`.
 */
export function changeRemarks(
  deps: CareDeps,
  call: Call,
  wanted: VisitClaim & { readonly lines: readonly ChangedRemark[] },
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return once(
    deps,
    call,
    async (tx) => {
      const visit = await lockVisit(tx, call.institution.providerId, wanted.visitId);
      const refusal =
        requireActive(call.institution) ?? requireOwn(visit, wanted) ?? repeatedNumber(wanted.lines);
      if (refusal !== null) return { ok: false, refusal };
      const numbers = wanted.lines.map(({ lineNumber }) => lineNumber);
      const known = new Map(
        (await readLinesByNumber(tx, visit!, numbers)).map((line) => [line.lineNumber, line]),
      );
      for (const [index, told] of wanted.lines.entries()) {
        const line = known.get(told.lineNumber);
        const wrong =
          refusalOf(line, told, index) ??
          (await replaceTraceCodes(tx, call, line!, { index, ...told, visit: visit! }));
        if (wrong !== null) return { ok: false, refusal: wrong };
        await addRemark(tx, call, visit!, told);
      }
      return ok({ output: null, visitId: wanted.visitId });
    },
    render,
  );
}

function refusalOf(line: FeeLine | undefined, told: ChangedRemark, index: number): CareRefusal | null {
  const { lineNumber, itemCode } = told;
  if (line === undefined) {
    return careRefusal('line-unknown', `lines[${index}].lineId`, { lineNumber }).refusal;
  }
  if (line.itemCode === itemCode) return null;
  const detail = { lineNumber, itemCode, expected: line.itemCode };
  return careRefusal('line-item-differs', `lines[${index}].itemCode`, detail).refusal;
}

async function addRemark(tx: Executor, call: Call, visit: Visit, told: ChangedRemark): Promise<void> {
  const { messageId, receivedAt } = call;
  const key = [visit.providerId, visit.visitId, told.lineNumber, messageId];
  await tx.query(ADD, [...key, told.remark, receivedAt]);
}
