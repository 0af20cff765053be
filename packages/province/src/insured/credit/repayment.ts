/** Repaying a line: full, early, in part, by the holder or by a relative who shares it. */
import { type Executor, statement } from '@zhijie/database';
import {
  type Actor,
  dateOf,
  type Fen,
  fen,
  type Instant,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { durably } from '../transaction.ts';
import { saidBy } from './deps.ts';
import { overdueOf, owedOf, owedUses } from './fold.ts';
import { refusalToUse } from './line.ts';
import { repayLine } from './money.ts';
import * as store from './store.ts';
import type { RepaymentState } from './words.ts';

export type Repayment = {
  readonly repaymentId: string;
  readonly lineId: string;
  readonly payerId: string | null;
  readonly amount: Fen;
  readonly paidOut: Fen;
  readonly state: RepaymentState;
  readonly askedAt: Instant;
};

const COLUMNS = `repayment_id as "repaymentId", line_id as "lineId", payer_id as "payerId", amount,
  paid_out as "paidOut", state, asked_at as "askedAt"`;
const BY_ID = statement(
  'insured.credit.repayment',
  `select ${COLUMNS} from insured.credit_repayment where repayment_id = $1`,
);
const BY_KEY = statement(
  'insured.credit.repayment-by-key',
  `select ${COLUMNS} from insured.credit_repayment where payer_id = $1 and request_key = $2`,
);
const ASKED = statement(
  'insured.credit.repayments-asked',
  `select ${COLUMNS} from insured.credit_repayment where state = 'asked' and repayment_id > $1
   order by repayment_id limit $2`,
);
const ADD = statement(
  'insured.credit.add-repayment',
  `insert into insured.credit_repayment (repayment_id, line_id, payer_id, request_key, amount, state,
     asked_at)
   values ($1, $2, $3, $4, $5, 'asked', $6) on conflict do nothing returning repayment_id`,
);
const ADD_AT_BANK = statement(
  'insured.credit.add-repayment-at-bank',
  `insert into insured.credit_repayment (repayment_id, line_id, bank, bank_reference, amount, state, asked_at)
   values ($1, $2, $3, $4, $5, 'asked', $6) on conflict do nothing returning repayment_id`,
);
const END = statement(
  'insured.credit.end-repayment',
  `update insured.credit_repayment set state = $2, paid_out = $3, done_at = $4
   where repayment_id = $1 and state = 'asked'`,
);

/** Repayments that their bank has not answered, in key order. */
export const repaymentsAsked = (
  db: Executor,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<Repayment[]> => db.query(ASKED, [after, limit]);
const findRepayment = async (db: Executor, id: string): Promise<Repayment | null> =>
  (await db.query<Repayment>(BY_ID, [id]))[0] ?? null;

/** The holder, or somebody with whom the line is shared. */
async function mayRepay(db: Executor, line: store.Line, personId: string): Promise<boolean> {
  if (line.personId === personId) return true;
  return (await store.sharesOf(db, personId)).some(
    ({ lineId, relativeId }) => lineId === line.lineId && relativeId === personId,
  );
}

export type Repaying = {
  readonly personId: string;
  readonly lineId: string;
  readonly amount: Fen;
  readonly requestKey: string;
};

/**
 * Repays at most what is owed, once per payer and request key. What the bank leaves unanswered stays `asked`
 * and is carried on by itself. Refusals: `not-permitted`, `credit-line-unknown`, `credit-request-differs`,
 * `credit-not-owed` (the holder hears what is owed).
 */
export async function repayCredit(
  deps: InsuredDeps,
  actor: Actor,
  asked: Repaying,
): Promise<Result<Repayment, Refusal>> {
  const { personId, lineId, amount, requestKey } = asked;
  const denied = refusalToUse(actor, personId);
  if (denied !== null) return denied;
  const begun = await durably(deps, 'credit-repay', async (tx): Promise<Result<Repayment, Refusal>> => {
    const line = await store.lockLine(tx, lineId);
    if (line === null || !(await mayRepay(tx, line, personId)))
      return refuse('credit-line-unknown', { field: 'lineId' });
    const [known] = await tx.query<Repayment>(BY_KEY, [personId, requestKey]);
    if (known !== undefined)
      return known.lineId === lineId && known.amount === amount
        ? ok(known)
        : refuse('credit-request-differs', { field: 'requestKey' });
    const account = await store.accountOf(tx, lineId);
    const owed = fen(owedOf(owedUses(account.uses, account.paid)) - account.asked);
    if (amount <= 0 || amount > owed) {
      // What the holder's other visits cost is no business of a relative.
      const detail = line.personId === personId ? { owed } : {};
      return refuse('credit-not-owed', { field: 'amount', detail });
    }
    const at = deps.now();
    const repaymentId = deps.ids.next('transfer', deps.areas[0]!, at);
    await tx.query(ADD, [repaymentId, lineId, personId, requestKey, amount, at]);
    return ok((await findRepayment(tx, repaymentId))!);
  });
  return begun.ok ? ok(await driveRepayment(deps, begun.value)) : begun;
}

/** Asks the bank to take a repayment that it has not answered. */
export async function driveRepayment(deps: InsuredDeps, repayment: Repayment): Promise<Repayment> {
  if (repayment.state !== 'asked') return repayment;
  const { repaymentId: reference, lineId, amount } = repayment;
  const line = (await store.findLine(deps.db, lineId))!;
  const asking = { reference, contract: line.contract!, amount };
  const answer = await saidBy(deps, line.bank, (bank) => bank.repay(asking));
  if (answer === null) return repayment;
  return durably(deps, 'credit-repaid', async (tx) => {
    await store.lockLine(tx, lineId);
    const now = (await findRepayment(tx, reference))!;
    if (now.state !== 'asked') return now;
    await end(deps, tx, { repayment: now, isRepaid: answer.said === 'repaid' });
    return (await findRepayment(tx, reference))!;
  });
}

async function end(
  deps: InsuredDeps,
  tx: Executor,
  { repayment, isRepaid }: { readonly repayment: Repayment; readonly isRepaid: boolean },
): Promise<void> {
  const { repaymentId, lineId, amount, payerId } = repayment;
  const at = deps.now();
  const line = (await store.findLine(tx, lineId))!;
  const paidOut = isRepaid ? await repayLine(tx, line, repayment, at) : fen(0);
  await tx.query(END, [repaymentId, isRepaid ? 'done' : 'refused', paidOut, at]);
  if (!isRepaid) return;
  await store.addStep(tx, { lineId, kind: 'repaid', subject: repaymentId, amount, personId: payerId, at });
  await resume(tx, line, at);
}

/**
 * A repayment made at the bank itself, learned from its book; once per bank and its reference, which another
 * bank may use too. One that was made here stands in the book under our own id.
 */
export async function takeRepayment(
  deps: InsuredDeps,
  tx: Executor,
  made: { readonly reference: string; readonly lineId: string; readonly amount: Fen },
): Promise<void> {
  const { reference, lineId, amount } = made;
  const { bank } = (await store.lockLine(tx, lineId))!;
  if ((await findRepayment(tx, reference))?.lineId === lineId) return;
  const at = deps.now();
  const repaymentId = deps.ids.next('transfer', deps.areas[0]!, at);
  const added = await tx.query(ADD_AT_BANK, [repaymentId, lineId, bank, reference, amount, at]);
  if (added.length === 0) return;
  await end(deps, tx, { repayment: (await findRepayment(tx, repaymentId))!, isRepaid: true });
}

/** A suspended line is open again when nothing is overdue. */
async function resume(tx: Executor, line: store.Line, at: Instant): Promise<void> {
  if (line.state !== 'suspended') return;
  const { uses, paid } = await store.accountOf(tx, line.lineId);
  if (overdueOf(owedUses(uses, paid), dateOf(at)) > 0) return;
  const { lineId } = line;
  await store.changeLine(tx, { ...line, state: 'open' }, at);
  await store.addStep(tx, { lineId, kind: 'resumed', subject: lineId, amount: null, personId: null, at });
}
