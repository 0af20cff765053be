import { statement, useTestDatabase } from '@zhijie/database';
import { type Fen, fen } from '@zhijie/kernel';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrderNotice } from '../care/payment-order/notice.ts';
import { PAY_WITHIN_MS } from '../care/payment-order/state.ts';
import { provinceMigrations } from '../province.ts';
import { booksOf } from '../testing/books.ts';
import { type TestChannel, testChannel } from '../testing/channel.ts';
import { codeOf, type Hospital, hospital, nextMessageId, outpatientLines } from '../testing/hospital.ts';
import { PERSON, personOf, registration } from '../testing/journeys.ts';
import { type Fault, type TestNetwork, testNetwork } from '../testing/network.ts';
import {
  codeOfPerson,
  ORDER_LINES,
  ORDER_TOTAL,
  orderLines,
  orderUpload,
  placedOrder,
  placement,
  queried,
  refundOf,
  tokenOfPerson,
  uploadedOrder,
  visitIdOf,
} from '../testing/orders.ts';

const care = useTestDatabase(provinceMigrations);
const insured = useTestDatabase(provinceMigrations);
let network: TestNetwork;
let beijing: Hospital;
let channel: TestChannel;

beforeAll(async () => {
  network = await testNetwork({ care, insured });
  channel = testChannel(() => network.clock.now);
  network.restart({ channel });
  beijing = hospital(network);
});
beforeEach(() => {
  network.faults.length = 0;
  Object.assign(channel, { isSilent: false, acts: false, refusesRefunds: false });
});

const fault = (message: string, what: Fault['what']) => network.faults.push({ message, what });
const drive = () => network.care.care.driveOrders();

function pass(ms: number) {
  network.clock.now = (network.clock.now + ms) as typeof network.clock.now;
}

/** Everything that waits is driven to its end. */
async function rest() {
  for (let round = 0; round < 4; round += 1) {
    pass(61_000);
    await network.care.resolve();
    await drive();
  }
}

/** Both sides say the same, nothing is open, nothing is wrong. */
async function expectAgreement() {
  const found = await booksOf(network, care);
  expect(found).toMatchObject({ breaches: [], open: 0 });
  expect(found.owed).toBe(found.owedByInsured);
}

async function paidOrder() {
  const order = await placedOrder(network, beijing);
  expect(channel.pay(order.paymentOrderId)).toBe(true);
  const paid = await queried(beijing, order);
  expect(paid.orderState).toBe('settled');
  return { order, paid };
}

const allowed = ({ reversalToken }: { readonly reversalToken?: string | undefined }) => ({
  paymentAuthorisation: reversalToken!,
});

describe('Q-08 an order from upload to payment', () => {
  it('settles with the insurance and is paid only when the channel says so to our question', async () => {
    const order = await uploadedOrder(network, beijing);
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'saved', orderCash: 0 });
    const placed = await beijing.must('6202', await placement(network, beijing, order));
    const { orderFeeTotal, orderCash, orderAccount, orderFunds } = placed;
    expect(orderFeeTotal).toBe(ORDER_TOTAL);
    expect(orderCash + orderAccount + orderFunds).toBe(ORDER_TOTAL);
    expect(orderFunds).toBeGreaterThan(0);
    expect(orderCash).toBeGreaterThan(0);
    // The call succeeded; the order is not paid.
    expect(placed.orderState).toBe('settling');
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'settling', orderPart: 'all' });
    channel.pay(order.paymentOrderId);
    const paid = await queried(beijing, order);
    expect(paid).toMatchObject({ orderState: 'settled', noticeKind: 'paid', orderFeeTotal, orderCash });
    expect(channel.held(order.paymentOrderId)).toBe(orderCash);
    await expectAgreement();
  });

  it('is the same order under the same fees, also with another message and another token', async () => {
    const input = await orderUpload(network, beijing);
    const first = await beijing.must('6201', input);
    const again = await beijing.must('6201', {
      ...input,
      credentialToken: await tokenOfPerson(network, beijing),
    });
    expect(again).toEqual(first);
    const other = await beijing.call('6201', { ...input, orderDepartmentName: '外科' });
    expect(codeOf(other)).toBe('order-exists');
  });

  it('takes a visit of the hospital’s own, with the lines that it uploaded before', async () => {
    const person = personOf(PERSON);
    const { visitId, personId } = await beijing.must('2201', registration(person));
    await beijing.must('2204', outpatientLines({ visitId, personId }, 'B1', ORDER_LINES));
    const lines = orderLines().map((line, at) => ({ ...line, orderLineId: `B1-${at + 1}` }));
    const input = await orderUpload(network, beijing, { orderVisitId: visitId, lines });
    const other = lines.with(0, { ...lines[0]!, orderItemCode: lines[1]!.orderItemCode });
    expect(codeOf(await beijing.call('6201', { ...input, lines: other }))).toBe('line-duplicate');
    expect(visitIdOf(await beijing.must('6201', input))).toBe(visitId);
  });

  it('is placed once; its token, visit and payer are checked', async () => {
    const order = await uploadedOrder(network, beijing);
    const input = await placement(network, beijing, order);
    const refused = async (own: Partial<typeof input>) =>
      codeOf(await beijing.call('6202', { ...input, ...own }));
    expect(await refused({ paymentToken: '0'.repeat(32) })).toBe('order-token-wrong');
    expect(await refused({ paymentOrderId: 'H110105000012026' })).toBe('order-unknown');
    expect(await refused({ orderVisitId: 'V1' })).toBe('order-visit-differs');
    expect(await refused({ paymentAuthorisation: 'x' })).toBe('authorisation-invalid');
    const stranger = await tokenOfPerson(network, beijing, 'journey-temporary');
    expect(await refused({ paymentAuthorisation: stranger })).toBe('person-mismatch');
    await beijing.must('6202', input);
    const second = { ...(await placement(network, beijing, order)) };
    expect(codeOf(await beijing.call('6202', second))).toBe('order-placed');
  });

  it('is paid with the code that the phone shows, where no token was asked for', async () => {
    const order = await uploadedOrder(network, beijing);
    const { paymentAuthorisation: _, ...input } = await placement(network, beijing, order);
    const shown = { shownCode: await codeOfPerson(network), shownChannel: 'app', shownUser: 'u' };
    expect(await beijing.must('6202', { ...input, ...shown })).toMatchObject({ orderState: 'settling' });
    expect(codeOf(await beijing.call('6202', { ...input, ...shown }))).toBe('order-placed');
  });

  it('is refused whole when its lines are not its total, or the four parts are not', async () => {
    const input = await orderUpload(network, beijing);
    const wrong = await beijing.call('6201', { ...input, orderTotal: fen(36_601) });
    expect(codeOf(wrong)).toBe('order-fees-mismatch');
    expect(wrong.text).toContain('总额 366.01 元，明细合计 366.00 元');
    const parts = { orderFeeExcluded: fen(0), orderFeeSelfPaidFirst: fen(0), orderFeeEligible: fen(36_500) };
    expect(codeOf(await beijing.call('6201', { ...input, ...parts }))).toBe('order-fees-mismatch');
    const stay = await beijing.call('6201', { ...input, orderCareType: 'inpatient' });
    expect(codeOf(stay)).toBe('order-care-unsupported');
  });
});

describe('Q-08 HTTP 200 and a success are never a payment', () => {
  it('of a lost answer the outcome is unknown; the same message gets the first answer', async () => {
    const order = await uploadedOrder(network, beijing);
    const input = await placement(network, beijing, order);
    const messageId = nextMessageId();
    fault('settlement.settle@1', 'lose-answer');
    expect(codeOf(await beijing.call('6202', input, { messageId }))).toBe('outcome-unknown');
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'settling' });
    expect(channel.pay(order.paymentOrderId)).toBe(false);
    const known = await beijing.call('6202', input, { messageId });
    expect(codeOf(known)).toBe('success');
    expect((await beijing.call('6202', input, { messageId })).text).toBe(known.text);
    await rest();
    channel.pay(order.paymentOrderId);
    await rest();
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'settled' });
    await expectAgreement();
  });

  it('nobody asks again: the node finds the settlement and opens the cash part by itself', async () => {
    const order = await uploadedOrder(network, beijing);
    fault('settlement.settle@1', 'lose-answer');
    await beijing.call('6202', await placement(network, beijing, order));
    await rest();
    expect(channel.orders.get(order.paymentOrderId)?.state).toBe('waiting');
    await expectAgreement();
  });

  it('a request that the insured side refuses leaves the order as it was', async () => {
    const order = await uploadedOrder(network, beijing);
    fault('settlement.settle@1', 'not-delivered');
    const refused = await beijing.call('6202', await placement(network, beijing, order));
    expect(codeOf(refused)).toBe('insured-place-unreachable');
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'saved' });
    await beijing.must('6202', await placement(network, beijing, order));
    await expectAgreement();
  });

  it('a forged notice is called a lie, a report of the hospital pays nothing', async () => {
    const order = await placedOrder(network, beijing);
    const now = await queried(beijing, order);
    const notice = {
      paymentOrderId: order.paymentOrderId,
      noticeKind: 'paid',
      hospitalOrder: now.hospitalOrder,
      orderDoneAt: now.orderDoneAt,
      orderFeeTotal: now.orderFeeTotal,
      orderCashInNotice: now.orderCash,
      orderAccount: now.orderAccount,
      orderFunds: now.orderFunds,
      insuranceTime: '090000',
      insuranceSerial: 'S',
      insuranceVisit: 'V',
      orderInstitutionName: '示例医院',
      orderPart: 'all',
      reversalToken: 'x',
    } as const;
    expect(await beijing.must('6302', notice)).toMatchObject({ isNoticeTaken: false });
    const { paymentOrderId, hospitalOrder, orderFeeTotal, orderCash, orderAccount, orderFunds } = now;
    const report = {
      paymentOrderId,
      hospitalOrder,
      orderFeeTotal,
      orderAccount,
      orderFunds,
      otherPayment: 'WX',
    };
    expect(codeOf(await beijing.call('6204', { ...report, orderCash: fen(1) }))).toBe('order-fees-mismatch');
    await beijing.must('6204', { ...report, orderCash });
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'settling' });
    channel.pay(paymentOrderId);
    expect(await beijing.must('6302', notice)).toMatchObject({ isNoticeTaken: true });
    expect(await beijing.must('6302', { ...notice, orderFunds: fen(1) })).toMatchObject({
      isNoticeTaken: false,
    });
  });
});

describe('Q-09 cash that is not paid', () => {
  it('is over after ten minutes: the insurance part is reversed by itself', async () => {
    const order = await placedOrder(network, beijing);
    pass(PAY_WITHIN_MS - 60_000);
    await drive();
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'settling' });
    pass(60_000);
    await drive();
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'insurance-revoked' });
    expect(channel.pay(order.paymentOrderId)).toBe(false);
    await expectAgreement();
  });

  it('given up by the payer it is reversed at once, and called failed', async () => {
    const order = await placedOrder(network, beijing);
    channel.giveUp(order.paymentOrderId);
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'failed' });
    await expectAgreement();
  });

  it('with a channel that is silent, the reversal does not wait; money found later is given back', async () => {
    const order = await placedOrder(network, beijing);
    channel.pay(order.paymentOrderId);
    channel.isSilent = true;
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'settling' });
    pass(PAY_WITHIN_MS);
    await rest();
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'settling' });
    channel.isSilent = false;
    await rest();
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'refunded' });
    expect(channel.held(order.paymentOrderId)).toBe(0);
    await expectAgreement();
  });

  it('paid in the last moment it stays paid, though the callback never came', async () => {
    const order = await placedOrder(network, beijing);
    channel.pay(order.paymentOrderId);
    pass(PAY_WITHIN_MS);
    await drive();
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'settled' });
  });

  it('an undo whose reversal is unknown goes on until both sides agree', async () => {
    const order = await placedOrder(network, beijing);
    fault('settlement.reverse@1', 'lose-answer');
    channel.giveUp(order.paymentOrderId);
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'settling' });
    await rest();
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'failed' });
    await expectAgreement();
  });

  it('a program that dies between reversal and refund goes on where it was', async () => {
    const order = await placedOrder(network, beijing);
    channel.pay(order.paymentOrderId);
    const paid = await queried(beijing, order);
    const refund = refundOf(order, paid, allowed(paid));
    network.restart({
      channel,
      crashpoint: (name) => {
        if (name === 'care.order.after-insurance-back') throw new Error('killed');
      },
    });
    await beijing.call('6203', refund);
    expect(channel.held(order.paymentOrderId)).toBe(paid.orderCash);
    network.restart({ channel });
    await rest();
    expect(channel.held(order.paymentOrderId)).toBe(0);
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'refunded' });
    expect(await beijing.must('6203', refund)).toMatchObject({ refundState: 'done' });
    await expectAgreement();
  });
});

describe('Q-08 a refund', () => {
  it('ALL gives every part back, the channel hears of both parts under one number (Q-09)', async () => {
    const { order, paid } = await paidOrder();
    const wrong = refundOf(order, paid, { ...allowed(paid), refundCash: (paid.orderCash - 1) as Fen });
    expect(codeOf(await beijing.call('6203', wrong))).toBe('refund-total-mismatch');
    const back = await beijing.must('6203', refundOf(order, paid, allowed(paid)));
    expect(back).toMatchObject({ refundState: 'done' });
    expect(back.insuranceRefundNumber).toMatch(/^R110000/);
    expect(channel.held(order.paymentOrderId)).toBe(fen(0));
    const [told] = channel.orders.get(order.paymentOrderId)!.refunds.values();
    expect(told).toMatchObject({
      refundNumber: back.refundNumber,
      total: paid.orderFeeTotal,
      funds: paid.orderFunds,
      cash: paid.orderCash,
    });
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'refunded' });
    await expectAgreement();
  });

  it('CASH takes only cash, also in parts, never more than is left; the bill stays settled', async () => {
    const { order, paid } = await paidOrder();
    const own = { ...allowed(paid), refundPart: 'cash' } as const;
    const some = { ...own, refundCash: fen(1000), refundTotal: fen(1000) };
    const withFunds = { ...some, refundFunds: paid.orderFunds };
    expect(codeOf(await beijing.call('6203', refundOf(order, paid, withFunds)))).toBe(
      'refund-total-mismatch',
    );
    const back = await beijing.must('6203', refundOf(order, paid, some));
    expect(back).toMatchObject({ refundState: 'done' });
    expect(back.insuranceRefundNumber ?? '').toBe('');
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'cash-partly-refunded' });
    const tooMuch = { ...own, refundCash: paid.orderCash, refundTotal: paid.orderCash };
    expect(codeOf(await beijing.call('6203', refundOf(order, paid, tooMuch)))).toBe('refund-exceeds');
    const left = (paid.orderCash - 1000) as Fen;
    await beijing.must('6203', refundOf(order, paid, { ...own, refundCash: left, refundTotal: left }));
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'cash-refunded' });
    expect(channel.held(order.paymentOrderId)).toBe(0);
    await expectAgreement();
  });

  it('HI takes both insurance parts whole and no cash; the cash may follow', async () => {
    const { order, paid } = await paidOrder();
    const own = { ...allowed(paid), refundPart: 'insurance' } as const;
    const withCash = { ...own, refundCash: paid.orderCash };
    expect(codeOf(await beijing.call('6203', refundOf(order, paid, withCash)))).toBe('refund-total-mismatch');
    const part = { ...own, refundFunds: (paid.orderFunds - 1) as Fen };
    expect(codeOf(await beijing.call('6203', refundOf(order, paid, part)))).toBe('refund-total-mismatch');
    await beijing.must('6203', refundOf(order, paid, own));
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'insurance-refunded' });
    expect(channel.held(order.paymentOrderId)).toBe(paid.orderCash);
    expect(codeOf(await beijing.call('6203', refundOf(order, paid, own)))).toBe('refund-done-before');
    const cash = { ...allowed(paid), refundPart: 'cash', refundTotal: paid.orderCash } as const;
    await beijing.must('6203', refundOf(order, paid, cash));
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'refunded' });
    await expectAgreement();
  });

  it('needs exactly one of token and authorisation, and one that is the person’s', async () => {
    const { order, paid } = await paidOrder();
    const token = await tokenOfPerson(network, beijing);
    const both = refundOf(order, paid, { ...allowed(paid), credentialToken: token });
    expect(codeOf(await beijing.call('6203', both))).toBe('authorisation-twice');
    expect(codeOf(await beijing.call('6203', refundOf(order, paid)))).toBe('field-missing');
    const forged = { paymentAuthorisation: `${paid.reversalToken!.slice(0, -1)}Z` };
    expect(codeOf(await beijing.call('6203', refundOf(order, paid, forged)))).toBe('authorisation-invalid');
    const stranger = { credentialToken: await tokenOfPerson(network, beijing, 'journey-temporary') };
    expect(codeOf(await beijing.call('6203', refundOf(order, paid, stranger)))).toBe('person-mismatch');
    pass(61 * 60_000);
    const late = await beijing.call('6203', refundOf(order, paid, allowed(paid)));
    expect(codeOf(late)).toBe('authorisation-invalid');
    const fresh = { credentialToken: await tokenOfPerson(network, beijing) };
    await beijing.must('6203', refundOf(order, paid, fresh));
  });

  it('that the channel refuses is told as mixed when the insurance is back, and failed of cash alone', async () => {
    const { order, paid } = await paidOrder();
    channel.refusesRefunds = true;
    const cash = { ...allowed(paid), refundPart: 'cash', refundTotal: paid.orderCash } as const;
    expect(await beijing.must('6203', refundOf(order, paid, cash))).toMatchObject({ refundState: 'failed' });
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'settled' });
    const all = await beijing.must('6203', refundOf(order, paid, allowed(paid)));
    expect(all).toMatchObject({ refundState: 'mixed' });
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'insurance-refunded' });
    channel.refusesRefunds = false;
    await beijing.must('6203', refundOf(order, paid, { ...cash }));
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'refunded' });
    await expectAgreement();
  });

  it('of an order that waits for its cash gives it up whole; of one that is only uploaded it is refused', async () => {
    const open = await uploadedOrder(network, beijing);
    const nothing = { orderFeeTotal: fen(0), orderCash: fen(0), orderAccount: fen(0), orderFunds: fen(0) };
    const early = await beijing.call('6203', refundOf(open, nothing, { paymentAuthorisation: 'x' }));
    expect(codeOf(early)).toBe('order-not-paid');
    const order = await placedOrder(network, beijing);
    const token = { credentialToken: await tokenOfPerson(network, beijing) };
    await beijing.must('6203', refundOf(order, order.placed, token));
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'insurance-revoked' });
    await expectAgreement();
  });

  it('is the only way back: 2208 of an order’s settlement is refused and names it', async () => {
    const { order, paid } = await paidOrder();
    const { settlementId, visitId } = await settlementOfOrder(order.paymentOrderId);
    const personId = personOf(PERSON).personId;
    const refused = await beijing.call('2208', { settlementId, visitId, personId });
    expect(codeOf(refused)).toBe('order-settled-here');
    expect(paid.orderExtension).toContain(settlementId);
  });
});

const OF_ORDER = statement(
  'test-settlement-of-order',
  `SELECT settlement_id AS "settlementId", visit_id AS "visitId" FROM care.payment_order WHERE order_id = $1`,
);
async function settlementOfOrder(orderId: string) {
  return (await care.query<{ settlementId: string; visitId: string }>(OF_ORDER, [orderId]))[0]!;
}

describe('Q-08 a revoked upload', () => {
  it('is gone with the visit that it opened; a settled one is not revoked', async () => {
    const order = await uploadedOrder(network, beijing);
    const { paymentOrderId, paymentToken, person } = order;
    const revocation = {
      paymentOrderId,
      paymentToken,
      orderInstitution: 'H11010500001',
      holderNumber: person.certificate,
      holderName: person.name,
      holderNumberKind: 'id-card',
    } as const;
    const other = await beijing.call('6401', { ...revocation, holderName: '别人' });
    expect(codeOf(other)).toBe('name-mismatch');
    await beijing.must('6401', revocation);
    expect(await queried(beijing, order)).toMatchObject({ orderState: 'revoked' });
    expect(codeOf(await beijing.call('6202', await placement(network, beijing, order)))).toBe(
      'order-revoked',
    );
    const placed = await placedOrder(network, beijing);
    const late = { ...revocation, paymentOrderId: placed.paymentOrderId, paymentToken: placed.paymentToken };
    expect(codeOf(await beijing.call('6401', late))).toBe('order-not-revocable');
    await expectAgreement();
  });
});

it('Q-09 the hospital is told of a paid order until it takes it, and of no other', async () => {
  const told: OrderNotice[] = [];
  let takes = true;
  const tellHospital = async (notice: OrderNotice) => {
    told.push(notice);
    if (!takes && told.length > 1) throw new Error('nobody there');
    return takes;
  };
  network.restart({ channel, tellHospital });
  await rest();
  expect(told.every(({ word }) => word === 'settled')).toBe(true);
  told.length = 0;
  takes = false;
  const open = await placedOrder(network, beijing);
  const { order, paid } = await paidOrder();
  await drive();
  await drive();
  expect(told.map((notice) => notice.order.orderId)).toEqual([order.paymentOrderId]);
  expect(told[0]).toMatchObject({ word: 'settled', cash: paid.orderCash, total: paid.orderFeeTotal });
  pass(6000);
  await drive();
  takes = true;
  pass(60_000);
  await drive();
  expect(told).toHaveLength(3);
  pass(60_000);
  await drive();
  expect(told).toHaveLength(3);
  expect(told.some((notice) => notice.order.orderId === open.paymentOrderId)).toBe(false);
  network.restart({ channel });
});

describe('T-06 a mobile call gets the same bytes again, and is another call with other content', () => {
  type Sent = readonly [number: '6201' | '6202' | '6203' | '6204' | '6401', input: object];
  const CALLS: readonly (readonly [name: string, prepare: () => Promise<Sent>])[] = [
    ['6201', async () => ['6201', await orderUpload(network, beijing)]],
    ['6202', async () => ['6202', await placement(network, beijing, await uploadedOrder(network, beijing))]],
    [
      '6203',
      async () => {
        const { order, paid } = await paidOrder();
        return ['6203', refundOf(order, paid, allowed(paid))];
      },
    ],
    [
      '6204',
      async () => {
        const now = await queried(beijing, await placedOrder(network, beijing));
        const { paymentOrderId, hospitalOrder, orderFeeTotal, orderAccount, orderFunds, orderCash } = now;
        const amounts = { orderFeeTotal, orderAccount, orderFunds, orderCash };
        return ['6204', { paymentOrderId, hospitalOrder, ...amounts, otherPayment: 'WX' }];
      },
    ],
    [
      '6401',
      async () => {
        const { paymentOrderId, paymentToken, person } = await uploadedOrder(network, beijing);
        const holder = { holderNumber: person.certificate, holderName: person.name };
        const of = { paymentOrderId, paymentToken, orderInstitution: 'H11010500001' };
        return ['6401', { ...of, ...holder, holderNumberKind: 'id-card' }];
      },
    ],
  ];

  it.each(CALLS)('%s', async (_, prepare) => {
    const [number, input] = await prepare();
    const messageId = nextMessageId();
    const first = await beijing.call(number, input as never, { messageId });
    expect(codeOf(first)).toBe('success');
    const again = await beijing.call(number, input as never, { messageId });
    expect(again.text).toBe(first.text);
    const other = { ...input, orderExtension: '{}', orderPerson: '别人', refundReason: '其他' };
    expect(codeOf(await beijing.call(number, other as never, { messageId }))).not.toBe('success');
    await rest();
    await expectAgreement();
  });
});

it('90100 tells in words what changed', async () => {
  const reply = await beijing.call('90100', { personId: personOf(PERSON).personId });
  expect(reply.warning).toMatch(/该人员在本机构近 90 天：已结算 \d+ 笔，其中已撤销 \d+ 笔/);
});

it('without a channel nothing is uploaded', async () => {
  network.restart({});
  const refused = await beijing.call('6201', await orderUpload(network, beijing));
  expect(codeOf(refused)).toBe('order-channel-missing');
  network.restart({ channel });
});

const invariantsOf = ({ breaches }: { readonly breaches: readonly unknown[] }) =>
  (breaches as readonly { readonly invariant: string }[]).map(({ invariant }) => invariant);

describe('doctor', () => {
  const SPOIL = (set: string) =>
    statement(`test-spoil-${set.length}`, `UPDATE care.payment_order SET ${set} WHERE order_id = $1`);

  it('finds an order that is paid without its bill, and amounts that are not the bill’s', async () => {
    const { order, paid } = await paidOrder();
    await beijing.must('6203', refundOf(order, paid, allowed(paid)));
    await expectAgreement();
    await care.query(SPOIL('is_insurance_refunded = false'), [order.paymentOrderId]);
    const found = await booksOf(network, care);
    expect(invariantsOf(found)).toEqual(['paid-orders-have-settled-bills']);
    await care.query(SPOIL('is_insurance_refunded = true'), [order.paymentOrderId]);
    await care.query(SPOIL('funds = funds - 1, account = account + 1'), [order.paymentOrderId]);
    const amounts = await booksOf(network, care);
    expect(invariantsOf(amounts)).toEqual(['orders-say-what-their-bills-say']);
    await care.query(SPOIL('funds = funds + 1, account = account - 1 '), [order.paymentOrderId]);
  });

  it('the table itself refuses an order that is paid in half', async () => {
    const order = await placedOrder(network, beijing);
    const half = care.query(SPOIL("state = 'done'"), [order.paymentOrderId]);
    await expect(half).rejects.toThrow();
    const wrong = care.query(SPOIL('cash = cash + 1'), [order.paymentOrderId]);
    await expect(wrong).rejects.toThrow();
  });
});
