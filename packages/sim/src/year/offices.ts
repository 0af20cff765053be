/**
 * The people of the agencies over a year: each province confirms its month by two persons, the nation issues
 * the notices, finance pays and the payee feeds back, each on the day it falls due or up to two days before.
 * Every act goes through the desk that an operator uses.
 */
import {
  CHINA_CALENDAR,
  CLEARING_STEPS,
  type ClearingBook,
  type ClearingStep,
  type Duty,
  dutiesOf,
  isWorkingDay,
} from '@zhijie/clearing';
import type { MonthState } from '@zhijie/hub';
import {
  type Actor,
  addDays,
  assert,
  type CalendarDate,
  dateOf,
  fen,
  type Month,
  type Random,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import type { YearNetwork } from './network.ts';
import type { SettledBill } from './workload.ts';

type Role = 'clearing-maker' | 'clearing-checker' | 'clearing-payer';
const officer = (province: string, role: Role): Actor => ({
  id: `${role}-${province}`,
  kind: 'agency',
  node: province,
  areas: [`${province}0000`],
  roles: [role],
});
const ISSUER: Actor = { id: 'nation', kind: 'agency', node: 'hub', areas: [], roles: ['clearing-issuer'] };

/** A refusal here is a fault of the year's script or of a node: both end the run. */
async function done(what: string, work: Promise<Result<unknown, Refusal>>): Promise<void> {
  const answer = await work;
  assert(answer.ok, `${what} was refused: ${answer.ok ? '' : answer.refusal.code}`);
}

/** Repeats a desk's call while the line to the nation loses it. */
async function insisting<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 10) throw error;
    }
  }
}

export async function openAccounts({ provinces }: YearNetwork, from: CalendarDate): Promise<void> {
  for (const [province, { clearing }] of provinces) {
    const account = {
      province,
      holder: `${province}财政专户`,
      bank: '示例银行',
      number: `9900${province}00000001`,
      from,
    };
    await insisting(() =>
      done('account', clearing.account(officer(province, 'clearing-payer'), { account })),
    );
  }
}

/** What the offices do on a day for every month that is under way. */
export async function officeDay(
  network: YearNetwork,
  periods: readonly Month[],
  random: Random,
): Promise<void> {
  const { hub, clock } = network;
  const today = dateOf(clock.now());
  if (!isWorkingDay(CHINA_CALENDAR, today)) return;
  for (const period of periods) {
    const state = await hub.clearing.state(period);
    if (state === undefined || state.book.state === 'settled') continue;
    let { book } = state;
    for (const duty of dutiesOf(book, clock.now())) {
      const isTime = duty.due.on <= addDays(today, random.below(3));
      if (duty.doneAt !== null || !isTime || !isReady(book, duty)) continue;
      await TAKING[duty.step]?.(network, book, duty);
      ({ book } = await stateOf(network, period));
    }
  }
}

/** Does what falls due, by the book as it is. */
type Taking = (network: YearNetwork, book: ClearingBook, duty: Duty) => Promise<void>;

const TAKING: Readonly<Partial<Record<ClearingStep, Taking>>> = {
  async confirm(network, { period }, { owner }) {
    await take(network, period, officer(owner, 'clearing-maker'), { kind: 'propose', province: owner });
    await take(network, period, officer(owner, 'clearing-checker'), { kind: 'confirm', province: owner });
  },
  async issue({ hub }, { period }) {
    const order = { stepId: `issue-${period}`, period, actor: ISSUER, request: { kind: 'issue' as const } };
    await done('issue', hub.clearing.step(order));
  },
  async 'allocate-to-areas'(network, { period }, { owner }) {
    await take(network, period, officer(owner, 'clearing-payer'), { kind: 'allocate', province: owner });
  },
  async 'submit-to-finance'(network, { period }, { owner, orderId }) {
    await take(network, period, officer(owner, 'clearing-payer'), { kind: 'submit', orderId: orderId! });
  },
  async pay(network, book, { owner, orderId }) {
    const { amount } = orderOf(book, orderId!);
    const paidOn = dateOf(network.clock.now());
    const transfer = { bank: '示例银行', serial: orderId!, paidOn, purpose: 'clearing' as const, amount };
    await take(network, book.period, officer(owner, 'clearing-payer'), {
      kind: 'pay',
      orderId: orderId!,
      transfer,
    });
  },
  async 'feed-back'(network, book, { owner, orderId }) {
    if (orderOf(book, orderId!).transfer === null) return;
    const receivedOn = dateOf(network.clock.now());
    await take(network, book.period, officer(owner, 'clearing-payer'), {
      kind: 'receive',
      orderId: orderId!,
      receivedOn,
    });
  },
};

/** Whether the step before it is done: a duty may fall due while another province keeps it waiting. */
function isReady(book: ClearingBook, { step, orderId }: Duty): boolean {
  if (step === 'issue') return book.confirmations.every(({ state }) => state === 'confirmed');
  if (orderId === null) return CLEARING_STEPS.includes(step);
  const order = orderOf(book, orderId);
  if (step === 'pay') return order.state === 'at-finance';
  return step === 'feed-back' ? order.state === 'paid' : order.state === 'due';
}

async function stateOf({ hub }: YearNetwork, period: Month): Promise<MonthState> {
  const state = await hub.clearing.state(period);
  assert(state !== undefined, `The month ${period} has a clearing`);
  return state;
}

function orderOf(book: ClearingBook, orderId: string) {
  const order = book.orders.find((one) => one.orderId === orderId);
  assert(order !== undefined, `${orderId} is an order of ${book.period}`);
  return order;
}

type StepOf = Parameters<
  NonNullable<ReturnType<YearNetwork['provinces']['get']>>['clearing']['step']
>[1]['step'];

async function take(network: YearNetwork, period: Month, actor: Actor, step: StepOf): Promise<void> {
  const subject = 'orderId' in step ? step.orderId : step.province;
  const requestKey = `${period}-${step.kind}-${subject}`;
  const { clearing } = network.provinces.get(actor.node)!;
  await insisting(() => done(requestKey, clearing.step(actor, { requestKey, period, step })));
}

/** An audit takes something off a bill between provinces (C-06, V-13). */
export async function deduct(network: YearNetwork, bill: SettledBill, serial: number): Promise<void> {
  const province = bill.careArea.slice(0, 2);
  const order = {
    requestKey: `audit-${serial}`,
    kind: 'deduction' as const,
    careArea: bill.careArea,
    settlementId: bill.settlementId,
    amount: fen(Math.ceil(bill.claim / 10)),
    reason: '超标准收费',
  };
  const { clearing } = network.provinces.get(province)!;
  await insisting(() => done('deduction', clearing.deduct(officer(province, 'clearing-maker'), order)));
}

/** What hospital and agency could not agree on in time goes to a later month, signed (C-03). */
export async function defer(network: YearNetwork, bill: SettledBill, to: Month): Promise<void> {
  const { careArea, settlementId } = bill;
  const province = careArea.slice(0, 2);
  const order = { careArea, settlementId, itemId: settlementId, to, reason: '与医院对账未完' };
  const { clearing } = network.provinces.get(province)!;
  await insisting(() => done('deferral', clearing.defer(officer(province, 'clearing-maker'), order)));
}
