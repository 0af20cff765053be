/**
 * The nation's wallets (procedures Q-12): takes transfers from donors' provinces, lets the relative's
 * province hold, confirm and undo a part of a bill, and tells donors' provinces what their money paid. A
 * spend is an inter-province payable of its own type, "mutual aid": its clearing timetable was not retrieved,
 * so a month's sums stand beside the funds' clearing and never in it (C-07, P-05).
 */
import { type Executor, enqueue, retrying } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  type AnswerOf,
  addressOf,
  outboxPayload,
  type QuotaLegAnswer,
  type RequestOf,
  routeOf,
} from '@zhijie/exchange';
import {
  assert,
  dateOf,
  fen,
  type Instant,
  instant,
  monthOf,
  ok,
  type Refusal,
  type Result,
  refuse,
  ZERO_FEN,
} from '@zhijie/kernel';
import {
  aidPayable,
  aidSetAside,
  holdMoney,
  openAccount,
  postHold,
  postTransfers,
  voidHold,
  walletQuota,
} from '@zhijie/ledger';
import { findEntries } from '../directory/store.ts';
import * as store from './store.ts';
import { type Asker, isInsuredAt, type MutualAidDeps, monthFor, read, speaksFor } from './views.ts';

const LEDGER = 'hub_ledger';
/** at most so many a day, and so much at once. */
const TRANSFERS_A_DAY = 3;
const LARGEST_FEN = 200_000;

type Wish = RequestOf<'quota.transfer@1'>;
type Answer<T> = Promise<Result<T, Refusal>>;

const saidOf = (row: store.StoredQuotaTransfer): AnswerOf<'quota.transfer@1'> => ({
  outcome: row.outcome,
  reason: row.reason,
  recipientId: row.outcome === 'accepted' ? row.recipientId : null,
  acceptedAt: row.outcome === 'accepted' ? row.at : null,
});

type Recipient = { readonly personId: string; readonly area: string };

/** Where the relative is insured now; asks the provinces that the directory names. */
async function recipientOf(
  deps: MutualAidDeps,
  wish: Wish,
  at: Instant,
): Promise<Recipient | store.QuotaRefusalCode> {
  if (wish.amount > LARGEST_FEN) return 'transfer-too-large';
  const matches = await findEntries(deps.db, wish.relativeDigest);
  if (matches.length === 0) return 'relative-unknown';
  if (matches.some(({ personId }) => personId === wish.donorId)) return 'relative-is-donor';
  for (const { personId, insuredArea: area } of matches)
    if (await isInsuredAt(deps, { personId, area, at })) return { personId, area };
  return 'relative-not-insured';
}

/** Enters what became of a transfer, once, with its money. */
async function decide(
  tx: Executor,
  wish: Wish,
  found: Recipient | store.QuotaRefusalCode,
  at: Instant,
): Promise<store.StoredQuotaTransfer> {
  const day = dateOf(at);
  let reason = typeof found === 'string' ? found : null;
  if (typeof found !== 'string') {
    await store.openWallet(tx, { ...found, at });
    await store.lockWallet(tx, found.personId);
    if ((await store.transfersOn(tx, found.personId, day)) >= TRANSFERS_A_DAY) reason = 'wallet-full-today';
  }
  const recipientId = typeof found === 'string' ? null : found.personId;
  const outcome = reason === null ? ('accepted' as const) : ('refused' as const);
  const row: store.StoredQuotaTransfer = { ...wish, recipientId, outcome, reason, at };
  if (!(await store.addTransfer(tx, row, day))) return (await store.findTransfer(tx, wish.transferId))!;
  if (outcome === 'accepted') {
    const { transferId, donorArea, amount } = wish;
    const credit = walletQuota(recipientId!, wish);
    await openAccount(tx, LEDGER, { accountId: credit, floor: ZERO_FEN });
    const move = { transferId: `${transferId}.aid-quota`, debit: aidSetAside(donorArea), credit };
    const mark = { code: 'aid-quota', reference: transferId, month: monthOf(at), postedAt: at };
    await postTransfers(tx, LEDGER, [{ ...move, ...mark, amount: fen(amount) }]);
  }
  await appendToJournal(tx, {
    kind: 'quota.transfer',
    subject: wish.transferId,
    digest: digestOf(row),
  });
  return row;
}

const isSameWish = (row: store.StoredQuotaTransfer, wish: Wish): boolean =>
  row.donorId === wish.donorId &&
  row.donorArea === wish.donorArea &&
  row.relativeDigest === wish.relativeDigest &&
  row.relation === wish.relation &&
  row.amount === wish.amount;

/** A donor's money becomes a quota, or not: answered once per transfer. Refuses `event-differs`. */
async function transfer(deps: MutualAidDeps, wish: Wish): Answer<AnswerOf<'quota.transfer@1'>> {
  const known = await store.findTransfer(deps.db, wish.transferId);
  if (known !== null && !isSameWish(known, wish)) return refuse('event-differs', { field: 'transferId' });
  if (known !== null) return ok(saidOf(known));
  const at = deps.now();
  const found = await recipientOf(deps, wish, at);
  const row = await retrying(() => deps.db.transaction((tx) => decide(tx, wish, found, at)));
  return ok(saidOf(row));
}

const holdIdOf = (legId: string, part: number): string => `quota.${legId}.${part}`;

const legSaid = (leg: store.StoredQuotaLeg | null): QuotaLegAnswer => {
  if (leg === null) return { state: 'absent', amount: 0, heldUntil: null, reason: null };
  const { state, amount, until, reason } = leg;
  const isPaid = state === 'held' || state === 'confirmed';
  return { state, amount: isPaid ? amount : 0, heldUntil: state === 'held' ? until : null, reason };
};

/** Takes an amount from the donors' money, the oldest first. */
export function partsFor(asked: number, money: readonly store.DonorPart[]): store.DonorPart[] {
  let left = asked;
  return money.flatMap(({ donorId, donorArea, amount }) => {
    const taken = Math.min(left, Math.max(0, amount));
    left -= taken;
    return taken === 0 ? [] : [{ donorId, donorArea, amount: taken }];
  });
}

type HoldAsk = RequestOf<'quota.hold@1'>;

async function holdIn(tx: Executor, ask: HoldAsk, node: string, at: Instant): Promise<store.StoredQuotaLeg> {
  const { legId, personId, careArea, until } = ask;
  await store.lockWallet(tx, personId);
  const known = await store.findQuotaLeg(tx, legId);
  if (known !== null) return known;
  const parts = partsFor(ask.asked, await store.moneyOf(tx, personId));
  const amount = parts.reduce((sum, part) => sum + part.amount, 0);
  const isLate = until <= at;
  const said =
    amount === 0 || isLate
      ? {
          state: 'refused' as const,
          amount: 0,
          reason: isLate ? ('hold-expired' as const) : ('wallet-empty' as const),
        }
      : { state: 'held' as const, amount, reason: null };
  const leg: store.StoredQuotaLeg = { ...ask, node, ...said };
  await store.addQuotaLeg(tx, leg, at);
  if (leg.state === 'held') {
    await store.addParts(tx, legId, parts);
    for (const [index, part] of parts.entries()) {
      const status = await holdMoney(
        tx,
        LEDGER,
        {
          ...{ holdId: holdIdOf(legId, index + 1), debit: walletQuota(personId, part) },
          ...{ credit: aidPayable(part.donorArea, careArea), amount: fen(part.amount), code: 'aid-spent' },
          ...{ reference: legId, expiresAt: instant(until) },
        },
        at,
      );
      assert(status === 'held', `the wallet is locked and has the money: ${status}`);
    }
  }
  const digest = digestOf({ ...ask, ...said });
  await appendToJournal(tx, { kind: 'quota.leg', subject: legId, digest });
  return leg;
}

const sameHold = (leg: store.StoredQuotaLeg, ask: HoldAsk): boolean =>
  leg.personId === ask.personId &&
  (leg.asked === null ||
    (leg.asked === ask.asked && leg.settlementId === ask.settlementId && leg.careArea === ask.careArea));

async function turn(
  tx: Executor,
  leg: store.StoredQuotaLeg,
  to: Pick<store.StoredQuotaLeg, 'state' | 'reason'>,
  at: Instant,
): Promise<store.StoredQuotaLeg> {
  await store.changeQuotaLeg(tx, { legId: leg.legId, ...to }, at);
  const digest = digestOf({ legId: leg.legId, ...to });
  await appendToJournal(tx, { kind: 'quota.leg', subject: leg.legId, digest });
  return { ...leg, ...to };
}

async function free(
  tx: Executor,
  leg: store.StoredQuotaLeg,
  reason: store.StoredQuotaLeg['reason'],
  at: Instant,
): Promise<store.StoredQuotaLeg> {
  const parts = await store.partsOf(tx, leg.legId);
  for (const index of parts.keys()) await voidHold(tx, LEDGER, holdIdOf(leg.legId, index + 1), at);
  return turn(tx, leg, { state: 'voided', reason }, at);
}

/** The item of a part that was spent or came back, told to the donor's province. */
async function tell(
  tx: Executor,
  leg: store.StoredQuotaLeg,
  part: store.DonorPart & { readonly spendId: string; readonly kind: 'spent' | 'returned' },
  at: Instant,
): Promise<void> {
  const { spendId, kind, donorId, donorArea, amount } = part;
  const { legId, careArea, providerId } = leg;
  const month = monthOf(at);
  const item = { ...part, legId, careArea: careArea!, providerId: providerId!, month, at };
  await store.addItem(tx, item);
  await appendToJournal(tx, { kind: 'quota.spent', subject: spendId, digest: digestOf(item) });
  const body = { spendId, kind, donorId, donorArea, careArea: careArea!, amount, at };
  const route = routeOf({ insuredArea: donorArea, personId: donorId, month });
  await enqueue(tx, {
    ...{ id: `quota.${spendId}`, destination: addressOf(donorArea), message: 'quota.spent@1', at },
    payload: outboxPayload('quota.spent@1', route, body),
  });
}

async function confirmIn(
  tx: Executor,
  leg: store.StoredQuotaLeg,
  at: Instant,
): Promise<store.StoredQuotaLeg> {
  if (leg.state !== 'held') return leg;
  if (leg.until! <= at) return free(tx, leg, 'hold-expired', at);
  const { legId } = leg;
  for (const [index, part] of (await store.partsOf(tx, legId)).entries()) {
    const spendId = `${legId}.${index + 1}`;
    const posting = { holdId: holdIdOf(legId, index + 1), amount: fen(part.amount), month: monthOf(at) };
    const status = await postHold(tx, LEDGER, { ...posting, transferId: `${spendId}.aid-spent` }, at);
    assert(status === 'posted', `a held leg has its holds: ${status}`);
    await tell(tx, leg, { ...part, spendId, kind: 'spent' }, at);
  }
  return turn(tx, leg, { state: 'confirmed', reason: null }, at);
}

async function voidIn(tx: Executor, leg: store.StoredQuotaLeg, at: Instant): Promise<store.StoredQuotaLeg> {
  if (leg.state === 'voided' || leg.state === 'refused') return leg;
  if (leg.state === 'held') return free(tx, leg, null, at);
  const { legId, personId, careArea } = leg;
  for (const [index, part] of (await store.partsOf(tx, legId)).entries()) {
    const spendId = `${legId}.${index + 1}.back`;
    const [debit, credit] = [aidPayable(part.donorArea, careArea!), walletQuota(personId, part)];
    const move = { transferId: `${spendId}.aid-unspent`, debit, credit, amount: fen(part.amount) };
    const mark = { code: 'aid-unspent', reference: legId, month: monthOf(at), postedAt: at };
    await postTransfers(tx, LEDGER, [{ ...move, ...mark }]);
    await tell(tx, leg, { ...part, spendId, kind: 'returned' }, at);
  }
  return turn(tx, leg, { state: 'voided', reason: null }, at);
}

/** Ends a hold whose time has come; any other leg stays as it is. */
async function lapseIn(tx: Executor, leg: store.StoredQuotaLeg, at: Instant): Promise<store.StoredQuotaLeg> {
  return leg.state === 'held' && leg.until! <= at ? free(tx, leg, 'hold-expired', at) : leg;
}

type LegKey = { readonly legId: string; readonly personId: string };
type LegWork = (tx: Executor, leg: store.StoredQuotaLeg, at: Instant) => Promise<store.StoredQuotaLeg>;

/**
 * Does the work on a leg that the asking node asked for, also when the wallet has moved with its person; of a
 * leg that is not known only whoever speaks for the wallet says something.
 */
async function onLeg(
  deps: MutualAidDeps,
  { legId, personId, ...asker }: LegKey & Asker,
  { work, isBuried }: { readonly work: LegWork; readonly isBuried: boolean },
): Answer<QuotaLegAnswer> {
  const { from } = asker;
  const isOwn = (leg: store.StoredQuotaLeg): boolean => leg.node === from && leg.personId === personId;
  const isKnown = (await store.findQuotaLeg(deps.db, legId)) !== null;
  if (!isKnown && !(await speaksFor(deps, personId, asker)))
    return refuse('not-permitted', { field: 'personId' });
  const leg = await retrying(() =>
    deps.db.transaction(async (tx) => {
      const at = deps.now();
      await store.lockWallet(tx, personId);
      const known = await store.findQuotaLeg(tx, legId);
      if (known !== null) return isOwn(known) ? work(tx, known, at) : known;
      if (!isBuried) return null;
      const nothing = { careArea: null, providerId: null, settlementId: null, actId: null, asked: null };
      const grave: store.StoredQuotaLeg = {
        ...{ legId, personId, node: from, ...nothing, until: null },
        ...{ state: 'voided', amount: 0, reason: 'voided-before' },
      };
      await store.addQuotaLeg(tx, grave, at);
      return grave;
    }),
  );
  if (leg !== null && !isOwn(leg)) return refuse('not-permitted', { field: 'legId' });
  deps.wakeOutbox();
  return ok(legSaid(leg));
}

async function hold(deps: MutualAidDeps, ask: HoldAsk, asker: Asker): Answer<QuotaLegAnswer> {
  const { from } = asker;
  if (!(await speaksFor(deps, ask.personId, asker))) return refuse('not-permitted', { field: 'personId' });
  const leg = await retrying(() => deps.db.transaction((tx) => holdIn(tx, ask, from, deps.now())));
  if (leg.node !== from || !sameHold(leg, ask)) return refuse('event-differs', { field: 'legId' });
  return ok(legSaid(leg));
}

/** The nation's part in mutual aid. */
export function createMutualAid(deps: MutualAidDeps) {
  return {
    transfer: (wish: Wish) => transfer(deps, wish),
    read: (request: RequestOf<'quota.read@1'>, asker: Asker) => read(deps, request, asker),
    hold: (ask: HoldAsk, asker: Asker) => hold(deps, ask, asker),
    confirm: (key: LegKey, asker: Asker) =>
      onLeg(deps, { ...key, ...asker }, { work: confirmIn, isBuried: false }),
    void: (key: LegKey, asker: Asker) => onLeg(deps, { ...key, ...asker }, { work: voidIn, isBuried: true }),
    outcome: (key: LegKey, asker: Asker) =>
      onLeg(deps, { ...key, ...asker }, { work: lapseIn, isBuried: false }),
    /** All pairs, or those of a province. */
    month: (month: string, province: string | null) => monthFor(deps, month, province),
    /** Ends holds whose time has come; answers how many. */
    async lapse(): Promise<number> {
      const due = await store.lapsedLegs(deps.db, deps.now());
      for (const { legId, personId } of due) {
        await retrying(() =>
          deps.db.transaction(async (tx) => {
            const at = deps.now();
            await store.lockWallet(tx, personId);
            const leg = await store.findQuotaLeg(tx, legId);
            if (leg !== null) await lapseIn(tx, leg, at);
          }),
        );
      }
      return due.length;
    },
  };
}

export type MutualAid = ReturnType<typeof createMutualAid>;
