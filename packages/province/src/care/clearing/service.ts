import { monthsAfter, standingPeriod, takesConfirmations } from '@zhijie/clearing';
import { decryptField } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  type CalendarDate,
  calendarDate,
  type Fen,
  type Instant,
  type Month,
  ok,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { accessOf, logAccess } from '../person/store.ts';
import { momentsOf } from '../reconciliation/service.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { deferredAmong } from './deferral-store.ts';
import {
  type ClearingRow,
  holdSettlements,
  periodOfReference,
  readClearingRows,
  saveConfirmation,
  takeBack,
} from './store.ts';

/** At most so many rows in one answer and in one confirmation (procedures R-02). */
export const ROWS_AT_ONCE = 100;

export type ShownClearingRow = ClearingRow & {
  readonly number: number;
  readonly certificateNumber: string;
};

const firstDay = (month: Month): CalendarDate => calendarDate(`${month}-01`);

/**
 * Everything that stands in a business month: decided in it, or unconfirmed in one of the two before
 * (`standingPeriod`), or put into it by a deferral.
 */
export async function standingRows(
  db: Executor,
  providerId: string,
  period: Month,
  now: Instant,
): Promise<ClearingRow[]> {
  const { from } = momentsOf(firstDay(monthsAfter(period, -2)), firstDay(monthsAfter(period, -2)));
  const until = (momentsOf(firstDay(monthsAfter(period, 1)), firstDay(monthsAfter(period, 1))).from -
    1) as Instant;
  const rows = await readClearingRows(db, { providerId, from, until });
  return rows.filter((row) => (row.movedTo ?? standingPeriod(row, now)) === period);
}

/** One page of a month's cross-province items (3260); rows are counted from 1. */
export function listClearingRows(
  deps: CareDeps,
  call: Call,
  wanted: { readonly period: Month; readonly firstRow: number },
): Promise<readonly ShownClearingRow[]> {
  const { providerId } = call.institution;
  return deps.db.transaction(async (tx) => {
    const all = await standingRows(tx, providerId, wanted.period, call.receivedAt);
    const first = Math.max(1, wanted.firstRow);
    const page = all.slice(first - 1, first - 1 + ROWS_AT_ONCE);
    for (const personId of new Set(page.map((row) => row.personId))) {
      await logAccess(tx, { ...accessOf(call), personId, purpose: 'read-clearing' });
    }
    return page.map((row, index) => ({
      ...row,
      number: first + index,
      certificateNumber: decryptField(deps.fieldKeys, row.certificateSealed),
    }));
  });
}

/** What a hospital says of a row that it confirms: all of it must be what this side has. */
export type StatedRow = {
  readonly itemId: string;
  readonly visitId: string;
  readonly certificateNumber: string;
  readonly decidedAt: Instant;
  readonly feeTotal: Fen;
  readonly claim: Fen;
  readonly isConfirmed: boolean;
};

function refusalOfRow(
  deps: CareDeps,
  stated: StatedRow,
  row: ClearingRow | undefined,
  index: number,
): CareRefusal | null {
  const { itemId } = stated;
  const at = (field: string) => `rows[${index}].${field}`;
  if (row === undefined) {
    return careRefusal('clearing-row-unknown', at('clearingSerial'), { row: index + 1, itemId }).refusal;
  }
  const differs = (field: string, expected: string | number) =>
    careRefusal('clearing-row-differs', at(field), { row: index + 1, itemId, expected }).refusal;
  if (row.visitId !== stated.visitId) return differs('visitId', row.visitId);
  if (row.feeTotal !== stated.feeTotal) return differs('feeTotal', row.feeTotal);
  if (row.claim !== stated.claim) return differs('agencyPays', row.claim);
  // The interface carries whole seconds.
  if (Math.floor(row.decidedAt / 1000) !== Math.floor(stated.decidedAt / 1000)) {
    return differs('visitSettledAt', '');
  }
  const number = decryptField(deps.fieldKeys, row.certificateSealed);
  return number === stated.certificateNumber.toUpperCase() ? null : differs('certificateNumber', '');
}

/**
 * Confirms rows of a month (3261), all or none; rows that the hospital marks as not confirmed are left open.
 * What is confirmed already stays so. Only until the month's clearing is generated (procedures R-03, C-02).
 * Refusals in order: `clearing-closed`, `clearing-rows`; row by row `clearing-row-unknown`,
 * `clearing-row-differs`, `settlement-pending`.
 */
export function confirmRows(
  deps: CareDeps,
  call: Call,
  request: {
    readonly period: Month;
    readonly reference: string;
    readonly stated: number | null;
    readonly rows: readonly StatedRow[];
  },
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  const { period, reference, rows } = request;
  const { receivedAt: now } = call;
  return once(
    deps,
    call,
    async (tx) => {
      if (!takesConfirmations(period, now)) return careRefusal('clearing-closed', 'period', { period });
      if (rows.length > ROWS_AT_ONCE || (request.stated !== null && request.stated !== rows.length)) {
        const detail = { rows: rows.length, stated: request.stated ?? rows.length, limit: ROWS_AT_ONCE };
        return careRefusal('clearing-rows', 'rows', detail);
      }
      const standing = await standingRows(tx, providerId, period, now);
      const own = new Map(standing.map((row) => [row.itemId, row]));
      for (const [index, row] of rows.entries()) {
        const refusal = refusalOfRow(deps, row, own.get(row.itemId), index);
        if (refusal !== null) return { ok: false, refusal };
      }
      const itemIds = [...new Set(rows.filter((row) => row.isConfirmed).map(({ itemId }) => itemId))].sort();
      // Only the settlement itself can be about to be taken back; its reversal is one already. All are held
      // against a deferral.
      const held = [...new Set(itemIds.map((id) => own.get(id)!.settlementId))].sort();
      const pending = await holdSettlements(tx, providerId, held);
      const reversing = pending.find((id) => itemIds.includes(id));
      if (reversing !== undefined) {
        return careRefusal('settlement-pending', 'rows', { settlementId: reversing });
      }
      const [moved] = await deferredAmong(tx, { providerId, period, itemIds });
      if (moved !== undefined) {
        const row = rows.findIndex(({ itemId }) => itemId === moved);
        const detail = { row: row + 1, itemId: moved };
        return careRefusal('clearing-row-unknown', `rows[${row}].clearingSerial`, detail);
      }
      await saveConfirmation(tx, { ...request, providerId, messageId: call.messageId, at: now, itemIds });
      await journal(tx, reference, { act: 'confirm', providerId, period, itemIds, at: now });
      return ok({ output: null });
    },
    render,
  );
}

/**
 * Takes a confirmation back, or with reference "0" all of the month's (3262). Only until the month's clearing
 * is generated (procedures R-02). Refusals in order: `confirmation-unknown`, `clearing-closed`.
 */
export function takeBackRows(
  deps: CareDeps,
  call: Call,
  request: { readonly period: Month; readonly reference: string },
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  const { receivedAt: at } = call;
  return once(
    deps,
    call,
    async (tx) => {
      const isAll = request.reference === ALL;
      const known = isAll ? request.period : await periodOfReference(tx, providerId, request.reference);
      if (known === null) {
        return careRefusal('confirmation-unknown', 'reference', { reference: request.reference });
      }
      if (!takesConfirmations(known, at)) return careRefusal('clearing-closed', 'period', { period: known });
      const reference = isAll ? null : request.reference;
      const itemIds = await takeBack(tx, { providerId, period: known, reference, at });
      const subject = `${request.reference}/${call.messageId}`;
      await journal(tx, subject, { act: 'take-back', providerId, period: known, itemIds, at });
      return ok({ output: null });
    },
    render,
  );
}

const ALL = '0';

/** The journal's leaf of a confirmation or of its withdrawal. */
async function journal(tx: Executor, subject: string, fact: Readonly<Record<string, unknown>>) {
  await appendToJournal(tx, { kind: 'care.clearing-confirmation', subject, digest: digestOf(fact) });
}
