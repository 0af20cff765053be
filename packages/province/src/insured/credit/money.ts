/** What a use, a refund and a repayment move in the insured ledger. Callers hold the lock of the line. */
import type { Executor } from '@zhijie/database';
import { type Fen, fen, type Instant, minFen, monthOf } from '@zhijie/kernel';
import {
  creditGranted,
  creditLine,
  creditPaid,
  creditPaidOut,
  creditRepaid,
  creditShare,
  creditShareGranted,
  freeBalanceOf,
  holdMoney,
  openAccount,
  postHold,
  postTransfers,
  voidHold,
} from '@zhijie/ledger';
import { owedOf, owedUses } from './fold.ts';
import { accountOf, type Line, type UseRow } from './store.ts';

const LEDGER = 'insured_ledger';
const NOTHING = fen(0);

type Move = { readonly debit: string; readonly credit: string; readonly amount: Fen; readonly code: string };

async function post(tx: Executor, reference: string, moves: readonly Move[], at: Instant): Promise<void> {
  const made = moves
    .filter(({ amount }) => amount > 0)
    .map((move) => ({
      ...move,
      transferId: `${reference}.${move.code}`,
      reference,
      month: monthOf(at),
      postedAt: at,
    }));
  await postTransfers(tx, LEDGER, made);
}

/** Opens the guarded account of a line with what the bank granted. */
export async function openLine(
  tx: Executor,
  { lineId, bank }: Line,
  granted: Fen,
  at: Instant,
): Promise<void> {
  const credit = creditLine(lineId);
  await openAccount(tx, LEDGER, { accountId: credit, floor: NOTHING });
  const debit = creditGranted(bank);
  await post(tx, lineId, [{ debit, credit, amount: granted, code: 'credit-granted' }], at);
}

export async function openShare(
  tx: Executor,
  share: { readonly shareId: string; readonly lineId: string; readonly amount: Fen },
  at: Instant,
): Promise<void> {
  const credit = creditShare(share.shareId);
  await openAccount(tx, LEDGER, { accountId: credit, floor: NOTHING });
  const debit = creditShareGranted(share.lineId);
  const moves = [{ debit, credit, amount: share.amount, code: 'credit-share-granted' }];
  await post(tx, share.shareId, moves, at);
}

/** What can be used of a line, through a share when there is one, fen. */
export async function freeOf(db: Executor, lineId: string, shareId: string | null): Promise<Fen> {
  const line = (await freeBalanceOf(db, LEDGER, creditLine(lineId)))?.free ?? NOTHING;
  if (shareId === null) return line;
  return minFen(line, (await freeBalanceOf(db, LEDGER, creditShare(shareId)))?.free ?? NOTHING);
}

const lineHold = (legId: string): string => `credit:${legId}`;
const shareHold = (legId: string): string => `credit-share:${legId}`;

export type Promised = {
  readonly legId: string;
  readonly line: Line;
  readonly shareId: string | null;
  readonly providerId: string;
  readonly amount: Fen;
  readonly until: Instant;
};

/** Reserves on the line and on the share; false when one of them has not enough, and then neither is. */
export async function holdUse(tx: Executor, use: Promised, at: Instant): Promise<boolean> {
  const { legId, line, shareId, providerId, amount, until } = use;
  const of = { amount, reference: legId, expiresAt: until };
  const onLine = {
    ...of,
    holdId: lineHold(legId),
    debit: creditLine(line.lineId),
    credit: creditPaid(line.bank, providerId),
    code: 'credit-used',
  };
  if ((await holdMoney(tx, LEDGER, onLine, at)) !== 'held') return false;
  if (shareId === null) return true;
  const onShare = {
    ...of,
    holdId: shareHold(legId),
    debit: creditShare(shareId),
    credit: creditShareGranted(line.lineId),
    code: 'credit-share-used',
  };
  if ((await holdMoney(tx, LEDGER, onShare, at)) === 'held') return true;
  await voidHold(tx, LEDGER, onLine.holdId, at);
  return false;
}

/** Debits what is reserved; false when the reservation has run out. */
export async function drawUse(tx: Executor, use: UseRow, at: Instant): Promise<boolean> {
  const { legId, shareId, amount } = use;
  const month = monthOf(at);
  const onLine = { holdId: lineHold(legId), amount, transferId: `${legId}.credit-used`, month };
  const drawn = await postHold(tx, LEDGER, onLine, at);
  if (drawn !== 'posted' && drawn !== 'exists') return false;
  if (shareId === null) return true;
  const onShare = { holdId: shareHold(legId), amount, transferId: `${legId}.credit-share-used`, month };
  await postHold(tx, LEDGER, onShare, at);
  return true;
}

/** Frees what was reserved. */
export async function freeUse(tx: Executor, { legId, shareId }: UseRow, at: Instant): Promise<void> {
  await voidHold(tx, LEDGER, lineHold(legId), at);
  if (shareId !== null) await voidHold(tx, LEDGER, shareHold(legId), at);
}

/** What is owed on a line, fen. */
async function owedOn(db: Executor, lineId: string): Promise<Fen> {
  const { uses, paid } = await accountOf(db, lineId);
  return owedOf(owedUses(uses, paid));
}

/**
 * Gives a debited use back: the line first, up to what is owed on it; the rest the bank pays to the holder
 * . Answers that rest, fen.
 */
export async function restoreUse(tx: Executor, line: Line, use: UseRow, at: Instant): Promise<Fen> {
  const { legId, shareId, amount, providerId } = use;
  const restored = minFen(amount, await owedOn(tx, line.lineId));
  const paidOut = fen(amount - restored);
  const debit = creditPaid(line.bank, providerId!);
  const back: Move[] = [
    { debit, credit: creditLine(line.lineId), amount: restored, code: 'credit-restored' },
    { debit, credit: creditPaidOut(line.bank), amount: paidOut, code: 'credit-paid-out' },
  ];
  const share: Move[] =
    shareId === null
      ? []
      : [
          {
            debit: creditShareGranted(line.lineId),
            credit: creditShare(shareId),
            amount,
            code: 'credit-share-restored',
          },
        ];
  await post(tx, legId, [...back, ...share], at);
  return paidOut;
}

/** Books a repayment: the line up to what is owed, the rest is paid out again. Answers that rest, fen. */
export async function repayLine(
  tx: Executor,
  line: Line,
  repayment: { readonly repaymentId: string; readonly amount: Fen },
  at: Instant,
): Promise<Fen> {
  const { repaymentId, amount } = repayment;
  const restored = minFen(amount, await owedOn(tx, line.lineId));
  const paidOut = fen(amount - restored);
  const debit = creditRepaid(line.bank);
  await post(
    tx,
    repaymentId,
    [
      { debit, credit: creditLine(line.lineId), amount: restored, code: 'credit-repaid' },
      { debit, credit: creditPaidOut(line.bank), amount: paidOut, code: 'credit-paid-out' },
    ],
    at,
  );
  return paidOut;
}
