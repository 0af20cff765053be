/** Booking through the JSON APIs of a person and of a hospital (PS7): book, pay, registered, given back. */
import { addDays, dateOf, type Instant, instant } from '@zhijie/kernel';
import { describe, expect, it } from 'vitest';
import { ITEM } from './bills.ts';
import { findings, useNetwork } from './network-under-test.ts';
import { type Json, type Visitor, visitorOf } from './visitor.ts';

const offset = 0;
const now = (): Instant => instant(Date.now() + offset);
const underTest = useNetwork(['11', '99'], { now });
const PERSON = '999900198503121211';
const PROVIDER = 'H99010100001';
const COUNTER = 'counter/booking';
const tomorrow = addDays(dateOf(now()), 1);

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a page would, and asserted
type Body = Record<string, any>;
let keys = 0;
const requestKey = (): string => `booking-${++keys}`;

/** The window of the hospital. */
async function staff(account = `counter-${PROVIDER}/cashier`) {
  let cookie = '';
  let token = '';
  const ask = async (path: string, body?: object): Promise<{ status: number; body: Body }> => {
    const response = await fetch(`${underTest().url}/api/${path}`, {
      headers: { cookie, 'x-zhijie-token': token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const set = response.headers.get('set-cookie');
    if (set !== null) cookie = set.split(';')[0]!;
    return { status: response.status, body: (await response.json()) as Body };
  };
  const { body } = await ask('session/sign-in', { kind: 'account', value: account });
  token = body.token as string;
  return ask;
}

const SESSION = {
  sessionId: 'S1',
  kind: 'outpatient',
  departmentCode: '0300',
  departmentName: '内科',
  doctorCode: 'D990101000001',
  doctorName: '示例医师',
  startsAt: `${tomorrow} 08:00`,
  endsAt: `${tomorrow} 12:00`,
  slots: 4,
  fee: '50.00',
  itemCode: ITEM.consultation,
  diagnosisCode: 'J18.900',
  diagnosisName: '肺炎',
};

const wanted = (slot: number, pays: 'now' | 'at-hospital', sessionId = 'S1') => ({
  requestKey: requestKey(),
  providerId: PROVIDER,
  sessionId,
  slot,
  pays,
});
const bookingOf = (body: Json): Body => body.booking as Body;

async function payAt(page: string): Promise<void> {
  await fetch(page, { method: 'POST', body: new URLSearchParams({ act: 'pay' }), redirect: 'manual' });
}

describe('PS7 booking', () => {
  let counter: Awaited<ReturnType<typeof staff>>;
  let person: Visitor;

  it('a hospital publishes its schedule once, as JSON or CSV; a wrong row names its field', async () => {
    counter = await staff();
    const sessions = [SESSION];
    expect((await counter(`${COUNTER}/schedule`, { sessions })).body).toEqual({ published: 1, unchanged: 0 });
    expect((await counter(`${COUNTER}/schedule`, { sessions })).body).toEqual({ published: 0, unchanged: 1 });
    const other = await counter(`${COUNTER}/schedule`, { sessions: [{ ...SESSION, fee: '60.00' }] });
    expect(other).toMatchObject({
      status: 409,
      body: { refusal: { code: 'booking-session-differs', field: 'sessions.0.sessionId' } },
    });
    const past = await counter(`${COUNTER}/schedule`, {
      sessions: [
        { ...SESSION, sessionId: 'S0' },
        { ...SESSION, sessionId: 'S9', startsAt: '2020-01-01 08:00' },
      ],
    });
    expect(past.body.refusal).toMatchObject({ code: 'booking-session-times', field: 'sessions.1.startsAt' });
    const row = { ...SESSION, sessionId: 'S2', startsAt: `${tomorrow} 14:00`, endsAt: `${tomorrow} 15:00` };
    const csv = `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`;
    expect((await counter(`${COUNTER}/schedule-file`, { csv })).body).toMatchObject({ published: 1 });
    const broken = await counter(`${COUNTER}/schedule-file`, { csv: `${csv}one,two\n` });
    expect(broken.body.refusal).toMatchObject({ code: 'csv-malformed', field: 'csv.3' });
    const { body } = await counter(`${COUNTER}/sessions`);
    expect(body.sessions.map(({ sessionId, free }: Body) => [sessionId, free.length])).toEqual([
      ['S1', 4],
      ['S2', 4],
    ]);
  });

  it('booked, paid at the wallet, registered; given back, the insurance and the wallet get all back', async () => {
    person = await visitorOf(underTest().url, PERSON);
    const body = wanted(2, 'now');
    const waiting = bookingOf(await person.must('person/booking', body));
    expect(waiting).toMatchObject({ state: 'waiting', slot: 2, startsAt: `${tomorrow} 09:00` });
    expect(waiting.payment).toMatchObject({ word: 'paying' });
    await payAt(waiting.payment.page as string);
    const one = `person/booking/${PROVIDER}/${waiting.bookingId}`;
    await underTest().network.provinces.get('99')!.care.driveActs();
    const paid = bookingOf(await person.must(one));
    expect(paid).toMatchObject({ state: 'registered', label: '已预约，挂号费已付' });
    expect(bookingOf(await person.must('person/booking', body))).toMatchObject({ state: 'registered' });
    expect(underTest().wallet.book.heldFor(PROVIDER)).toBeGreaterThan(0);
    const visit = (await counter(`counter/visits/${paid.visitId}`)).body.visit;
    expect(visit).toMatchObject({ state: 'open', careType: 'outpatient' });
    const back = bookingOf(await person.must(`${one}/cancellation`, {}));
    expect(back).toMatchObject({ state: 'cancelled', label: '已退号，已付的钱已退回' });
    expect(underTest().wallet.book.heldFor(PROVIDER)).toBe(0);
    expect((await counter(`counter/visits/${paid.visitId}`)).body.visit.state).toBe('cancelled');
    const { sessions } = (await person.must(`person/booking/providers/${PROVIDER}/sessions`)) as Body;
    expect(sessions[0].free).toEqual([1, 2, 3, 4]);
  });
});
