import { decryptField } from '@zhijie/crypto';
import { NoAnswer, NotDelivered } from '@zhijie/exchange';
import { dateOf, type Fen, fen, instant, maskName, yearOf } from '@zhijie/kernel';
import { freeBalanceOf, personalAccount } from '@zhijie/ledger';
import type { InsuredDeps } from '../deps.ts';
import {
  ABSENT,
  type LegAsk,
  type LegBill,
  type LegOffer,
  type LegOutcome,
  type LegPayer,
} from '../leg/payer.ts';
import { boundOutcome, confirmBound, holdBound, limitLeft, obstacleOf, undoBound } from './bound-leg.ts';
import * as legs from './leg-store.ts';
import * as store from './store.ts';
import { confirmWallet, holdWallet, undoWallet, walletFree, walletOutcome } from './wallet-leg.ts';
import { FAMILY_LEG_REASONS, type FamilyLegReason } from './words.ts';

/** The one payer id that is no binding: the person's wallet at the nation. */
export const WALLET = 'wallet';

const textOf = (reason: FamilyLegReason | null): string | null =>
  reason === null ? null : FAMILY_LEG_REASONS[reason];

/** What a stored leg says to the act. */
function told(leg: legs.StoredFamilyLeg | null): LegOutcome {
  if (leg === null || leg.state === 'asked') return ABSENT;
  const { state, reason } = leg;
  const isPaid = state === 'held' || state === 'confirmed';
  return {
    state,
    amount: fen(isPaid ? leg.amount : 0),
    heldUntil: state === 'held' && leg.heldUntil !== null ? instant(leg.heldUntil) : null,
    reason: reason === null ? null : { code: reason, text: FAMILY_LEG_REASONS[reason] },
    slipId: null,
  };
}

async function boundOffer(
  deps: InsuredDeps,
  binding: store.StoredBinding & { readonly donorName: string },
  {
    bill,
    left,
    today,
  }: {
    readonly bill: legs.FamilyBill | null;
    readonly left: Fen;
    readonly today: ReturnType<typeof dateOf>;
  },
): Promise<LegOffer> {
  const { bindingId, donorId } = binding;
  const name = maskName(decryptField(deps.fieldKeys, binding.donorName));
  const offer = { kind: 'family' as const, payer: bindingId, name: `${name}的职工医保个人账户（家庭共济）` };
  const reason = await obstacleOf(deps.db, { binding, bill, node: deps.node }, today);
  if (reason !== null) return { ...offer, amount: fen(0), obstacle: textOf(reason) };
  const free = (await freeBalanceOf(deps.db, 'insured_ledger', personalAccount(donorId)))?.free ?? 0;
  const allowed = (await limitLeft(deps.db, binding, yearOf(today))) ?? left;
  const amount = fen(Math.max(0, Math.min(left, free, allowed)));
  if (amount > 0) return { ...offer, amount, obstacle: null };
  return { ...offer, amount, obstacle: textOf(allowed <= 0 ? 'limit-used' : 'account-empty') };
}

/** The wallet, when it has money; a nation that does not answer is no offer and no failure of the others. */
async function walletOffer(deps: InsuredDeps, bill: LegBill, left: Fen): Promise<LegOffer[]> {
  try {
    const free = await walletFree(deps, bill.personId);
    if (free <= 0) return [];
    const amount = fen(Math.min(left, free));
    return [
      { kind: 'family', payer: WALLET, name: '医保钱包（亲属转入的共济额度）', amount, obstacle: null },
    ];
  } catch (error) {
    if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
    return [];
  }
}

async function quote(deps: InsuredDeps, bill: LegBill, left: Fen): Promise<readonly LegOffer[]> {
  const today = dateOf(deps.now());
  const [stored, bindings] = await Promise.all([
    legs.readBill(deps.db, bill),
    store.bindingsForRelative(deps.db, bill.personId, today),
  ]);
  const about = { bill: stored, left, today };
  const offers: LegOffer[] = [];
  for (const binding of bindings) offers.push(await boundOffer(deps, binding, about));
  return [...offers, ...(await walletOffer(deps, bill, left))];
}

const isOfWallet = async (deps: InsuredDeps, legId: string): Promise<boolean> =>
  (await legs.findFamilyLeg(deps.db, legId))?.way === 'wallet';

/**
 * A relative's money pays: the account bound inside the province (`payer` is the binding), or the wallet at
 * the nation (`payer` is `wallet`). The patient stays the settlement's person.
 */
export const familyPayer: LegPayer = {
  kind: 'family',
  quote,
  async hold(deps: InsuredDeps, ask: LegAsk) {
    return told(await (ask.payer === WALLET ? holdWallet(deps, ask) : holdBound(deps, ask)));
  },
  async confirm(deps, legId) {
    return told(
      await ((await isOfWallet(deps, legId)) ? confirmWallet(deps, legId) : confirmBound(deps, legId)),
    );
  },
  async undo(deps, leg) {
    return told(await ((await isOfWallet(deps, leg.legId)) ? undoWallet(deps, leg) : undoBound(deps, leg)));
  },
  async outcome(deps, legId) {
    return told(
      await ((await isOfWallet(deps, legId)) ? walletOutcome(deps, legId) : boundOutcome(deps, legId)),
    );
  },
};
