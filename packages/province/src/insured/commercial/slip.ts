/** The second slip: what a commercial insurer paid of a bill, for the person (K-06). */
import type { LayerOutcome } from '@zhijie/engine';
import {
  type Actor,
  type Fen,
  type Instant,
  instant,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { refusalToRead } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';
import { readSettledBill } from './bill.ts';
import { namesOf } from './enrolment.ts';
import * as store from './store.ts';

/** Fen. */
export type CommercialSlip = {
  readonly slipId: string;
  readonly state: 'held' | 'confirmed' | 'voided';
  /** `person`: a claim after the counter. */
  readonly payee: 'hospital' | 'person';
  readonly paidAt: Instant | null;
  readonly product: string;
  readonly title: string;
  readonly insurer: string;
  readonly insurerName: string;
  readonly policyNumber: string;
  readonly settlementId: string;
  readonly hospitalId: string;
  readonly hospitalName: string;
  readonly settledAt: Instant;
  /** What the public layers left to pay in cash, before any insurer. */
  readonly owed: Fen;
  readonly amount: Fen;
  /** How it came about, by liability; none where the insurer answers by itself. */
  readonly layers: readonly LayerOutcome[];
};

const NEWEST = { openedAt: Number.MAX_SAFE_INTEGER, paymentId: '' };
export type SlipCursor = { readonly openedAt: number; readonly paymentId: string };
export type SlipPage = {
  readonly rows: readonly CommercialSlip[];
  readonly next: SlipCursor | null;
};

async function slipOf(deps: InsuredDeps, payment: store.StoredPayment): Promise<CommercialSlip> {
  const { personId, settlementId, product } = payment;
  const bill = (await readSettledBill(deps, deps.db, { personId, settlementId: settlementId! }))!;
  const held = await store.readEnrolments(deps.db, personId);
  const { insurer, policyNumber } = held.find((one) => one.enrolmentId === payment.enrolmentId)!;
  return {
    slipId: payment.slipId!,
    state: payment.state as CommercialSlip['state'],
    payee: payment.way === 'claim' ? 'person' : 'hospital',
    paidAt: payment.confirmedAt === null ? null : instant(payment.confirmedAt),
    product: product!,
    insurer,
    ...namesOf(deps, { product: product!, insurer }),
    policyNumber,
    settlementId: bill.settlementId,
    hospitalId: bill.hospitalId,
    hospitalName: bill.hospitalName,
    settledAt: bill.settledAt,
    owed: bill.cash,
    amount: payment.amount,
    layers: payment.layers,
  };
}

/** One slip; logged. Refuses `person-unknown`, `not-permitted`, `slip-unknown`. */
export async function commercialSlip(
  deps: InsuredDeps,
  actor: Actor,
  key: { readonly personId: string; readonly slipId: string },
): Promise<Result<CommercialSlip, Refusal>> {
  const { personId, slipId } = key;
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId), 'bills');
  if (refused !== null) return refused;
  const payment = await store.readSlip(deps.db, key);
  if (payment === null) return refuse('slip-unknown', { field: 'slipId' });
  await writeEntry(deps.db, { personId, at: deps.now(), actor, purpose: 'own-record', subject: slipId });
  return ok(await slipOf(deps, payment));
}

/** A person's slips, newest first, 1 … 100 a page; logged. Refuses `person-unknown`, `not-permitted`. */
export async function commercialSlips(
  deps: InsuredDeps,
  actor: Actor,
  query: { readonly personId: string; readonly before?: SlipCursor; readonly limit?: number },
): Promise<Result<SlipPage, Refusal>> {
  const { personId, before = NEWEST } = query;
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId), 'bills');
  if (refused !== null) return refused;
  const limit = Math.min(query.limit ?? 20, 100);
  const payments = await store.readSlips(deps.db, { personId, before, limit });
  await writeEntry(deps.db, { personId, at: deps.now(), actor, purpose: 'own-record', subject: null });
  const rows: CommercialSlip[] = [];
  for (const payment of payments) rows.push(await slipOf(deps, payment));
  const last = payments.length === limit ? payments.at(-1) : undefined;
  const next = last === undefined ? null : { openedAt: last.openedAt, paymentId: last.paymentId };
  return ok({ rows, next });
}
