/**
 * The wallet at the nation pays a part of a bill (procedures Q-12): the nation keeps the quota and decides;
 * this side keeps that it asked, so that a lost answer is asked for again under the same leg id.
 */
import type { QuotaLegAnswer } from '@zhijie/exchange';
import { routeOf } from '@zhijie/exchange';
import { assert, Failure, instant, monthOf } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import type { LegAsk } from '../leg/payer.ts';
import { durably } from '../transaction.ts';
import { undoBound } from './bound-leg.ts';
import * as legs from './leg-store.ts';

/** How this side speaks to the nation about its own persons. */
export function nationRoute(deps: InsuredDeps, personId: string) {
  const insuredArea = deps.areas[0];
  assert(insuredArea !== undefined, 'a node insures an area');
  return routeOf({ insuredArea, personId, month: monthOf(deps.now()) });
}

const askOf = (deps: InsuredDeps): NonNullable<InsuredDeps['ask']> => {
  if (deps.ask === undefined) throw new Failure('This node cannot ask the nation');
  return deps.ask;
};

/** What a person may spend of the wallet now, fen; zero at a node that asks nobody. */
export async function walletFree(deps: InsuredDeps, personId: string): Promise<number> {
  if (deps.ask === undefined) return 0;
  const answer = await deps.ask('quota.read@1', nationRoute(deps, personId), { personId, cursor: null });
  return answer.ok ? answer.value.free : 0;
}

/** Keeps what the nation said; what is final here stays. */
async function keep(deps: InsuredDeps, legId: string, said: QuotaLegAnswer): Promise<legs.StoredFamilyLeg> {
  return durably(deps, 'family-leg', async (tx) => {
    const leg = (await legs.lockFamilyLeg(tx, legId))!;
    const { state, amount, reason } = said;
    if (state === 'absent' || leg.state === state) return leg;
    if (leg.state === 'voided' || leg.state === 'refused') return leg;
    if (leg.state === 'confirmed' && state !== 'voided') return leg;
    const heldUntil = said.heldUntil === null ? null : instant(said.heldUntil);
    const isPaid = state === 'held' || state === 'confirmed';
    const now = { ...leg, state, heldUntil, reason, amount: isPaid ? amount : leg.amount };
    await legs.changeFamilyLeg(tx, now, deps.now());
    return now;
  });
}

/** Asks the nation to hold a part; a leg that ended here before is not asked any more. */
export async function holdWallet(deps: InsuredDeps, ask: LegAsk): Promise<legs.StoredFamilyLeg> {
  const { legId, actId, personId, settlementId, asked, until } = ask;
  const bill = await legs.readBill(deps.db, ask);
  const isDone = bill === null || bill.state !== 'settled';
  const nobody = { bindingId: null, donorId: null, donorArea: null, year: null, amount: 0, heldUntil: null };
  const careArea = bill?.careArea ?? null;
  const opened: legs.StoredFamilyLeg = {
    ...{ legId, personId, way: 'wallet', settlementId, careArea, ...nobody },
    ...{ state: isDone ? 'refused' : 'asked', reason: isDone ? 'bill-undone' : null },
  };
  await durably(deps, 'family-leg', (tx) => legs.addFamilyLeg(tx, opened, deps.now()));
  const leg = (await legs.findFamilyLeg(deps.db, legId))!;
  if (leg.state !== 'asked' || bill === null) return leg;
  const { careArea: area, providerId } = bill;
  const request = { legId, actId, settlementId, personId, careArea: area, providerId, asked, until };
  const answer = await askOf(deps)('quota.hold@1', nationRoute(deps, personId), request);
  if (answer.ok) return keep(deps, legId, answer.value);
  return durably(deps, 'family-leg', async (tx) => {
    const known = (await legs.lockFamilyLeg(tx, legId))!;
    if (known.state !== 'asked') return known;
    const refused = { ...known, state: 'refused' as const, reason: 'wallet-unavailable' as const };
    await legs.changeFamilyLeg(tx, refused, deps.now());
    return refused;
  });
}

async function ask(
  deps: InsuredDeps,
  message: 'quota.confirm@1' | 'quota.void@1' | 'quota.outcome@1',
  { legId, personId }: { readonly legId: string; readonly personId: string },
): Promise<legs.StoredFamilyLeg> {
  const answer = await askOf(deps)(message, nationRoute(deps, personId), { legId, personId });
  if (!answer.ok)
    throw new Failure(`The nation refused ${message} of leg "${legId}": ${answer.refusal.code}`);
  return keep(deps, legId, answer.value);
}

export async function confirmWallet(deps: InsuredDeps, legId: string): Promise<legs.StoredFamilyLeg | null> {
  const leg = await legs.findFamilyLeg(deps.db, legId);
  return leg === null || leg.state !== 'held' ? leg : ask(deps, 'quota.confirm@1', leg);
}

/** Also of a leg whose hold the nation has not seen: it then refuses it for ever. */
export async function undoWallet(
  deps: InsuredDeps,
  leg: { readonly legId: string; readonly personId: string },
): Promise<legs.StoredFamilyLeg> {
  const known = await legs.findFamilyLeg(deps.db, leg.legId);
  if (known?.way !== 'wallet') return undoBound(deps, leg);
  if (known.state === 'voided' || known.state === 'refused') return known;
  return ask(deps, 'quota.void@1', leg);
}

export async function walletOutcome(deps: InsuredDeps, legId: string): Promise<legs.StoredFamilyLeg | null> {
  const leg = await legs.findFamilyLeg(deps.db, legId);
  const isOpen = leg?.state === 'asked' || leg?.state === 'held';
  return isOpen ? ask(deps, 'quota.outcome@1', leg) : leg;
}
