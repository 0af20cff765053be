import { type Actor, calendarDate, fen, type Instant, parseDateTime, totalFen } from '@zhijie/kernel';
import { expect, test } from 'vitest';
import {
  annualOrders,
  type PrepaymentOrder,
  prepaymentDuties,
  stepPrepayment,
  urgentOrders,
} from './order.ts';

const d = calendarDate;
const t = totalFen;

function at(text: string): Instant {
  const parsed = parseDateTime(text);
  if (!parsed.ok) throw new Error(`${text} is no moment`);
  return parsed.value;
}

const payerOf = (province: string): Actor => ({
  id: `payer-${province}`,
  kind: 'agency',
  node: province,
  areas: [`${province}0000`],
  roles: ['clearing-payer'],
});

const orders = annualOrders(
  2026,
  [
    { careProvince: '11', insuredProvince: '43', amount: t(160), before: t(100), change: t(60) },
    { careProvince: '11', insuredProvince: '41', amount: t(0), before: t(70), change: t(-70) },
    { careProvince: '31', insuredProvince: '43', amount: t(5), before: t(5), change: t(0) },
  ],
  d('2026-01-31'),
);
const [raised, returned] = orders as [PrepaymentOrder, PrepaymentOrder];

test('PF-01 C-09 a pair that needs less is an order the other way, one that needs the same is none', () => {
  expect(orders.map(({ orderId, amount, isReturn }) => [orderId, amount, isReturn])).toEqual([
    ['P2026-43-11', 60, false],
    ['P2026-41-11', 70, true],
  ]);
});

test.each([
  ['set by 31 January', '2026-01-31', ['2026-02-06', '2026-02-27', '2026-02-28']],
  ['set early', '2026-01-21', ['2026-01-28', '2026-02-11', '2026-02-25']],
  ['set too late', '2026-03-02', ['2026-02-06', '2026-02-27', '2026-02-28']],
])('PF-02 %s, everything is due by the end of February', (_name, madeOn, due) => {
  const duties = prepaymentDuties({ ...raised, madeOn: d(madeOn) }, at('2026-02-06 23:59:59'));
  expect(duties.map((duty) => duty.due.on)).toEqual(due);
});

test('PF-03 an urgent order has the same five and ten working days, whatever the month', () => {
  const urgent: PrepaymentOrder = { ...raised, kind: 'urgent', madeOn: d('2026-04-27') };
  expect(
    prepaymentDuties(urgent, at('2026-05-07 00:00:00')).map((duty) => [duty.due.on, duty.isOverdue]),
  ).toEqual([
    ['2026-05-07', false],
    ['2026-05-20', false],
    ['2026-05-27', false],
  ]);
  expect(prepaymentDuties(urgent, at('2026-05-08 00:00:00'))[0]!.isOverdue).toBe(true);
});

test('PF-03 an increase is divided by what each insured province used, to the fen', () => {
  const share = (insuredProvince: string, amount: number) => ({
    careProvince: '11',
    insuredProvince,
    amount: t(amount),
  });
  const made = urgentOrders('r', { careProvince: '11', amount: fen(100), madeOn: d('2026-04-27') }, [
    share('41', 2),
    share('42', -5),
    share('43', 1),
    share('44', 0),
  ]);
  expect(made.map(({ orderId, amount, year }) => [orderId, amount, year])).toEqual([
    ['Ur-41', 67, 2026],
    ['Ur-43', 33, 2026],
  ]);
});

test('a return is paid by the care province and received by the insured one', () => {
  const act = (order: PrepaymentOrder, province: string, kind: 'submit' | 'receive') =>
    stepPrepayment(order, kind === 'submit' ? { kind } : { kind, receivedOn: d('2026-02-10') }, {
      actor: payerOf(province),
      at: at('2026-02-10 12:00:00'),
    });
  expect(act(returned, '41', 'submit')).toMatchObject({ refusal: { code: 'not-permitted' } });
  expect(act(returned, '11', 'submit')).toMatchObject({ value: { state: 'at-finance' } });
  expect(act({ ...returned, state: 'paid' }, '41', 'receive')).toMatchObject({
    value: { state: 'received' },
  });
});

test('what a new year replaced is not paid any more', () => {
  const given = { actor: payerOf('43'), at: at('2026-02-10 12:00:00') };
  const superseded: PrepaymentOrder = { ...raised, state: 'superseded' };
  expect(stepPrepayment(superseded, { kind: 'submit' }, given)).toMatchObject({
    refusal: { code: 'superseded' },
  });
  expect(prepaymentDuties(superseded, given.at)).toEqual([]);
});
