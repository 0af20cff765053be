/** Booking through the JSON APIs of a person and of a hospital (PS7): book, pay, registered, given back. */
import { openOutpatient, uploadLines } from '@zhijie/counterparties';
import { addDays, dateOf, type Instant, instant, startOfDay } from '@zhijie/kernel';
import { knownPersonOf } from '@zhijie/population';
import { describe, expect, it } from 'vitest';
import { ITEM, SHORT_BILL } from './bills.ts';
import { clientOf, findings, useNetwork } from './network-under-test.ts';
import { type Json, type Visitor, visitorOf } from './visitor.ts';

// Noon of the real tomorrow, so that the next morning is within a day and no client is ahead; the clock runs, and jumps when a test says so.
const began = Date.now();
let offset = startOfDay(addDays(dateOf(instant(began)), 1)) + 12 * 3_600_000 - began;
const now = (): Instant => instant(Date.now() + offset);
const underTest = useNetwork(['11', '99'], { now });
const PERSON = '999900198503121211';
const patient = knownPersonOf('journey-1');
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
const payNow = (slot: number) => ({ ...wanted(slot, 'now'), usesPersonalAccount: false });
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
    const body = payNow(2);
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

  it('an account that covers the fee registers at once; nobody is booked twice at a time', async () => {
    const body = wanted(1, 'now');
    const booked = bookingOf(await person.must('person/booking', body));
    expect(booked).toMatchObject({ state: 'registered', payment: null });
    const differs = await person.call('person/booking', { ...body, slot: 3 });
    expect(differs.body.refusal).toMatchObject({ code: 'booking-request-differs', field: 'requestKey' });
    await counter(`${COUNTER}/schedule`, { sessions: [{ ...SESSION, sessionId: 'S3', slots: 1 }] });
    const twice = await person.call('person/booking', wanted(1, 'at-hospital', 'S3'));
    expect([twice.status, twice.body.refusal]).toMatchObject([409, { code: 'booking-person-busy' }]);
    const none = await person.call('person/booking', wanted(5, 'now'));
    expect(none.body.refusal).toMatchObject({ code: 'booking-slot-unknown', field: 'slot' });
  });

  it('a delegate books within the scope of bookings, and only within it', async () => {
    const his = await visitorOf(underTest().url, patient.citizenNumber);
    const scopes = ['booking'];
    const certificateNumber = PERSON;
    await his.must('person/delegates', {
      certificateNumber,
      relation: 'sibling',
      scopes,
      method: 'signed-in',
    });
    const delegate = await visitorOf(underTest().url, PERSON);
    await delegate.must('person/acting', { personId: patient.personId });
    await delegate.renew();
    const booked = bookingOf(await delegate.must('person/booking', wanted(2, 'at-hospital')));
    expect(booked).toMatchObject({ state: 'booked', pays: 'at-hospital' });
    expect((await his.must('person/booking')).bookings).toMatchObject([{ bookingId: booked.bookingId }]);
    const day = (await counter(`${COUNTER}/bookings?on=${tomorrow}`)).body.bookings as Body[];
    const seen = day.find(({ bookingId }) => bookingId === booked.bookingId);
    expect(seen).toMatchObject({ name: patient.name, personId: patient.personId });
    expect(seen!.certificateNumber).not.toContain(patient.citizenNumber);
    const early = await counter(`${COUNTER}/bookings/${booked.bookingId}/arrival`, { at: now() });
    expect(early.body.refusal).toMatchObject({ code: 'booking-not-today' });
  });

  it('ID4 a terminal acts for whom two members of staff verified; its queue is taken once, entry by entry', async () => {
    const agency = async (operator: string, path: string, body: object): Promise<Body> => {
      const response = await fetch(`${underTest().url}/api/agency/${path}`, {
        headers: { 'x-zhijie-agency': '990100', 'x-zhijie-operator': operator },
        method: 'POST',
        body: JSON.stringify(body),
      });
      return (await response.json()) as Body;
    };
    const certificateNumber = patient.citizenNumber;
    const made = await agency('0001', 'window-acts', {
      certificateNumber,
      paper: 'id-card',
      document: Buffer.from('身份证').toString('base64'),
      identity: { purpose: '村级终端代办' },
    });
    const opening = { requestKey: 'T-1', terminalId: 'V001', certificateNumber, verification: made.actId };
    const unverified = await counter('counter/terminal/sessions', opening);
    expect(unverified.body.refusal).toMatchObject({ code: 'terminal-not-verified' });
    await agency('0002', `window-acts/${made.actId}/decision`, { accept: true, note: '人证一致' });
    const { terminalSession } = (await counter('counter/terminal/sessions', opening)).body;
    const at = now();
    const batch = {
      terminalId: 'V001',
      terminalSession,
      entries: [
        { key: '1', at, kind: 'book', sessionId: 'S2', slot: 1 },
        { key: '2', at, kind: 'book', sessionId: 'S2', slot: 1 },
        { key: '3', at: at - 3_600_000, kind: 'book', sessionId: 'S2', slot: 2 },
        { key: '4', at, kind: 'book', sessionId: 'S2' },
      ],
    };
    const taken = (await counter('counter/terminal/batches', batch)).body;
    expect(taken.results.map(({ outcome, code }: Body) => [outcome, code])).toEqual([
      ['done', null],
      ['refused', 'booking-person-busy'],
      ['refused', 'terminal-session-over'],
      ['refused', 'terminal-entry-field'],
    ]);
    expect((await counter('counter/terminal/batches', batch)).body).toEqual(taken);
    const elsewhere = await counter('counter/terminal/batches', { ...batch, terminalId: 'V002' });
    expect([elsewhere.status, elsewhere.body.refusal.code]).toEqual([404, 'terminal-session-unknown']);
    const { bookingId } = taken.results[0];
    const cancel = { ...batch, entries: [{ key: '5', at, kind: 'cancel', bookingId }] };
    expect((await counter('counter/terminal/batches', cancel)).body.results).toMatchObject([
      { outcome: 'done', text: '已退号，已付的钱已退回' },
    ]);
    const other = { ...batch, entries: [{ key: '1', at, kind: 'cancel', bookingId }] };
    expect((await counter('counter/terminal/batches', other)).body.results).toMatchObject([
      { outcome: 'refused', code: 'terminal-entry-differs' },
    ]);
  });

  it('VI5 a doctor settles in the room with the code of the patient; the drawer stays the cashier\u2019s', async () => {
    const { hospital } = clientOf(underTest().url, PROVIDER);
    const open = await uploadLines(
      hospital,
      await openOutpatient(hospital, await hospital.identify(PERSON)),
      SHORT_BILL,
    );
    const shown = await fetch(`${underTest().url}/api/insurance-code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person: 'curl' }),
    });
    const { code } = (await shown.json()) as Body;
    const doctor = await staff(`counter-${PROVIDER}/doctor`);
    const scan = { requestKey: 'room-1', providerId: PROVIDER, visitId: open.visitId, code };
    const done = await doctor('agency/acts/scans', {
      ...scan,
      operatorId: 'D990101000001',
      departmentId: '0300',
    });
    expect(done.body.act).toMatchObject({ visitId: open.visitId, total: '168.00' });
    expect(['paid', 'paying']).toContain(done.body.act.word);
    const closing = await doctor('counter/shift', { requestKey: 'room-2', cashCounted: '0.00' });
    expect(closing).toMatchObject({ status: 403, body: { refusal: { code: 'not-permitted' } } });
    await doctor(`agency/acts/${PROVIDER}/${done.body.act.actId}/undo`, { reason: 'staff' });
  });

  it('a stopped session gives everything back; who is booked is told, and reminded once', async () => {
    const sessions = [
      { ...SESSION, sessionId: 'S4', startsAt: `${tomorrow} 16:00`, endsAt: `${tomorrow} 17:00` },
    ];
    await counter(`${COUNTER}/schedule`, { sessions });
    const booked = bookingOf(await person.must('person/booking', wanted(1, 'now', 'S4')));
    expect(['registered', 'waiting']).toContain(booked.state);
    expect((await counter(`${COUNTER}/stops`, { sessionId: 'S4' })).body).toEqual({ stopped: 1 });
    const after = bookingOf(await person.must(`person/booking/${PROVIDER}/${booked.bookingId}`));
    expect(after.state).toBe('cancelled');
    const late = await person.call('person/booking', wanted(2, 'now', 'S4'));
    expect(late.body.refusal).toMatchObject({ code: 'booking-session-stopped' });
    await counter(`${COUNTER}/tend`, {});
    await counter(`${COUNTER}/tend`, {});
    await underTest().network.provinces.get('99')!.deliver();
    const { messages } = (await person.must('person/messages')) as Body;
    const texts = (messages as Body[])
      .filter(({ kind }) => kind === 'booking')
      .map(({ text }) => text as string);
    expect(texts.filter((text) => text.includes('停诊'))).toHaveLength(1);
    expect(texts.filter((text) => text.startsWith('提醒您') && text.includes('08:00'))).toHaveLength(1);
    expect(texts.join()).not.toMatch(/内科|医院|肺炎/);
  });

  it('arrives on the day, or misses it: what was paid goes back, and a late gift back is the window\u2019s', async () => {
    offset = startOfDay(tomorrow) + 7 * 3_600_000 - Date.now();
    counter = await staff();
    person = await visitorOf(underTest().url, PERSON);
    const { bookings } = (await person.must('person/booking')) as Body;
    const mine = (bookings as Body[]).find(({ state }) => state === 'registered')!;
    const late = await person.call(`person/booking/${PROVIDER}/${mine.bookingId}/cancellation`, {});
    expect(late.body.refusal).toMatchObject({ code: 'booking-too-late' });
    const day = (await counter(`${COUNTER}/bookings`)).body.bookings as Body[];
    const his = day.find(({ state, personId }) => state === 'booked' && personId === patient.personId)!;
    const arriving = { at: now() };
    const arrived = await counter(`${COUNTER}/bookings/${his.bookingId}/arrival`, arriving);
    expect(arrived.body.booking).toMatchObject({ state: 'arrived' });
    expect((await counter(`${COUNTER}/bookings/${his.bookingId}/arrival`, arriving)).body).toEqual(
      arrived.body,
    );
    const { visit } = (await counter(`counter/visits/${arrived.body.booking.visitId}`)).body;
    expect(visit).toMatchObject({ personId: patient.personId, total: '50.00' });
    offset = startOfDay(tomorrow) + 12 * 3_600_000 - Date.now();
    counter = await staff();
    person = await visitorOf(underTest().url, PERSON);
    await counter(`${COUNTER}/tend`, {});
    const missed = bookingOf(await person.must(`person/booking/${PROVIDER}/${mine.bookingId}`));
    expect(missed).toMatchObject({ state: 'no-show', label: '没有到院，已付的钱已退回' });
  });

  it('and the books agree', async () => {
    expect(await findings(underTest())).toEqual([]);
  });
});
