/** What the node does by itself: carries on what banks left open, reads their books, tells and suspends. */
import { type Executor, statement } from '@zhijie/database';
import {
  addDays,
  type CalendarDate,
  dateOf,
  type Fen,
  fen,
  type Instant,
  startOfDay,
  sumFen,
} from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { enqueueMessage } from '../message/enqueue.ts';
import { durably } from '../transaction.ts';
import type { BankEntry } from './bank.ts';
import { productNamed, productsOf, saidBy } from './deps.ts';
import { driveUse } from './drive.ts';
import { type OwedUse, overdueOf, owedUses } from './fold.ts';
import { driveLine } from './line.ts';
import type { CreditProduct } from './product.ts';
import { driveRepayment, repaymentsAsked, takeRepayment } from './repayment.ts';
import * as store from './store.ts';
import type { NoticeKind } from './words.ts';

const AT_ONCE = 50;
const LINES_ASKED = statement(
  'insured.credit.lines-asked',
  `select line_id as "lineId" from insured.credit_line where state = 'asked' and line_id > $1
   order by line_id limit $2`,
);

/**
 * Carries on what a bank has not answered, and ends reservations whose time has come. A bank that is silent
 * is left alone for the rest of the round: no other bank's holders wait for it. Answers how many there were.
 */
export async function driveCredit(given: InsuredDeps): Promise<number> {
  if (given.credit === undefined) return 0;
  const silent = new Set<string>();
  const onSilent = (bank: string): void => void silent.add(bank);
  const deps: InsuredDeps = { ...given, credit: { ...given.credit, onSilent } };
  const at = deps.now();
  const carryOn = async (lineId: string, work: (line: store.Line) => Promise<unknown>): Promise<void> => {
    const line = (await store.findLine(deps.db, lineId))!;
    if (!silent.has(line.bank)) await work(line);
  };
  const uses = await eachOf({
    read: (after) => store.openUses(deps.db, { at, after, limit: AT_ONCE }),
    keyOf: ({ legId }) => legId,
    work: (use) => carryOn(use.lineId!, () => driveUse(deps, use)),
  });
  const repayments = await eachOf({
    read: (after) => repaymentsAsked(deps.db, { after, limit: AT_ONCE }),
    keyOf: ({ repaymentId }) => repaymentId,
    work: (repayment) => carryOn(repayment.lineId, () => driveRepayment(deps, repayment)),
  });
  const lines = await eachOf({
    read: (after) => deps.db.query<{ lineId: string }>(LINES_ASKED, [after, AT_ONCE]),
    keyOf: ({ lineId }) => lineId,
    work: ({ lineId }) => carryOn(lineId, (line) => driveLine(deps, line)),
  });
  return uses + repayments + lines;
}

/** Works on every row, a page after the other in the order of their keys; answers how many there were. */
async function eachOf<Row>(of: {
  readonly read: (after: string) => Promise<readonly Row[]>;
  readonly keyOf: (row: Row) => string;
  readonly work: (row: Row) => Promise<unknown>;
}): Promise<number> {
  let count = 0;
  for (let after = ''; ; ) {
    const page = await of.read(after);
    for (const row of page) await of.work(row);
    count += page.length;
    if (page.length < AT_ONCE) return count;
    after = of.keyOf(page.at(-1)!);
  }
}

const LAST_READ = statement(
  'insured.credit.last-read',
  'select coalesce(max(sequence), 0) as after from insured.credit_bank_entry where bank = $1',
);
const KEEP = statement(
  'insured.credit.keep-entry',
  `insert into insured.credit_bank_entry (bank, sequence, kind, reference, contract, payee, amount, at)
   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning sequence`,
);
const READ = statement(
  'insured.credit.read-bank',
  `insert into insured.credit_bank_read (bank, read_at) values ($1, $2)
   on conflict (bank) do update set read_at = greatest(credit_bank_read.read_at, excluded.read_at)`,
);
const TWICE = statement(
  'insured.credit.debited-twice',
  `select e.reference from insured.credit_bank_entry e join insured.credit_use u on u.leg_id = e.reference
   where e.bank = $1 and u.is_drawn
   group by e.reference, u.amount
   having sum(case e.kind when 'debit' then e.amount when 'return' then -e.amount
     when 'correction' then -e.amount else 0 end) > u.amount`,
);

/**
 * Reads every bank's own book on: repayments made at the bank are taken over, and what it debited twice it is
 * asked to take back. Answers how many entries are new.
 */
export async function readBanks(deps: InsuredDeps): Promise<number> {
  let known = 0;
  for (const bank of new Set(productsOf(deps).map((product) => product.bank))) {
    known += await readBank(deps, bank);
    for (const { reference } of await deps.db.query<{ reference: string }>(TWICE, [bank])) {
      if ((await saidBy(deps, bank, (each) => each.correct(reference))) !== null) known += 1;
    }
  }
  return known;
}

async function readBank(deps: InsuredDeps, bank: string): Promise<number> {
  let count = 0;
  for (;;) {
    const [last] = await deps.db.query<{ after: number }>(LAST_READ, [bank]);
    // The book is compared with what was true here before the bank was asked.
    const at = deps.now();
    const page = await saidBy(deps, bank, (each) => each.entries(last!.after));
    if (page === null) return count;
    // A bank that tells again what was read has nothing new.
    const fresh = page.said.filter(({ sequence }) => sequence > last!.after);
    await durably(deps, 'credit-book', async (tx) => {
      for (const entry of fresh) await keep(deps, tx, bank, entry);
      if (fresh.length === 0) await tx.query(READ, [bank, at]);
    });
    if (fresh.length === 0) return count;
    count += fresh.length;
  }
}

async function keep(deps: InsuredDeps, tx: Executor, bank: string, entry: BankEntry): Promise<void> {
  const { sequence, kind, reference, contract, payee, amount, at } = entry;
  const kept = await tx.query(KEEP, [bank, sequence, kind, reference, contract, payee, amount, at]);
  if (kept.length === 0 || kind !== 'repayment') return;
  const line = await store.lineByContract(tx, bank, contract);
  if (line !== null) await takeRepayment(deps, tx, { reference, lineId: line.lineId, amount: fen(amount) });
}

const LINES_USED = statement(
  'insured.credit.lines-used',
  `select distinct line_id as "lineId" from insured.credit_use
   where is_drawn and state in ('paying', 'confirmed', 'undoing') and line_id > $1 order by 1 limit $2`,
);
const NOTICE = statement(
  'insured.credit.notice',
  `insert into insured.credit_notice (line_id, kind, subject, told_at) values ($1, $2, $3, $4)
   on conflict do nothing returning line_id`,
);

/**
 * Tells holders: of a use on the next day, before and after a due day; and suspends lines that are overdue
 * for as long as the product says. Each once. Answers how many messages are new.
 */
export async function tellCredit(deps: InsuredDeps): Promise<number> {
  if (deps.credit === undefined) return 0;
  let told = 0;
  await eachOf({
    read: (after) => deps.db.query<{ lineId: string }>(LINES_USED, [after, AT_ONCE]),
    keyOf: ({ lineId }) => lineId,
    work: async ({ lineId }) => {
      told += await tellLine(deps, lineId);
    },
  });
  return told;
}

type Told = {
  readonly kind: NoticeKind;
  readonly subject: string;
  readonly amount: Fen;
  readonly dueOn: CalendarDate;
  readonly from: CalendarDate;
};

function noticesOf(product: CreditProduct, uses: readonly OwedUse[], today: CalendarDate): readonly Told[] {
  const { remindDaysBefore, remindDaysAfter } = product.overdue;
  const bills = uses.map(({ legId, amount, dueOn, usedOn }) => {
    return { kind: 'bill', subject: legId, amount, dueOn, from: addDays(usedOn, 1) } as const;
  });
  const days = [...new Set(uses.filter(({ left }) => left > 0).map(({ dueOn }) => dueOn))];
  const reminders = days.flatMap((dueOn): Told[] => {
    const amount = sumFen(uses.filter((use) => use.dueOn === dueOn).map(({ left }) => left));
    const due = {
      kind: 'due',
      subject: dueOn,
      amount,
      dueOn,
      from: addDays(dueOn, -remindDaysBefore),
    } as const;
    const after = remindDaysAfter.map((days) => {
      return {
        kind: 'overdue',
        subject: `${dueOn}+${days}`,
        amount,
        dueOn,
        from: addDays(dueOn, days),
      } as const;
    });
    return today <= dueOn ? [due] : after;
  });
  return [...bills, ...reminders].filter(({ from }) => from <= today);
}

function tellLine(deps: InsuredDeps, lineId: string): Promise<number> {
  return durably(deps, 'credit-tell', async (tx) => {
    const line = (await store.lockLine(tx, lineId))!;
    const product = productNamed(deps, line.product);
    if (product === null) return 0;
    const at = deps.now();
    const today = dateOf(at);
    const { uses, paid } = await store.accountOf(tx, lineId);
    const owed = owedUses(uses, paid);
    let told = 0;
    for (const { kind, subject, amount, dueOn } of noticesOf(product, owed, today)) {
      if ((await tx.query(NOTICE, [lineId, kind, subject, at])).length === 0) continue;
      const content = { kind: 'repayment-due', amount, dueOn, isOverdue: kind === 'overdue' } as const;
      const about = `credit-${kind}:${lineId}:${subject}`;
      await enqueueMessage(deps, tx, {
        personId: line.personId,
        subject: about,
        content,
        notBefore: startOfDay(today),
      });
      told += 1;
    }
    await suspend(tx, { line, product, owed, at });
    return told;
  });
}

async function suspend(
  tx: Executor,
  of: {
    readonly line: store.Line;
    readonly product: CreditProduct;
    readonly owed: readonly OwedUse[];
    readonly at: Instant;
  },
): Promise<void> {
  const { line, product, owed, at } = of;
  const since = addDays(dateOf(at), -product.overdue.suspendDaysAfter);
  const overdue = overdueOf(owed, addDays(since, 1));
  if (line.state !== 'open' || overdue === 0) return;
  const { lineId } = line;
  await store.changeLine(tx, { ...line, state: 'suspended' }, at);
  await store.addStep(tx, {
    lineId,
    kind: 'suspended',
    subject: lineId,
    amount: overdue,
    personId: null,
    at,
  });
}
