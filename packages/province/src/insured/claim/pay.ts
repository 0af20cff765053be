/** Money of a claim: paid by bank, undone, given back. */
import {
  type Actor,
  addFen,
  dateOf,
  fen,
  type Instant,
  monthOf,
  ok,
  parseCalendarDate,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { claimPaymentPosting, postTransfers } from '@zhijie/ledger';
import type { InsuredDeps } from '../deps.ts';
import { reverseFor } from '../settlement/reverse.ts';
import { valueOfField } from './case.ts';
import { refusalToDecide } from './permissions.ts';
import { releaseInvoices, tellRegister } from './register.ts';
import { type ClaimId, stepOn } from './service.ts';
import * as store from './store.ts';

const LEDGER = 'insured_ledger';

export type BankFact = ClaimId & {
  readonly bank: string;
  readonly serial: string;
  readonly paidOn: string;
  /** Fen, as the bank's receipt says; it must be what is owed. */
  readonly amount: number;
};

/**
 * Records that the bank paid the person, once: bank, serial and day, posted in the same transaction. Refuses
 * `claim-unknown`, `not-permitted`, `claim-wrong-state`, `claim-payee-missing`, `claim-amount-differs`,
 * `paid-on-impossible`, `bank-serial-used`.
 */
export const payClaim = (
  deps: InsuredDeps,
  actor: Actor,
  fact: BankFact,
): Promise<Result<ClaimId, Refusal>> => recordPayment(deps, actor, { fact, way: 'paid' });

/** The same for money that came back of a claim undone after it was paid. */
export const takeMoneyBack = (
  deps: InsuredDeps,
  actor: Actor,
  fact: BankFact,
): Promise<Result<ClaimId, Refusal>> => recordPayment(deps, actor, { fact, way: 'returned' });

async function recordPayment(
  deps: InsuredDeps,
  actor: Actor,
  { fact, way }: { readonly fact: BankFact; readonly way: store.Payment['way'] },
): Promise<Result<ClaimId, Refusal>> {
  const { claimId, bank, serial, paidOn, amount } = fact;
  return stepOn(deps, claimId, async (tx, opened) => {
    const { claim, case: content } = opened;
    const denied = refusalToDecide(actor, claim);
    if (denied !== null) return denied;
    const payments = await store.readPayments(tx, claimId);
    const isDue =
      way === 'paid' ? claim.state === 'approved' : claim.state === 'reversed' && payments.length === 1;
    if (!isDue) return refuse('claim-wrong-state', { detail: { state: claim.state } });
    if (way === 'paid' && valueOfField(content, 'payeeAccount') === null)
      return refuse('claim-payee-missing');
    const owed = claim.proposedFunds ?? 0;
    if (amount !== owed) return refuse('claim-amount-differs', { field: 'amount', detail: { owed } });
    const at = deps.now();
    const steps = await store.readSteps(tx, claimId);
    const since = steps.findLast(({ kind }) => kind === (way === 'paid' ? 'approved' : 'reversed'))!.at;
    if (!isPossible(paidOn, since, at)) return refuse('paid-on-impossible', { field: 'paidOn' });
    const payment = { way, amount, bank, serial, paidOn, by: actor.id, at };
    if (!(await store.insertClaimPayment(tx, claimId, payment))) {
      return refuse('bank-serial-used', { field: 'serial' });
    }
    const { insuredArea: area, insuranceType } = claim;
    const whose = { claimId, area, insuranceType, way, month: monthOf(at), postedAt: at };
    await postTransfers(tx, LEDGER, [claimPaymentPosting(addFen(fen(amount)), whose)]);
    const after = way === 'paid' ? ({ ...claim, state: 'paid' } as const) : claim;
    const kind = way === 'paid' ? 'paid' : 'money-back';
    const note = `${bank} ${serial} ${paidOn}`;
    await store.advance(deps, tx, { claim: after, case: content }, { kind, actor, at, funds: amount, note });
    return ok({ claimId });
  });
}

function isPossible(paidOn: string, since: number, at: Instant): boolean {
  const day = parseCalendarDate(paidOn);
  return day.ok && day.value >= dateOf(since as Instant) && day.value <= dateOf(at);
}

/**
 * Undoes an approved or paid claim: counters and transfers of its settlement are taken back, the invoice is
 * free again; money already paid is owed by the person until it comes back. Safe to repeat. Refuses
 * `claim-unknown`, `not-permitted`, `claim-wrong-state`.
 */
export async function reverseClaim(
  deps: InsuredDeps,
  actor: Actor,
  { claimId, reason }: ClaimId & { readonly reason: string },
): Promise<Result<ClaimId, Refusal>> {
  const found = await store.readClaim(deps, deps.db, claimId);
  const denied = refusalToDecide(actor, found?.claim);
  if (denied !== null) return denied;
  const { claim } = found!;
  if (claim.state !== 'approved' && claim.state !== 'paid') {
    return refuse('claim-wrong-state', { detail: { state: claim.state } });
  }
  const undone = await reverseFor(deps, {
    actor,
    owns: () => true,
    request: {
      reversalId: `${claimId}.reversed`,
      settlementId: claimId,
      personId: claim.personId,
      requestedAt: deps.now(),
      reason: 'undo',
    },
    question: questionOf(deps, claim, actor),
  });
  if (!undone.ok) return undone;
  const done = await stepOn<ClaimId>(deps, claimId, async (tx, opened) => {
    if (opened.claim.state === 'reversed') return ok({ claimId });
    await releaseInvoices(deps, tx, claimId);
    const after = { ...opened, claim: { ...opened.claim, state: 'reversed' } as const };
    await store.advance(deps, tx, after, { kind: 'reversed', actor, at: deps.now(), note: reason });
    return ok({ claimId });
  });
  await tellRegister(deps, claimId);
  return done;
}

function questionOf(deps: InsuredDeps, { insuredArea, personId }: store.StoredClaim, actor: Actor) {
  const at = deps.now();
  const route = { careArea: insuredArea, insuredArea, providerId: actor.id, personId, month: monthOf(at) };
  return { message: 'settlement.reverse@1', from: deps.node, route, frameId: '', sentAt: at } as const;
}
