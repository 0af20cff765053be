import { type Executor, statement } from '@zhijie/database';
import type { Call } from '../deps.ts';
import type { FeeLine } from '../fee-line/store.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import type { Visit } from '../visit/store.ts';
import { carriesCodes, isTraceCode, refusalOfCodes } from './rules.ts';
import { sellCodes } from './service.ts';
import { freeTraceCodes } from './store.ts';

const OF_LINE = statement(
  'care-trace-of-line',
  `SELECT trace_code AS "traceCode" FROM care.trace_code
   WHERE provider_id = $1 AND sale_key = $2 AND line_number = $3 AND state <> 'returned'
   ORDER BY trace_code FOR NO KEY UPDATE`,
);

/** The trace codes of a remark that is nothing else; none when a single word of it is no code. */
export function traceCodesOf(remark: string): readonly string[] {
  const words = remark.split(/[\s,，;；、|]+/).filter((word) => word !== '');
  return words.every(isTraceCode) ? words : [];
}

/**
 * Books the codes of a remark as the packs of a line, in the place of those before. Where the remark is
 * something else, or the line is no drug or a refund, nothing is booked. Refusals: `trace-code-repeated`,
 * `trace-code-settled` where a settled line would lose a pack, `trace-code-sold`.
 */
export async function replaceTraceCodes(
  tx: Executor,
  call: Call,
  line: FeeLine,
  told: { readonly remark: string; readonly index: number; readonly visit: Visit },
): Promise<CareRefusal | null> {
  const traceCodes = traceCodesOf(told.remark);
  if (traceCodes.length === 0 || !carriesCodes(line)) return null;
  const { lineNumber, itemCode } = line;
  const malformed = refusalOfCodes([{ lineNumber, traceCodes }]);
  if (malformed !== null) return malformed;
  const { providerId, visitId } = told.visit;
  const rows = await tx.query<{ traceCode: string }>(OF_LINE, [providerId, visitId, lineNumber]);
  const dropped = rows.map(({ traceCode }) => traceCode).filter((code) => !traceCodes.includes(code));
  if (dropped.length > 0 && line.settlementId !== null) {
    const at = `lines[${told.index}].remark`;
    return careRefusal('trace-code-settled', at, { traceCode: dropped[0]! }).refusal;
  }
  if (dropped.length > 0) await freeTraceCodes(tx, dropped, call.receivedAt);
  const isSplit = line.details.isSplitPack === true;
  const packs = traceCodes.map((traceCode) => ({ traceCode, itemCode, lineNumber, isSplit }));
  return sellCodes(tx, { providerId, saleKey: visitId, at: call.receivedAt }, packs);
}
