/**
 * A relative's personal account pays a part of a bill inside the province (procedures ): money is
 * held on the donor's guarded account, posted when the act confirms, given back when it is undone. The
 * patient stays the settlement's person; nothing of the settlement changes.
 */
import { type Executor, retrying } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { assert, dateOf, type Fen, fen, type Instant, monthOf, yearOf } from '@zhijie/kernel';
import {
  aidPayable,
  holdMoney,
  lockFreeBalance,
  personalAccount,
  postHold,
  postTransfers,
  voidHold,
} from '@zhijie/ledger';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import type { LegAsk } from '../leg/payer.ts';
import { durably } from '../transaction.ts';
import * as legs from './leg-store.ts';
import * as store from './store.ts';
import { type FamilyLegReason, scopeOf } from './words.ts';

const LEDGER = 'insured_ledger';
export const holdIdOf = (legId: string): string => `family.${legId}`;

const isOver = (binding: store.StoredBinding, today: string): boolean =>
  binding.revokedAt !== null || (binding.endsOn !== null && binding.endsOn < today);

/** Why a binding does not pay a bill, apart from money; null when it may. */
export async function obstacleOf(
  db: Executor,
  {
    binding,
    bill,
    node,
  }: {
    readonly binding: store.StoredBinding | null;
    readonly bill: legs.FamilyBill | null;
    readonly node: string;
  },
  today: string,
): Promise<FamilyLegReason | null> {
  if (binding === null) return 'binding-unknown';
  if (bill === null || bill.state !== 'settled') return 'bill-undone';
  if (binding.relativeId !== bill.personId) return 'binding-of-another';
  if (isOver(binding, today)) return 'binding-revoked';
  if (bill.careArea.slice(0, 2) !== node) return 'care-elsewhere';
  if (!binding.scopes.includes(scopeOf(bill.careType))) return 'scope-excluded';
  return (await store.employeeAreaOf(db, binding.donorId, today)) === null ? 'donor-not-employee' : null;
}

/** What is left of a binding's limit in a year, fen; null: no limit. */
export async function limitLeft(
  db: Executor,
  { bindingId, limitPerYear }: store.StoredBinding,
  year: number,
): Promise<number | null> {
  if (limitPerYear === null) return null;
  return Math.max(0, limitPerYear - (await legs.usedOf(db, { bindingId, year })));
}

type Judged =
  | { readonly reason: FamilyLegReason }
  | { readonly reason: null; readonly amount: Fen; readonly donorArea: string };

/** How much the binding pays, with binding and account locked. */
async function judge(
  deps: InsuredDeps,
  tx: Executor,
  ask: LegAsk,
  at: Instant,
): Promise<Judged & { readonly binding: store.StoredBinding | null; readonly bill: legs.FamilyBill | null }> {
  const today = dateOf(at);
  const binding = await store.lockBinding(tx, ask.payer);
  const bill = await legs.readBill(tx, ask);
  const known = { binding, bill };
  const obstacle = await obstacleOf(tx, { ...known, node: deps.node }, today);
  if (obstacle !== null) return { ...known, reason: obstacle };
  const left = (await limitLeft(tx, binding!, yearOf(today))) ?? ask.asked;
  // The lock is what keeps clients side by side from spending the same money.
  const account = await lockFreeBalance(tx, LEDGER, personalAccount(binding!.donorId));
  if (account === null) return { ...known, reason: 'account-locked' };
  const { free } = account;
  if (left <= 0) return { ...known, reason: 'limit-used' };
  if (free <= 0) return { ...known, reason: 'account-empty' };
  const donorArea = (await store.employeeAreaOf(tx, binding!.donorId, today))!;
  return { ...known, reason: null, amount: fen(Math.min(ask.asked, left, free)), donorArea };
}

/** Holds what the binding pays of what is asked; the same leg again says what it is. */
export function holdBound(deps: InsuredDeps, ask: LegAsk): Promise<legs.StoredFamilyLeg> {
  return retrying(() =>
    durably(deps, 'family-leg', async (tx) => {
      const known = await legs.lockFamilyLeg(tx, ask.legId);
      if (known !== null) return known;
      const at = deps.now();
      const { binding, bill, ...judged } = await judge(deps, tx, ask, at);
      const { legId, personId, settlementId } = ask;
      const whose = { legId, personId, way: 'binding' as const, settlementId };
      if (judged.reason !== null || binding === null || bill === null) {
        const nobody = { careArea: null, bindingId: null, donorId: null, donorArea: null, year: null };
        const none = { state: 'refused' as const, amount: 0, heldUntil: null, reason: judged.reason };
        await legs.addFamilyLeg(tx, { ...whose, ...nobody, ...none }, at);
        return (await legs.findFamilyLeg(tx, legId))!;
      }
      const { amount, donorArea } = judged;
      const { bindingId, donorId } = binding;
      const { careArea } = bill;
      const leg: legs.StoredFamilyLeg = {
        ...{ ...whose, bindingId, donorId, donorArea, careArea, year: yearOf(dateOf(at)) },
        ...{ state: 'held', amount, heldUntil: ask.until, reason: null },
      };
      if (!(await legs.addFamilyLeg(tx, leg, at))) return (await legs.findFamilyLeg(tx, legId))!;
      const hold = {
        ...{ holdId: holdIdOf(legId), debit: personalAccount(donorId), amount, code: 'aid-paid' },
        ...{ credit: aidPayable(donorArea, careArea), reference: legId, expiresAt: ask.until },
      };
      const status = await holdMoney(tx, LEDGER, hold, at);
      assert(status === 'held', `the account is locked and has the money: ${status}`);
      await logUse(tx, { deps, leg, at });
      return leg;
    }),
  );
}

async function logUse(
  tx: Executor,
  { deps, leg, at }: { readonly deps: InsuredDeps; readonly leg: legs.StoredFamilyLeg; readonly at: Instant },
): Promise<void> {
  const { legId, personId, donorId, amount, state } = leg;
  const actor = { id: personId, kind: 'person' as const, node: deps.node, areas: [], roles: [] };
  await writeEntry(tx, { personId: donorId!, at, actor, purpose: 'family', subject: legId });
  const digest = digestOf({ legId, personId, donorId, amount, state });
  await appendToJournal(tx, { kind: 'insured.family-leg', subject: legId, digest });
}

type Change = Pick<legs.StoredFamilyLeg, 'state' | 'heldUntil' | 'reason'>;

async function turn(
  tx: Executor,
  leg: legs.StoredFamilyLeg,
  change: Change & { readonly kind: 'paid' | 'returned' | null; readonly at: Instant },
): Promise<legs.StoredFamilyLeg> {
  const { kind, at, ...to } = change;
  const { legId, bindingId, amount, personId } = leg;
  const now = { ...leg, ...to };
  await legs.changeFamilyLeg(tx, now, at);
  if (kind !== null && bindingId !== null)
    await store.addEvent(tx, { bindingId, at, kind, amount, legId, actorId: personId });
  const digest = digestOf({ legId, state: now.state, amount });
  await appendToJournal(tx, { kind: 'insured.family-leg', subject: legId, digest });
  return now;
}

const ENDED: Change = { state: 'voided', heldUntil: null, reason: null };

/** Ends a hold whose time has come; any other leg stays as it is. */
async function lapse(
  tx: Executor,
  leg: legs.StoredFamilyLeg | null,
  at: Instant,
): Promise<legs.StoredFamilyLeg | null> {
  if (leg === null || leg.state !== 'held' || leg.way !== 'binding') return leg;
  if (leg.heldUntil === null || at < leg.heldUntil) return leg;
  await voidHold(tx, LEDGER, holdIdOf(leg.legId), at);
  return turn(tx, leg, { ...ENDED, reason: 'hold-expired', kind: null, at });
}

/** Posts what is held. What is not held, or held no longer, is not paid: the answer says what it is. */
export function confirmBound(deps: InsuredDeps, legId: string): Promise<legs.StoredFamilyLeg | null> {
  return durably(deps, 'family-leg', async (tx) => {
    const at = deps.now();
    const leg = await lapse(tx, await legs.lockFamilyLeg(tx, legId), at);
    if (leg === null || leg.state !== 'held') return leg;
    const posting = { holdId: holdIdOf(legId), amount: fen(leg.amount), transferId: `${legId}.aid-paid` };
    const status = await postHold(tx, LEDGER, { ...posting, month: monthOf(at) }, at);
    assert(status === 'posted', `a leg that is held has its hold: ${status}`);
    return turn(tx, leg, { state: 'confirmed', heldUntil: null, reason: null, kind: 'paid', at });
  });
}

/** Frees what is held, gives back what was paid; before its hold it refuses the hold for ever. */
export function undoBound(
  deps: InsuredDeps,
  { legId, personId }: { readonly legId: string; readonly personId: string },
): Promise<legs.StoredFamilyLeg> {
  return durably(deps, 'family-leg', async (tx) => {
    const at = deps.now();
    const grave: legs.StoredFamilyLeg = {
      ...{ legId, personId, way: 'unknown', settlementId: null, careArea: null, bindingId: null },
      ...{ donorId: null, donorArea: null, year: null, state: 'voided', amount: 0 },
      ...{ heldUntil: null, reason: 'voided-before' },
    };
    await legs.addFamilyLeg(tx, grave, at);
    const leg = (await legs.lockFamilyLeg(tx, legId))!;
    if (leg.state === 'voided' || leg.state === 'refused') return leg;
    if (leg.state !== 'confirmed') {
      await voidHold(tx, LEDGER, holdIdOf(legId), at);
      return turn(tx, leg, { ...ENDED, kind: null, at });
    }
    const { donorId, donorArea, careArea, amount } = leg;
    const back = {
      ...{ transferId: `${legId}.aid-returned`, debit: aidPayable(donorArea!, careArea!), reference: legId },
      ...{ credit: personalAccount(donorId!), amount: fen(amount), code: 'aid-returned' },
      ...{ month: monthOf(at), postedAt: at },
    };
    await postTransfers(tx, LEDGER, [back]);
    return turn(tx, leg, { ...ENDED, kind: 'returned', at });
  });
}

/** What a leg is now; a hold whose time has come ends with the question. */
export function boundOutcome(deps: InsuredDeps, legId: string): Promise<legs.StoredFamilyLeg | null> {
  return durably(deps, 'family-leg', async (tx) =>
    lapse(tx, await legs.lockFamilyLeg(tx, legId), deps.now()),
  );
}
