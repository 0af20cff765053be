import { dischargeInpatient, openInpatient, settleVisit, uploadLines } from '@zhijie/counterparties';
import { RESULT_CLASSES, routeOf } from '@zhijie/exchange';
import { type Actor, type Instant, parseDateTime } from '@zhijie/kernel';
import { knownPersons } from '@zhijie/population';
import { describe, expect, it } from 'vitest';
import { ITEM } from './bills.ts';
import { clientOf, findings, quiet, useNetwork } from './network-under-test.ts';

function at(text: string): Instant {
  const parsed = parseDateTime(text);
  if (!parsed.ok) throw new Error(`${text} is no moment`);
  return parsed.value;
}

let clock = at('2026-03-10 09:00:00');
const underTest = useNetwork(['11', '99'], { now: () => clock });
const BEIJING = 'H11010500001';
const PERSON = knownPersons.find(({ key }) => key === 'journey-long-term')!;
const LINES = [{ item: ITEM.drugA, price: '98.00', quantity: '900' }];

type Answer = Record<string, unknown> & { readonly refusal?: { code: string; field: string; text: string } };
let keys = 0;

async function ask(
  path: string,
  body?: object,
  { insurer = 'demo-property', operator = '1' } = {},
): Promise<Answer> {
  const headers = { 'x-zhijie-insurer': insurer, 'x-zhijie-operator': operator };
  const response = await fetch(`${underTest().url}/api/insurer${path}`, {
    headers,
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return (await response.json()) as Answer;
}
const step = async (id: string, body: object, operator = '1') => {
  keys += 1;
  const answer = await ask(`/statements/${id}/steps`, { requestKey: `k${keys}`, ...body }, { operator });
  return answer.refusal?.code ?? (answer.statement as { state: string }).state;
};
const example = () => underTest().network.provinces.get('99')!;
/** What the care side of Beijing says to the insured place about a leg. */
const leg = async (name: 'leg.hold@1' | 'leg.confirm@1' | 'leg.void@1', body: object) => {
  const handler = example().insured.handlers[name] as (body: object, question: object) => Promise<unknown>;
  const route = routeOf({ careArea: '110000', insuredArea: '990100', providerId: BEIJING });
  const question = { message: name, from: '11', route, frameId: 'f', sentAt: clock };
  type Done = { ok: true; value: Record<string, unknown> } | { ok: false; refusal: { code: string } };
  const done = (await handler(body, question)) as Done;
  return (done.ok ? done.value : done.refusal) as Record<string, unknown>;
};

async function settled() {
  const { hospital } = clientOf(underTest().url, BEIJING, () => clock);
  const patient = await hospital.identify(PERSON.citizenNumber);
  const open = await openInpatient(hospital, patient);
  const billed = await uploadLines(hospital, open, LINES);
  await dischargeInpatient(hospital, billed);
  const done = await settleVisit(hospital, billed, { usesPersonalAccount: false });
  return { settlementId: done.settlementId, personId: patient.personId, cash: done.paidInCash };
}

/** A cover of the product, and the person's consent to what its insurer may learn for a claim. */
async function coveredAndAgreed(personId: string): Promise<void> {
  const { services } = example().insured;
  const agency: Actor = { id: 'list', kind: 'system', node: '99', areas: ['990100'], roles: [] };
  const listed = await services.takeListLine(agency, {
    name: PERSON.name,
    certificateNumber: PERSON.citizenNumber,
    insurer: 'demo-property',
    product: 'demo-b-2026',
    policyNumber: 'DB-1',
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    premium: 36_000,
  });
  expect(listed).toMatchObject({ ok: true });
  const me: Actor = { id: personId, kind: 'person', node: '99', areas: [], roles: [] };
  const asked = {
    personId,
    recipient: { kind: 'insurer' as const, id: 'demo-property', name: '示例财产保险' },
    purpose: 'claim-settlement' as const,
    product: 'demo-b-2026',
    dataClasses: RESULT_CLASSES,
  };
  const form = await services.consentForm(me, asked);
  if (!form.ok) throw new Error(form.refusal.code);
  const { textHash, sensitiveClasses: separately } = form.value;
  const given = await services.giveConsent(me, {
    ...asked,
    startsOn: undefined,
    textHash,
    separately,
    channel: 'web',
  });
  expect(given).toMatchObject({ ok: true });
}

describe('an insurer that answers by itself, over the whole network', () => {
  let bill = { settlementId: '', personId: '' };
  let cash = 0;
  let paid = 0;

  it('has joined, and its product is there', async () => {
    expect(await ask('/products')).toMatchObject({
      hasJoined: true,
      products: [{ product: 'demo-b-2026', mode: 'insurer-answers' }],
    });
    expect((await ask('/products', undefined, { insurer: '' })).refusal?.field).toBe('x-zhijie-insurer');
  });

  it('K-04 journey 15: its signed answer pays at the counter; it sees sums by class, no line, no diagnosis', async () => {
    const { cash: left, ...settledBill } = await settled();
    [bill, cash] = [settledBill, left];
    await coveredAndAgreed(bill.personId);
    const asked = { legId: 'LEG1', actId: 'ACT1', ...bill, kind: 'insurer', payer: 'demo-b-2026' };
    const held = await leg('leg.hold@1', { ...asked, asked: cash, until: clock + 600_000 });
    expect(held).toMatchObject({ state: 'held', reason: null });
    paid = Number(held.amount);
    expect(paid).toBeGreaterThan(0);
    expect(await leg('leg.confirm@1', { legId: 'LEG1' })).toMatchObject({
      state: 'confirmed',
      amount: paid,
    });
    await quiet(underTest());
    const { payments } = await ask('/payments');
    expect(payments).toEqual([
      expect.objectContaining({ paymentId: 'LEG1', amount: paid, policyNumber: 'DB-1' }),
    ]);
    const written = JSON.stringify(payments);
    for (const hidden of [PERSON.name, PERSON.citizenNumber, bill.personId, ITEM.drugA, 'diagnos']) {
      expect(written).not.toContain(hidden);
    }
    await underTest().network.gateway!.deliver();
    expect(underTest().network.insurers!.get('demo-property')!.paidUnder('DB-1')).toBe(paid);
  });

  it('OS2 the receipt of the bill is used; another insurer’s claim of it is blocked, naming nobody', async () => {
    const invoice = { invoiceCode: '11060226', invoiceNumber: '0000012345', purpose: 'expense' };
    const use = (claimReference: string, insurer: string) =>
      ask('/invoices', { ...invoice, claimReference }, { insurer });
    expect(await use('A-1', 'demo-life')).toEqual({ outcome: 'registered' });
    const blocked = await use('B-1', 'demo-property');
    expect(blocked.refusal).toMatchObject({ code: 'invoice-used', field: 'invoiceNumber' });
    expect(JSON.stringify(blocked)).not.toMatch(/demo-life|示例人寿/);
  });

  it('K-08 the month is drawn, confirmed, paid by two persons, and certified', async () => {
    clock = at('2026-04-01 00:10:00');
    await underTest().network.gateway!.drawDue();
    const { statements } = (await ask('/statements?month=2026-03')) as unknown as {
      statements: { statementId: string; amount: number }[];
    };
    expect(statements).toMatchObject([{ amount: paid, lines: 1, state: 'drawn' }]);
    const { statementId } = statements[0]!;
    expect(await step(statementId, { step: 'confirm' })).toBe('confirmed');
    const amount = (paid / 100).toFixed(2);
    const pay = { step: 'pay', amount, bank: '示例银行', serial: 'B1', paidOn: '2026-04-01' };
    expect(await step(statementId, { ...pay, serial: undefined })).toBe('field-missing');
    expect(await step(statementId, pay)).toBe('paying');
    expect(await step(statementId, { step: 'approve' })).toBe('same-person');
    expect(await step(statementId, { step: 'approve' }, '2')).toBe('paid');
    expect(await ask(`/statements/${statementId}`)).toMatchObject({
      receipt: { amount: paid, payee: BEIJING },
    });
    const losses = await ask('/losses?year=2026&premiums=3600000.00');
    expect(losses).toMatchObject({ net: paid, ratio: Math.floor((paid * 10_000) / 360_000_000) });
  });

  it('journey 17: taken back, it is a negative line of its own month, and everybody’s books agree', async () => {
    const undone = await leg('leg.void@1', { legId: 'LEG1', personId: bill.personId, kind: 'insurer' });
    expect(undone).toMatchObject({ state: 'voided' });
    await quiet(underTest());
    const { gateway, insurers } = underTest().network;
    clock = at('2026-05-01 00:10:00');
    await gateway!.deliver();
    expect(insurers!.get('demo-property')!.paidUnder('DB-1')).toBe(0);
    await gateway!.drawDue();
    expect(await ask('/statements?month=2026-04')).toMatchObject({
      statements: [{ amount: -paid, lines: 1 }],
    });
    expect(await findings(underTest())).toEqual([]);
  });

  it('an insurer joins by its signed word at the nation’s door only', async () => {
    const word = { text: '{}', signature: 'x' };
    const join = async (agency: string) => {
      const response = await fetch(`${underTest().url}/api/insurer/join`, {
        method: 'POST',
        headers: { 'x-zhijie-agency': agency },
        body: JSON.stringify(word),
      });
      return ((await response.json()) as Answer).refusal?.code;
    };
    expect(await join('990100')).toBe('not-permitted');
    expect(await join('000000')).toBe('join-malformed');
  });
});
