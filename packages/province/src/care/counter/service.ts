import { decryptField } from '@zhijie/crypto';
import { type Actor, type Fen, fen, maskName, ok, type Result, refuse } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { type FeeLine, readLinesOf } from '../fee-line/store.ts';
import { findInstitutions, type Institution } from '../institution/store.ts';
import { mayActFor } from '../permissions.ts';
import { logAccess } from '../person/store.ts';
import { type Diagnosis, findVisit, readDiagnoses, type Visit } from '../visit/store.ts';
import type { CounterRefusal } from './refusals.ts';
import * as store from './store.ts';

type Answer<T> = Promise<Result<T, CounterRefusal>>;

/** The institution of a window. Refuses `not-permitted`. */
export async function counterPlace(deps: CareDeps, actor: Actor, providerId: string): Answer<Institution> {
  if (!mayActFor(actor, providerId)) return refuse('not-permitted', { field: 'providerId' });
  const [place] = await findInstitutions(deps.db, { providerId, name: null, kind: null });
  return place === undefined ? refuse('not-permitted', { field: 'providerId' }) : ok(place);
}

export type CounterVisit = {
  readonly visit: Omit<Visit, 'nameSealed' | 'certificateSealed' | 'certificateDigest'>;
  readonly name: string;
  readonly certificateNumber: string;
  readonly diagnoses: readonly Diagnosis[];
  /** Lines that no settlement has yet; or those of the settlement asked for. */
  readonly lines: readonly FeeLine[];
  /** The highest number of a line, settled or not. */
  readonly lastLine: number;
};

/** A visit as its own hospital reads it; the reading is logged. Refuses `not-permitted`, `visit-unknown`. */
export async function counterVisit(
  deps: CareDeps,
  actor: Actor,
  key: { readonly providerId: string; readonly visitId: string; readonly settlementId?: string | null },
): Answer<CounterVisit> {
  const { providerId, visitId, settlementId = null } = key;
  if (!mayActFor(actor, providerId)) return refuse('not-permitted', { field: 'providerId' });
  const found = await findVisit(deps.db, providerId, visitId);
  if (found === null) return refuse('visit-unknown', { field: 'visitId' });
  const { nameSealed, certificateSealed, certificateDigest: _, ...visit } = found;
  const access = { at: deps.now(), actorId: actor.id, providerId, personId: visit.personId };
  await logAccess(deps.db, { ...access, purpose: 'counter', messageId: '' });
  const lines = await readLinesOf(deps.db, key, null);
  return ok({
    visit,
    name: decryptField(deps.fieldKeys, nameSealed),
    certificateNumber: decryptField(deps.fieldKeys, certificateSealed),
    diagnoses: await readDiagnoses(deps.db, key),
    lines: lines.filter((line) => line.settlementId === settlementId),
    lastLine: Math.max(0, ...lines.map(({ lineNumber }) => Number(lineNumber) || 0)),
  });
}

/**
 * Visits of a person here that nothing was settled of: what a hospital system has left for the window.
 * Refuses `not-permitted`.
 */
export async function waitingAtCounter(
  deps: CareDeps,
  actor: Actor,
  of: { readonly providerId: string; readonly personId: string },
): Answer<readonly store.WaitingVisit[]> {
  if (!mayActFor(actor, of.providerId)) return refuse('not-permitted', { field: 'providerId' });
  return ok(await store.waitingVisits(deps.db, of));
}

export type CounterBill = Omit<store.LatestBill, 'nameSealed'> & { readonly maskedName: string };

const BILLS_SHOWN = 10;

/** The last ten bills of the institution's windows, newest first. Refuses `not-permitted`. */
export async function counterBills(
  deps: CareDeps,
  actor: Actor,
  providerId: string,
): Answer<readonly CounterBill[]> {
  if (!mayActFor(actor, providerId)) return refuse('not-permitted', { field: 'providerId' });
  const bills = await store.latestBills(deps.db, providerId, BILLS_SHOWN);
  return ok(
    bills.map(({ nameSealed, ...bill }) => ({
      ...bill,
      maskedName: maskName(decryptField(deps.fieldKeys, nameSealed)),
    })),
  );
}

/** The shift that is open: what it has taken in, and what is still under way. Amounts in fen. */
export type OpenShift = {
  readonly bills: readonly store.ShiftBill[];
  readonly underWay: readonly store.UnderWay[];
  readonly totals: store.Takings;
  readonly closed: readonly store.Shift[];
};

const CLOSED_SHOWN = 10;

const sumOf = (bills: readonly store.ShiftBill[]): store.Takings => {
  const sum = (part: keyof store.Takings): Fen => fen(bills.reduce((total, bill) => total + bill[part], 0));
  return {
    total: sum('total'),
    funds: sum('funds'),
    account: sum('account'),
    others: sum('others'),
    cash: sum('cash'),
  };
};

/** Refuses `not-permitted`. */
export async function openShift(deps: CareDeps, actor: Actor, providerId: string): Answer<OpenShift> {
  if (!mayActFor(actor, providerId)) return refuse('not-permitted', { field: 'providerId' });
  const bills = await store.changedBills(deps.db, providerId);
  return ok({
    bills,
    underWay: await store.billsUnderWay(deps.db, providerId),
    totals: sumOf(bills),
    closed: await store.latestShifts(deps.db, providerId, CLOSED_SHOWN),
  });
}

export type ShiftClosing = {
  readonly providerId: string;
  readonly requestKey: string;
  /** What is in the drawer of this shift's cash, fen. */
  readonly cashCounted: Fen;
  readonly note: string | null;
};

/**
 * Closes the shift: every change since the last one, once. Refuses `not-permitted`, `nothing-to-close`,
 * `difference-unexplained`, `request-differs`; the same request again answers the same shift.
 */
export function closeShift(deps: CareDeps, actor: Actor, closing: ShiftClosing): Answer<store.Shift> {
  const { providerId, requestKey, cashCounted, note } = closing;
  if (!mayActFor(actor, providerId)) return Promise.resolve(refuse('not-permitted', { field: 'providerId' }));
  return deps.db.transaction(async (tx) => {
    await store.lockShifts(tx, providerId);
    const earlier = await store.shiftOfRequest(tx, providerId, requestKey);
    if (earlier !== null) {
      const isSame = earlier.cashCounted === cashCounted && earlier.note === note;
      return isSame ? ok(earlier) : refuse('request-differs', { field: 'requestKey' });
    }
    const bills = await store.changedBills(tx, providerId);
    if (bills.length === 0) return refuse('nothing-to-close', { field: 'providerId' });
    const cashDue = sumOf(bills).cash;
    if (cashDue !== cashCounted && (note ?? '').trim() === '') {
      const detail = { due: cashDue, counted: cashCounted };
      return refuse('difference-unexplained', { field: 'note', detail });
    }
    const shift = { requestKey, endedAt: deps.now(), closedBy: actor.id, cashDue, cashCounted, note };
    return ok({ ...shift, number: await store.addShift(tx, providerId, shift, bills) });
  });
}
