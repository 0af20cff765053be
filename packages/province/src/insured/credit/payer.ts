import type { Executor } from '@zhijie/database';
import { dateOf, type Fen, fen, type Instant, minFen } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import type { LegAsk, LegBill, LegOffer, LegOutcome, LegPayer } from '../leg/payer.ts';
import { durably } from '../transaction.ts';
import { letsBankKnow, letsRelativeKnow } from './consent.ts';
import { productNamed } from './deps.ts';
import { driveUse } from './drive.ts';
import { freeOf, freeUse, holdUse } from './money.ts';
import { outcomeOf } from './outcome.ts';
import { CREDIT_REFUSAL_TEXTS, type CreditRefusalCode } from './refusals.ts';
import * as store from './store.ts';

const NOTHING = fen(0);

/** A line, by itself or through a share of it. */
type Purse = { readonly line: store.Line; readonly share: store.Share | null };

async function purseOf(db: Executor, payer: string): Promise<Purse | null> {
  const share = await store.findShare(db, payer);
  const line = await store.findLine(db, share?.lineId ?? payer);
  return line === null ? null : { line, share };
}

type Judged =
  | { readonly obstacle: CreditRefusalCode; readonly amount: null }
  | { readonly obstacle: null; readonly amount: Fen };
const no = (obstacle: CreditRefusalCode): Judged => ({ obstacle, amount: null });

/**
 * What a purse pays of `asked` for this patient, or why nothing. Less than asked only where the product
 * splits.
 */
async function judge(
  deps: InsuredDeps,
  db: Executor,
  { line, share }: Purse,
  asked: { readonly personId: string; readonly amount: Fen; readonly at: Instant },
): Promise<Judged> {
  const { personId, amount, at } = asked;
  if ((share?.relativeId ?? line.personId) !== personId) return no('credit-not-for-this-bill');
  if (share !== null && (share.state !== 'active' || share.until < dateOf(at)))
    return no('credit-share-ended');
  if (line.state === 'suspended') return no('credit-suspended');
  if (line.state !== 'open') return no('credit-line-not-open');
  const product = productNamed(deps, line.product);
  if (product === null) return no('credit-not-served');
  const isAgreed =
    (await letsBankKnow(db, line, at)) && (share === null || (await letsRelativeKnow(db, share, at)));
  if (!isAgreed) return no('credit-consent-missing');
  const free = await freeOf(db, line.lineId, share?.shareId ?? null);
  const paid = minFen(free, amount);
  const isEnough = product.whenInsufficient === 'split' ? paid > 0 : paid === amount;
  return isEnough ? { obstacle: null, amount: paid } : no('credit-insufficient');
}

async function offerOf(deps: InsuredDeps, purse: Purse, bill: LegBill, left: Fen): Promise<LegOffer> {
  const at = deps.now();
  const { obstacle, amount } = await judge(deps, deps.db, purse, {
    personId: bill.personId,
    amount: left,
    at,
  });
  const product = productNamed(deps, purse.line.product);
  const name = `${product?.bankName ?? purse.line.bank}${purse.share === null ? '信用就医' : '信用就医亲情付'}`;
  return {
    kind: 'credit',
    payer: purse.share?.shareId ?? purse.line.lineId,
    name,
    amount: amount ?? NOTHING,
    obstacle: obstacle === null ? null : CREDIT_REFUSAL_TEXTS[obstacle],
  };
}

async function quote(deps: InsuredDeps, bill: LegBill, left: Fen): Promise<readonly LegOffer[]> {
  const { personId } = bill;
  const own = (await store.linesOf(deps.db, personId)).filter(
    ({ state }) => state === 'open' || state === 'suspended',
  );
  const today = dateOf(deps.now());
  const shares = (await store.sharesOf(deps.db, personId)).filter(
    ({ relativeId, state, until }) => relativeId === personId && state === 'active' && until >= today,
  );
  const purses: Purse[] = own.map((line) => ({ line, share: null }));
  for (const share of shares) purses.push({ line: (await store.findLine(deps.db, share.lineId))!, share });
  return Promise.all(purses.map((purse) => offerOf(deps, purse, bill, left)));
}

/** Keeps what is asked and reserves it here; a refusal is kept too, and said again. */
async function begin(deps: InsuredDeps, tx: Executor, ask: LegAsk): Promise<store.UseRow> {
  const { legId, personId, actId, settlementId, until } = ask;
  const at = deps.now();
  const purse = await purseOf(tx, ask.payer);
  if (purse !== null) await store.lockLine(tx, purse.line.lineId);
  const known = await store.findUse(tx, legId);
  if (known !== null) return known;
  // Read again: a share may have been revoked, a line suspended, before the lock was got.
  const now = purse === null ? null : await purseOf(tx, ask.payer);
  const bill = await store.billBehind(tx, { personId, settlementId });
  const judged =
    now === null || bill === null || bill.state !== 'settled' || ask.asked > bill.cash
      ? no('credit-not-for-this-bill')
      : await judge(deps, tx, now, { personId, amount: ask.asked, at });
  const row = {
    legId,
    personId,
    actId,
    settlementId,
    providerId: bill?.providerId ?? '',
    lineId: now?.line.lineId ?? null,
    shareId: now?.share?.shareId ?? null,
    asked: ask.asked,
    heldUntil: until,
    changedAt: at,
  };
  const use = { ...row, state: 'asked', amount: judged.amount ?? NOTHING, reason: judged.obstacle } as const;
  const { shareId, providerId, amount } = use;
  const isHeld =
    judged.obstacle === null &&
    (await holdUse(tx, { legId, line: now!.line, shareId, providerId, amount, until }, at));
  const refused = {
    state: 'refused',
    amount: NOTHING,
    reason: judged.obstacle ?? 'credit-insufficient',
  } as const;
  await store.addUse(tx, isHeld ? use : { ...use, ...refused });
  return (await store.findUse(tx, legId))!;
}

async function hold(deps: InsuredDeps, ask: LegAsk): Promise<LegOutcome> {
  const use = await durably(deps, 'credit-hold', (tx) => begin(deps, tx, ask));
  return outcomeOf(await driveUse(deps, use));
}

async function confirm(deps: InsuredDeps, legId: string): Promise<LegOutcome> {
  return outcomeOf(await driveUse(deps, await store.findUse(deps.db, legId), 'pay'));
}

/** Stops a use for ever: what is reserved is free, what was debited goes back. */
async function undo(
  deps: InsuredDeps,
  { legId, personId }: { readonly legId: string; readonly personId: string },
): Promise<LegOutcome> {
  const use = await durably(deps, 'credit-undo', (tx) => stop(deps, tx, legId, personId));
  return outcomeOf(await driveUse(deps, use));
}

async function stop(
  deps: InsuredDeps,
  tx: Executor,
  legId: string,
  personId: string,
): Promise<store.UseRow | null> {
  const at = deps.now();
  const nothing = { actId: null, settlementId: null, providerId: null, lineId: null, shareId: null };
  const rest = { asked: null, amount: NOTHING, heldUntil: null, reason: null, changedAt: at };
  await store.addUse(tx, { legId, personId, state: 'voided', ...nothing, ...rest });
  const use = (await store.lockUse(tx, legId))!;
  if (use.state === 'voided' || use.state === 'refused' || use.state === 'undoing') return use;
  if (!use.isDrawn) await freeUse(tx, use, at);
  return store.changeUse(tx, use, { state: 'undoing', changedAt: at });
}

async function outcome(deps: InsuredDeps, legId: string): Promise<LegOutcome> {
  return outcomeOf(await driveUse(deps, await store.findUse(deps.db, legId)));
}

/**
 * A bank's line as a payer of a bill's rest: reserved and debited in our books and in the bank's, each
 * under the leg's id. Public funds never wait for it. What the bank leaves unanswered is asked for, never
 * guessed.
 */
export const creditPayer: LegPayer = { kind: 'credit', quote, hold, confirm, undo, outcome };
