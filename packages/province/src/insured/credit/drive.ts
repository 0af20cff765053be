/** One use and its bank: what is to be asked next, and what follows from the answer. */
import type { Executor } from '@zhijie/database';
import { assert, dateOf, type Instant } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { durably } from '../transaction.ts';
import type { BankAnswer, CreditBank } from './bank.ts';
import { productNamed, saidBy } from './deps.ts';
import { drawUse, freeUse, restoreUse } from './money.ts';
import { billedOn, dueOn } from './product.ts';
import type { CreditRefusalCode } from './refusals.ts';
import * as store from './store.ts';

type Use = store.UseRow;
type Line = store.Line;

/**
 * Does what is next for a use: `pay` begins its debit; without it only what was begun is carried on, and a
 * reservation whose time has come is ended. Safe to repeat; answers the use as it is then.
 */
export async function driveUse(deps: InsuredDeps, use: Use | null, wish?: 'pay'): Promise<Use | null> {
  if (use === null || use.lineId === null) return use;
  const line = (await store.findLine(deps.db, use.lineId))!;
  switch (use.state) {
    case 'asked':
      return reserve(deps, line, use);
    case 'held':
      if (wish === 'pay') return pay(deps, line, await draw(deps, use.legId), { isFirst: true });
      return isOver(use, deps.now()) ? giveBack(deps, line, await expire(deps, use.legId)) : use;
    case 'paying':
      return pay(deps, line, use, { isFirst: false });
    case 'undoing':
      return giveBack(deps, line, use);
    default:
      return use;
  }
}

const isOver = ({ heldUntil }: Use, at: Instant): boolean => heldUntil !== null && heldUntil <= at;

/** Under the locks of line and use, when it is still in the state it was found in. */
function step(
  deps: InsuredDeps,
  { legId, state }: Pick<Use, 'legId' | 'state'>,
  work: (tx: Executor, use: Use, at: Instant) => Promise<Use>,
): Promise<Use> {
  return durably(deps, 'credit-use', async (tx) => {
    const now = (await store.lockUse(tx, legId))!;
    return now.state === state ? work(tx, now, deps.now()) : now;
  });
}

/** Asks the bank; when it does not answer, asks once what became of it. */
async function asked(
  deps: InsuredDeps,
  line: Line,
  legId: string,
  ask: (bank: CreditBank) => Promise<BankAnswer>,
): Promise<BankAnswer | null> {
  const answer =
    (await saidBy(deps, line.bank, ask)) ?? (await saidBy(deps, line.bank, (b) => b.query(legId)));
  return answer?.said ?? null;
}

async function reserve(deps: InsuredDeps, line: Line, use: Use): Promise<Use> {
  const { legId, amount, providerId, heldUntil } = use;
  const asking = {
    reference: legId,
    contract: line.contract!,
    amount,
    payee: providerId!,
    until: heldUntil!,
  };
  const answer = isOver(use, deps.now()) ? null : await asked(deps, line, legId, (b) => b.reserve(asking));
  if (answer?.state === 'reserved') {
    assert(answer.amount === amount, 'A bank reserves what was asked');
    return step(deps, use, (tx, now, at) => store.changeUse(tx, now, { state: 'held', changedAt: at }));
  }
  const isRefused = answer?.state === 'refused' || answer?.state === 'cancelled';
  const reason: CreditRefusalCode = isRefused ? 'credit-bank-refused' : 'credit-bank-silent';
  const state = isRefused ? 'refused' : 'undoing';
  const ended = await step(deps, use, async (tx, now, at) => {
    await freeUse(tx, now, at);
    return store.changeUse(tx, now, { state, reason, changedAt: at });
  });
  return ended.state === 'undoing' ? giveBack(deps, line, ended) : ended;
}

/** Debits in our books first, so that the line never promises what the bank may have paid. */
function draw(deps: InsuredDeps, legId: string): Promise<Use> {
  return step(deps, { legId, state: 'held' }, async (tx, use, at) => {
    const line = (await store.findLine(tx, use.lineId!))!;
    const product = productNamed(deps, line.product);
    const isDrawn = product !== null && (await drawUse(tx, use, at));
    if (!isDrawn) {
      await freeUse(tx, use, at);
      return store.changeUse(tx, use, { state: 'undoing', reason: 'credit-hold-expired', changedAt: at });
    }
    const usedOn = dateOf(at);
    const dates = { usedOn, billedOn: billedOn(product, usedOn), dueOn: dueOn(product, usedOn) };
    return store.changeUse(tx, use, { state: 'paying', isDrawn, ...dates, changedAt: at });
  });
}

function expire(deps: InsuredDeps, legId: string): Promise<Use> {
  return step(deps, { legId, state: 'held' }, async (tx, use, at) => {
    await freeUse(tx, use, at);
    return store.changeUse(tx, use, { state: 'undoing', reason: 'credit-hold-expired', changedAt: at });
  });
}

/** Asks the bank to debit; what was asked before is asked about, and only then asked again. */
async function pay(
  deps: InsuredDeps,
  line: Line,
  use: Use,
  { isFirst }: { readonly isFirst: boolean },
): Promise<Use> {
  if (use.state === 'undoing') return giveBack(deps, line, use);
  if (use.state !== 'paying') return use;
  const { legId } = use;
  const known = isFirst ? null : ((await saidBy(deps, line.bank, (bank) => bank.query(legId)))?.said ?? null);
  if (!isFirst && known === null) return use;
  const answer =
    known === null || known.state === 'reserved'
      ? await asked(deps, line, legId, (bank) => bank.debit(legId))
      : known;
  // Still reserved: the bank has not come to it; it is asked about again.
  if (answer === null || answer.state === 'reserved') return use;
  if (answer.state === 'debited') {
    assert(answer.amount === use.amount, 'A bank debits what it reserved');
    return step(deps, use, async (tx, now, at) => {
      await store.addStep(tx, { ...stepOf(now, at), kind: 'used' });
      return store.changeUse(tx, now, { state: 'confirmed', changedAt: at });
    });
  }
  return step(deps, use, async (tx, now, at) => {
    const paidOut = await restoreUse(tx, line, now, at);
    return store.changeUse(tx, now, {
      state: 'refused',
      reason: 'credit-bank-refused',
      paidOut,
      changedAt: at,
    });
  });
}

const stepOf = ({ lineId, legId, amount, personId }: Use, at: Instant) => ({
  lineId: lineId!,
  subject: legId,
  amount,
  personId,
  at,
});

/** Has the bank free or give back; a debit stays owed here until the bank has said so. */
async function giveBack(deps: InsuredDeps, line: Line, use: Use): Promise<Use> {
  if (use.state !== 'undoing') return use;
  const answer = await saidBy(deps, line.bank, (bank) => bank.cancel(use.legId));
  if (answer === null) return use;
  return step(deps, use, async (tx, now, at) => {
    const state = now.reason === null ? 'voided' : 'refused';
    if (!now.isDrawn) return store.changeUse(tx, now, { state, changedAt: at });
    const paidOut = await restoreUse(tx, line, now, at);
    await store.addStep(tx, { ...stepOf(now, at), kind: 'restored' });
    return store.changeUse(tx, now, { state, paidOut, changedAt: at });
  });
}
