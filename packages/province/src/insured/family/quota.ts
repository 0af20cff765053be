/**
 * Wallets of relatives (procedures Q-12): a donor's money is taken from the personal account and set aside
 * here, the nation makes it a quota of the relative's wallet, or refuses and it comes back. What the quota
 * paid is told by the nation. The nation is asked until it has answered; it answers a transfer once.
 */
import { decryptField, encryptField } from '@zhijie/crypto';
import { type Executor, retrying } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { type Handler, type HandlerResult, NoAnswer, NotDelivered, routeOf } from '@zhijie/exchange';
import {
  type Actor,
  assert,
  dateOf,
  type Fen,
  fen,
  type Instant,
  instant,
  maskName,
  monthOf,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { aidPayable, aidSetAside, personalAccount, postTransfers, tryPostTransfers } from '@zhijie/ledger';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { directoryDigest, normaliseCertificate } from '../person/certificate.ts';
import { readPersonArea } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { mayGive } from './binding.ts';
import { boundOutcome } from './bound-leg.ts';
import { refusalOfKin } from './kinship.ts';
import { lapsedLegs } from './leg-store.ts';
import * as quotas from './quota-store.ts';
import { employeeAreaOf, isInsuredOn } from './store.ts';
import {
  FAMILY_REFUSAL_TEXTS,
  type FamilyRefusalCode,
  LARGEST_TRANSFER_FEN,
  RELATION_LABELS,
  type Relation,
} from './words.ts';

const LEDGER = 'insured_ledger';
const PAGE = 50;
const AT_ONCE = 20;

export type QuotaWish = {
  readonly donorId: string;
  readonly relativeCertificate: string;
  readonly relativeName: string;
  readonly relation: string;
  readonly byCommitment: boolean;
  /** Fen. */
  readonly amount: Fen;
};

type Movement = {
  readonly transferId: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: number;
  readonly code: string;
  readonly reference: string;
  readonly at: Instant;
};
const posting = ({ at, amount, ...move }: Movement) => ({
  ...move,
  amount: fen(amount),
  month: monthOf(at),
  postedAt: at,
});

/**
 * Takes money from the donor's personal account for a relative's wallet anywhere in the country. Refuses
 * `not-permitted`, what is wrong with the certificate, `transfer-too-large`, `not-relative`,
 * `relation-unproven`, `donor-not-employee`, `account-insufficient`; the nation decides the rest.
 */
export async function transferQuota(
  deps: InsuredDeps,
  actor: Actor,
  wish: QuotaWish,
): Promise<Result<{ transferId: string }, Refusal>> {
  const { donorId, amount } = wish;
  if (!mayGive(actor, await readPersonArea(deps.db, donorId))) return refuse('not-permitted');
  const at = deps.now();
  const number = normaliseCertificate('id-card', wish.relativeCertificate, dateOf(at));
  if (!number.ok) return refuse(number.refusal.code, { field: 'relativeCertificate' });
  if (amount <= 0) return refuse('amount-out-of-range', { field: 'amount' });
  if (amount > LARGEST_TRANSFER_FEN) return refuse('transfer-too-large', { field: 'amount' });
  const relativeDigest = directoryDigest(deps.directoryKey, number.value);
  return durably(deps, 'quota', async (tx): Promise<Result<{ transferId: string }, Refusal>> => {
    const kin = await refusalOfKin(tx, { ...wish, relativeDigest });
    if (kin !== null) return { ok: false, refusal: kin };
    const donorArea = await employeeAreaOf(tx, donorId, dateOf(at));
    if (donorArea === null) return refuse('donor-not-employee');
    const transferId = deps.ids.next('transfer', donorArea, at);
    const [debit, credit] = [personalAccount(donorId), aidSetAside(donorArea)];
    const move = { transferId: `${transferId}.aid-set-aside`, debit, credit, amount, code: 'aid-set-aside' };
    const [posted] = await tryPostTransfers(tx, LEDGER, [posting({ ...move, reference: transferId, at })]);
    if (posted?.status !== 'posted') return refuse('account-insufficient', { field: 'amount' });
    const relation = wish.relation as Relation;
    const key = deps.fieldKeys[0];
    assert(key !== undefined, 'a node has a field key');
    const relativeCipher = encryptField(key, wish.relativeName);
    const { byCommitment } = wish;
    const row = { transferId, donorId, donorArea, relativeDigest, relation, byCommitment, amount };
    await quotas.addTransfer(tx, { ...row, relativeCipher, askedAt: at });
    await writeEntry(tx, { personId: donorId, at, actor, purpose: 'family', subject: transferId });
    await appendToJournal(tx, { kind: 'insured.quota-transfer', subject: transferId, digest: digestOf(row) });
    return ok({ transferId });
  });
}

async function end(deps: InsuredDeps, of: quotas.StoredTransfer, said: Omit<quotas.TransferEnd, 'at'>) {
  const at = deps.now();
  const { transferId, donorId, donorArea, amount } = of;
  return durably(deps, 'quota', async (tx) => {
    if (!(await quotas.endTransfer(tx, { ...said, at }))) return;
    if (said.state === 'refused') {
      const [debit, credit] = [aidSetAside(donorArea), personalAccount(donorId)];
      const move = { transferId: `${transferId}.aid-set-back`, debit, credit, amount, code: 'aid-set-back' };
      await postTransfers(tx, LEDGER, [posting({ ...move, reference: transferId, at })]);
    }
    await appendToJournal(tx, {
      kind: 'insured.quota-transfer',
      subject: transferId,
      digest: digestOf({ ...said }),
    });
  });
}

/** Asks the nation about one transfer; false when nobody answered. */
async function askNation(deps: InsuredDeps, of: quotas.StoredTransfer): Promise<boolean> {
  const { transferId, donorId, donorArea, relativeDigest, relation, amount } = of;
  const route = routeOf({ insuredArea: donorArea, personId: donorId, month: monthOf(deps.now()) });
  const request = { transferId, donorId, donorArea, relativeDigest, relation, amount };
  try {
    const answer = await deps.ask!('quota.transfer@1', route, request);
    if (!answer.ok) {
      deps.log?.({ level: 'warn', event: 'quota-refused', transferId, code: answer.refusal.code });
      return false;
    }
    const { outcome, reason, recipientId } = answer.value;
    await end(deps, of, { transferId, state: outcome, reason, recipientId });
    return true;
  } catch (error) {
    if (error instanceof NotDelivered || error instanceof NoAnswer) return false;
    throw error;
  }
}

/**
 * Asks about the transfers that wait and ends holds of bills whose time has come; answers how much it ended.
 * Run it from a timer.
 */
export async function driveFamily(deps: InsuredDeps): Promise<number> {
  let ended = 0;
  if (deps.ask !== undefined) {
    for (const open of await quotas.openTransfers(deps.db, deps.now(), AT_ONCE)) {
      if (await askNation(deps, open)) ended += 1;
    }
  }
  for (const { legId } of await lapsedLegs(deps.db, deps.now())) {
    await boundOutcome(deps, legId);
    ended += 1;
  }
  return ended;
}

/** Whether a person of this node may have a wallet (Q-12: employee or resident insurance in force). */
export function quotaHolder(deps: InsuredDeps): Handler<'quota.holder@1'> {
  return async ({ personId, on }) => ok({ isInsured: await isInsuredOn(deps.db, personId, on) });
}

async function take(
  tx: Executor,
  spend: quotas.StoredSpend,
  at: Instant,
): Promise<HandlerResult<'quota.spent@1'>> {
  if (!(await quotas.addSpend(tx, spend, at))) return ok({ outcome: 'unchanged' as const });
  const { spendId, kind, donorArea, careArea, amount } = spend;
  const [aside, owed] = [aidSetAside(donorArea), aidPayable(donorArea, careArea)];
  const isSpent = kind === 'spent';
  const code = isSpent ? 'aid-spent' : 'aid-unspent';
  const [debit, credit] = isSpent ? [aside, owed] : [owed, aside];
  const move = { transferId: `${spendId}.${code}`, debit, credit, amount, code, reference: spendId };
  // The clearing month is the nation's: that of the moment when it was spent.
  const spentAt = instant(spend.at);
  await postTransfers(tx, LEDGER, [{ ...posting({ ...move, at }), month: monthOf(spentAt) }]);
  await appendToJournal(tx, { kind: 'insured.quota-spend', subject: spendId, digest: digestOf(spend) });
  return ok({ outcome: 'applied' as const });
}

/** What the nation says that a donor of this node paid, into the books, once. */
export function takeQuotaSpend(deps: InsuredDeps): Handler<'quota.spent@1'> {
  return async (spend): Promise<HandlerResult<'quota.spent@1'>> => {
    if (spend.donorArea.slice(0, 2) !== deps.node) return refuse('not-permitted', { field: 'donorArea' });
    return retrying(() => durably(deps, 'quota', (tx) => take(tx, spend, deps.now())));
  };
}

export type TransferView = {
  readonly transferId: string;
  readonly relative: string;
  readonly relation: Relation;
  readonly relationLabel: string;
  readonly amount: Fen;
  readonly state: 'asked' | 'accepted' | 'refused';
  readonly reason: string | null;
  readonly askedAt: Instant;
};

function viewOf(deps: InsuredDeps, row: quotas.StoredTransfer): TransferView {
  const { transferId, relation, amount, state, reason, askedAt } = row;
  const relative = maskName(decryptField(deps.fieldKeys, row.relativeCipher));
  const text = reason === null ? null : (FAMILY_REFUSAL_TEXTS[reason as FamilyRefusalCode] ?? reason);
  const label = RELATION_LABELS[relation];
  return {
    ...{ transferId, relative, relation, relationLabel: label },
    ...{ amount: fen(amount), state, reason: text, askedAt },
  };
}

/** What a donor put into wallets, newest first. Refuses `not-permitted`. */
export async function quotaTransfersOf(
  deps: InsuredDeps,
  actor: Actor,
  { personId, before }: { readonly personId: string; readonly before?: string | undefined },
): Promise<Result<{ transfers: TransferView[]; next: string | null }, Refusal>> {
  if (!mayGive(actor, await readPersonArea(deps.db, personId))) return refuse('not-permitted');
  const at = deps.now();
  const window = { donorId: personId, before: before ?? '~', limit: PAGE };
  const rows = await quotas.transfersOfDonor(deps.db, window);
  await writeEntry(deps.db, { personId, at, actor, purpose: 'own-record', subject: null });
  const transfers = rows.map((row) => viewOf(deps, row));
  return ok({ transfers, next: rows.length < PAGE ? null : rows.at(-1)!.transferId });
}

/** One transfer as its donor sees it; logged. Refuses `transfer-unknown`, also to a stranger. */
export async function quotaTransferOf(
  deps: InsuredDeps,
  actor: Actor,
  transferId: string,
): Promise<Result<TransferView, Refusal<FamilyRefusalCode>>> {
  const row = await quotas.findTransfer(deps.db, transferId);
  if (row === null || !mayGive(actor, await readPersonArea(deps.db, row.donorId)))
    return refuse('transfer-unknown', { field: 'transferId' });
  const { donorId: personId } = row;
  await writeEntry(deps.db, { personId, at: deps.now(), actor, purpose: 'family', subject: transferId });
  return ok(viewOf(deps, row));
}
