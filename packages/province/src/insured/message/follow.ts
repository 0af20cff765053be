/**
 * Causes of messages that nobody waits for, looked through in the background: settlements and reversals by
 * their moment, the day's bills on the next morning, policies that became others. No settlement does anything
 * for it.
 */
import { toHex } from '@zhijie/crypto';
import { type Executor, orderedBy, statement } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import {
  addDays,
  BENEFITS,
  type CalendarDate,
  calendarDate,
  dateOf,
  type Fen,
  fen,
  INSURANCE_TYPES,
  type Instant,
  instant,
  startOfDay,
} from '@zhijie/kernel';
import { creditUsedOn } from '../credit/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { enqueueMessages, type NewMessage } from './enqueue.ts';

const AT_ONCE = 200;
/** A settlement is dated before it is committed; nothing commits later than this after its date. */
const SETTLING_MS = 20_000;
/** How much is looked through at once after a pause. */
const STEP_MS = 10 * 60_000;
/** The day's bill is told at nine on the next morning. */
const MORNING_MS = 9 * 3_600_000;

type Cursor = {
  readonly at: Instant;
  readonly after: string;
  readonly policy: string | null;
  readonly telling: string | null;
};

// Two workers of one node look through a cause one after the other.
const CURSOR = statement(
  'insured.message-cursor.lock',
  'select at, after, policy, telling from insured.message_cursor where cause = $1 for no key update',
);
const BEGIN = statement(
  'insured.message-cursor.begin',
  'insert into insured.message_cursor (cause, at, policy) values ($1, $2, $3) on conflict do nothing',
);
const MOVE = statement(
  'insured.message-cursor.move',
  'update insured.message_cursor set at = $2, after = $3, policy = $4, telling = $5 where cause = $1',
);

async function cursorOf(tx: Executor, cause: string): Promise<Cursor | null> {
  return (await tx.query<Cursor>(CURSOR, [cause]))[0] ?? null;
}

const move = (tx: Executor, cause: string, to: Partial<Cursor> & Pick<Cursor, 'at'>): Promise<unknown[]> =>
  tx.query(MOVE, [cause, to.at, to.after ?? '', to.policy ?? null, to.telling ?? null]);

type Moment = { readonly at: Instant; readonly id: string };
type Found<T> = (
  tx: Executor,
  from: Moment,
  until: Instant,
) => Promise<readonly (T & { readonly personId: string } & Moment)[]>;

/** One step of a cause: what happened after the cursor, told and passed in one transaction. */
function step<T>(
  deps: InsuredDeps,
  cause: string,
  { find, tell }: { readonly find: Found<T>; readonly tell: Telling<T> },
): Promise<number> {
  return deps.db.transaction(async (tx) => {
    const until = instant(deps.now() - SETTLING_MS);
    const cursor = await cursorOf(tx, cause);
    // What was before the first look is not told: nobody wants last year's news.
    if (cursor === null) {
      await tx.query(BEGIN, [cause, until, null]);
      return 0;
    }
    const end = instant(Math.min(until, cursor.at + STEP_MS));
    if (end <= cursor.at) return 0;
    const found = await find(tx, { at: cursor.at, id: cursor.after }, end);
    await tell(tx, found);
    const last = found.at(-1);
    const isWhole = found.length < AT_ONCE || last === undefined;
    await move(tx, cause, isWhole ? { at: end } : { at: last.at, after: last.id });
    return found.length;
  });
}

type Telling<T> = (
  tx: Executor,
  found: readonly (T & { readonly personId: string } & Moment)[],
) => Promise<unknown>;

type Bill = {
  readonly total: Fen;
  readonly funds: Fen;
  readonly account: Fen;
  readonly cash: Fen;
};

const SHARES = `s.fee_total as total, s.paid_by_funds as funds, s.paid_by_personal_account as account,
  s.paid_in_cash as cash`;
// A claim's own settlement is told as the claim's decision. The end of a whole step may be met again: a
// message is the same for the same settlement.
const SETTLED = statement(
  'insured.message.settled',
  `select s.person_id as "personId", s.settlement_id as id, s.settled_at as at, ${SHARES}
   from insured.settlement s
   where s.settled_at between $1 and $3 and (s.settled_at, s.settlement_id) > ($1, $2) and s.state = 'settled'
     and s.settlement_id !~ '^C[0-9]{12}'
   order by s.settled_at, s.settlement_id limit ${AT_ONCE}`,
);
const REVERSED = statement(
  'insured.message.reversed',
  `select r.person_id as "personId", r.settlement_id as id, r.reversed_at as at, s.settled_at as "settledAt",
     ${SHARES}
   from insured.reversal r
   join insured.settlement s on s.person_id = r.person_id and s.settlement_id = r.settlement_id
   where r.outcome = 'reversed' and r.reversed_at between $1 and $3
     and (r.reversed_at, r.settlement_id) > ($1, $2)
   order by r.reversed_at, r.settlement_id limit ${AT_ONCE}`,
);
const REMEMBER_DAY = statement(
  'insured.message-day.remember',
  `insert into insured.message_day (on_date, person_id)
   select * from unnest($1::text[], $2::text[]) on conflict do nothing`,
);

const settlements = {
  find: (tx: Executor, from: Moment, until: Instant) =>
    tx.query<Bill & { personId: string } & Moment>(SETTLED, [from.at, from.id, until]),
  tell:
    (deps: InsuredDeps): Telling<Bill> =>
    async (tx, found) => {
      const days = found.map(({ at }) => dateOf(at));
      await tx.query(REMEMBER_DAY, [days, found.map(({ personId }) => personId)]);
      await enqueueMessages(
        deps,
        tx,
        found.map(({ personId, id, total, funds, account, cash }, index): NewMessage => {
          const content = { kind: 'settled', on: days[index]!, total, funds, account, cash } as const;
          return { personId, subject: id, content };
        }),
      );
    },
};

const reversals = {
  find: (tx: Executor, from: Moment, until: Instant) =>
    tx.query<Bill & { personId: string; settledAt: Instant } & Moment>(REVERSED, [from.at, from.id, until]),
  tell:
    (deps: InsuredDeps): Telling<Bill & { readonly settledAt: Instant }> =>
    (tx, found) =>
      enqueueMessages(
        deps,
        tx,
        found.map(({ personId, id, settledAt, total }) => ({
          personId,
          subject: id,
          content: { kind: 'reversed', on: dateOf(settledAt), total },
        })),
      ),
};

const DUE_DAYS = statement(
  'insured.message-day.due',
  `delete from insured.message_day d using (
     select on_date, person_id from insured.message_day where on_date <= $1
     order by on_date, person_id limit ${AT_ONCE} for update skip locked) due
   where d.on_date = due.on_date and d.person_id = due.person_id
   returning d.on_date as "on", d.person_id as "personId"`,
);
const BILLS_OF_DAY = statement(
  'insured.message-day.bills',
  `select count(*)::int as bills, coalesce(sum(s.fee_total), 0)::bigint as total,
     coalesce(sum(s.paid_by_funds), 0)::bigint as funds,
     coalesce(sum(s.paid_by_personal_account), 0)::bigint as account,
     coalesce(sum(s.paid_in_cash), 0)::bigint as cash
   from insured.settlement s where s.person_id = $1 and s.settled_at >= $2 and s.settled_at < $3
     and s.state = 'settled' and s.settlement_id !~ '^C[0-9]{12}'`,
);

/** Yesterday's bills of each person together, from nine in the morning on; what was undone is not in it. */
function tellDays(deps: InsuredDeps): Promise<number> {
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const today = dateOf(now);
    const isMorning = now >= startOfDay(today) + MORNING_MS;
    const until = addDays(today, isMorning ? -1 : -2);
    const taken = tx.query<{ on: string; personId: string }>(DUE_DAYS, [until]);
    const due = await orderedBy(taken, ({ on, personId }) => `${on} ${personId}`);
    const messages: NewMessage[] = [];
    for (const { on, personId } of due) {
      const message = await messageOfDay(tx, personId, calendarDate(on));
      if (message !== null) messages.push(message);
    }
    return enqueueMessages(deps, tx, messages);
  });
}

async function messageOfDay(tx: Executor, personId: string, on: CalendarDate): Promise<NewMessage | null> {
  const range = [startOfDay(on), startOfDay(addDays(on, 1))];
  const [sum] = await tx.query<Bill & { bills: number }>(BILLS_OF_DAY, [personId, ...range]);
  if (sum === undefined || sum.bills === 0) return null;
  const { bills, total, funds, account, cash } = sum;
  const content = {
    kind: 'next-day-bill',
    on,
    bills,
    total: fen(total),
    funds: fen(funds),
    account: fen(account),
    cash: fen(cash),
    credit: await creditUsedOn(tx, personId, on),
  } as const;
  return { personId, subject: `day:${on}`, content };
}

// Whom a change of the area's policy touches: a filing that stands, or a bill of the last three months.
const TOUCHED = statement(
  'insured.message.touched',
  `select distinct c.person_id as "personId" from insured.coverage c
   where c.insured_area = $1 and c.person_id > $2 and c.status = 'in-force'
     and (exists (select from insured.filing f where f.person_id = c.person_id
           and f.state in ('submitted', 'in-force'))
       or exists (select from insured.settlement s where s.person_id = c.person_id and s.settled_at >= $3
           and s.state = 'settled'))
   order by c.person_id limit ${AT_ONCE}`,
);
const RECENT_MS = 90 * 86_400_000;

/** What decides an area's benefits today, in one digest. */
function policyOf({ policies }: InsuredDeps, area: string, on: CalendarDate): string {
  const dates = { admittedOn: on, dischargedOn: on, settledOn: on };
  const hashes = INSURANCE_TYPES.flatMap((insuranceType) =>
    BENEFITS.map((benefit) => {
      const plan = policies.planFor({ area, insuranceType, benefit, dates });
      return plan.ok ? plan.value.hash : null;
    }),
  );
  return toHex(digestOf(hashes));
}

/** Tells the persons of an area page by page that its policy became another; each change once. */
function tellPolicy(deps: InsuredDeps, area: string): Promise<number> {
  const cause = `policy:${area}`;
  return deps.db.transaction(async (tx) => {
    const now = deps.now();
    const current = policyOf(deps, area, dateOf(now));
    const cursor = await cursorOf(tx, cause);
    if (cursor === null) {
      await tx.query(BEGIN, [cause, now, current]);
      return 0;
    }
    const { policy, telling } = cursor;
    if (telling === null && policy === current) return 0;
    // Changed again in the middle: from the first person on, with the newer policy.
    const isSame = telling === current;
    const at = isSame ? cursor.at : now;
    const found = await tx.query<{ personId: string }>(TOUCHED, [
      area,
      isSame ? cursor.after : '',
      now - RECENT_MS,
    ]);
    const subject = `${area}:${current.slice(0, 16)}`;
    const content = { kind: 'policy-changed', from: dateOf(at) } as const;
    await enqueueMessages(
      deps,
      tx,
      found.map(({ personId }) => ({ personId, subject, content })),
    );
    const last = found.at(-1);
    const isOver = found.length < AT_ONCE || last === undefined;
    await move(
      tx,
      cause,
      isOver ? { at, policy: current } : { at, after: last.personId, policy, telling: current },
    );
    return found.length;
  });
}

const STEPS = 20;

/** Goes on while there is a full page, so that a busy node's messages do not fall behind its bills. */
async function steps(one: () => Promise<number>): Promise<number> {
  let sum = 0;
  for (let count = 0; count < STEPS; count++) {
    const found = await one();
    sum += found;
    if (found < AT_ONCE) break;
  }
  return sum;
}

/** Looks once through bills and their undoing; answers how many it looked at. */
export async function followCauses(deps: InsuredDeps): Promise<number> {
  const settled = await steps(() =>
    step(deps, 'settlement', { find: settlements.find, tell: settlements.tell(deps) }),
  );
  const reversed = await steps(() =>
    step(deps, 'reversal', { find: reversals.find, tell: reversals.tell(deps) }),
  );
  return settled + reversed + (await tellDays(deps));
}

/** Looks whether an area's policy became another and tells the next page of its persons; answers how many. */
export async function followPolicies(deps: InsuredDeps): Promise<number> {
  let sum = 0;
  for (const area of deps.areas) sum += await tellPolicy(deps, area);
  return sum;
}
