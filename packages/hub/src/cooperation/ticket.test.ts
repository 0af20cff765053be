import { calendarDate, fen, type Instant } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { at } from '../testing/clearing.ts';
import { frozenAt, inquiryDue, inquiryPeriod, type Topic } from './cycle.ts';
import { standing, type Taken, type Ticket, type TicketStep, takeStep, timersOf } from './ticket.ts';

const HENAN = '41';
const BEIJING = '11';

const opening = (given: Partial<Extract<TicketStep, { kind: 'open' }>> = {}): TicketStep => ({
  kind: 'open',
  about: 'inquiry',
  topic: 'other',
  from: HENAN,
  to: BEIJING,
  total: fen(3_000_000),
  subject: '费用疑点',
  ...given,
});
const by = (province: string, moment: string): Taken => ({ province, at: at(moment) });

/** The ticket after all steps; a refusal is a defect of the test. */
function after(...steps: readonly (readonly [TicketStep, Taken])[]): Ticket {
  let ticket: Ticket | null = null;
  for (const [step, taken] of steps) {
    const next = takeStep(ticket, step, taken);
    if (!next.ok) throw new Error(`${step.kind}: ${next.refusal.code}`);
    ticket = next.value;
  }
  return ticket!;
}
const code = (ticket: Ticket | null, step: TicketStep, taken: Taken): string => {
  const next = takeStep(ticket, step, taken);
  return next.ok ? 'ok' : next.refusal.code;
};
const inquiry = (moment: string) => after([opening(), by(HENAN, moment)]);
const question = (moment: string, topic: Topic = 'other') =>
  after([opening({ about: 'question', topic, total: null }), by(HENAN, moment)]);
const answered: TicketStep = { kind: 'answer', result: 'answered', reason: '已处理' };
const clean: TicketStep = { kind: 'answer', result: 'no-error', reason: '' };

describe('B-01 an inquiry about fees', () => {
  test.each([
    ['29,999.99', 2_999_999, 'total-below-limit'],
    ['30,000.00', 3_000_000, 'ok'],
  ])('of %s yuan: %s fen is %s', (_yuan, total, expected) => {
    expect(code(null, opening({ total: fen(total) }), by(HENAN, '2026-03-10'))).toBe(expected);
  });

  test('B-04 a ticket asks about smaller fees', () => {
    const small = opening({ about: 'question', total: fen(2_999_999) });
    expect(code(null, small, by(HENAN, '2026-03-10'))).toBe('ok');
  });

  test.each([
    ['total', { total: null }, 'total-missing'],
    ['subject', { subject: ' ' }, 'subject-missing'],
    ['another province', { to: HENAN }, 'same-province'],
  ])('without %s is refused by name', (_what, given, expected) => {
    expect(code(null, opening(given), by(HENAN, '2026-03-10'))).toBe(expected);
  });
});

describe('B-02 the cycle of inquiries', () => {
  test.each([
    ['2026-03-25 23:59:59', '2026-03', '2026-04-26'],
    ['2026-03-26 00:00:00', '2026-04', '2026-05-26'],
    ['2026-12-31 12:00:00', '2027-01', '2027-02-26'],
  ])('asked on %s belongs to %s and is due by %s', (moment, period, due) => {
    expect(inquiryPeriod(at(moment))).toBe(period);
    expect(inquiryDue(inquiryPeriod(at(moment))).on).toBe(due);
  });

  test('frozen on the 26th 00:00 it can neither be edited nor withdrawn', () => {
    const ticket = inquiry('2026-03-10');
    const edit: TicketStep = { kind: 'edit', total: fen(4_000_000), subject: '更正' };
    expect(code(ticket, edit, by(HENAN, '2026-03-25 23:59:59'))).toBe('ok');
    expect(code(ticket, { kind: 'withdraw' }, by(HENAN, '2026-03-25 23:59:59'))).toBe('ok');
    expect(frozenAt(ticket.period!)).toBe(at('2026-03-26 00:00:00'));
    expect(code(ticket, edit, by(HENAN, '2026-03-26 00:00:00'))).toBe('frozen');
    expect(code(ticket, { kind: 'withdraw' }, by(HENAN, '2026-03-26 00:00:00'))).toBe('frozen');
    expect(code(ticket, { ...edit, total: fen(1) }, by(HENAN, '2026-03-11'))).toBe('total-below-limit');
  });

  test('a late one rolls to the next period and counts', () => {
    const ticket = inquiry('2026-03-10');
    expect(timersOf(ticket, at('2026-04-26 23:59:59'))).toMatchObject({ rolls: 0, isOverdue: false });
    expect(timersOf(ticket, at('2026-04-27 00:00:00'))).toMatchObject({
      rolls: 1,
      isOverdue: true,
      dueOn: '2026-05-26',
    });
    const late = after([opening(), by(HENAN, '2026-03-10')], [clean, by(BEIJING, '2026-06-01')]);
    expect(timersOf(late, at('2026-07-30'))).toMatchObject({ rolls: 2, isOverdue: false });
  });

  test('the insured side confirms within 5 working days; nobody does it for it', () => {
    const ticket = after([opening(), by(HENAN, '2026-03-10')], [clean, by(BEIJING, '2026-04-03')]);
    // Qingming: 4, 5 and 6 April 2026 are off.
    expect(timersOf(ticket, at('2026-04-13 23:59:59'))).toMatchObject({
      confirmBy: '2026-04-13',
      isConfirmOverdue: false,
    });
    expect(timersOf(ticket, at('2026-04-14 00:00:00'))).toMatchObject({ isConfirmOverdue: true });
    expect(standing(ticket, at('2026-08-01')).state).toBe('answered');
    expect(code(ticket, { kind: 'confirm' }, by(BEIJING, '2026-04-05'))).toBe('not-permitted');
    expect(code(ticket, { kind: 'confirm' }, by(HENAN, '2026-04-05'))).toBe('ok');
  });

  test('its result is "no error", or "error" with a reason', () => {
    const ticket = inquiry('2026-03-10');
    const answer = (result: 'no-error' | 'error' | 'answered', reason: string) =>
      code(ticket, { kind: 'answer', result, reason }, by(BEIJING, '2026-03-20'));
    expect([
      answer('no-error', ''),
      answer('error', '重复收费'),
      answer('error', ''),
      answer('answered', 'x'),
    ]).toEqual(['ok', 'ok', 'reason-missing', 'result-differs']);
  });
});

describe('B-03 a ticket', () => {
  test.each([
    ['filing', '2026-03-10', '2026-03-12'],
    ['system', '2026-03-10', '2026-03-11'],
    ['other', '2026-03-10', '2026-03-24'],
    // National Day: 1–7 October are off, Saturday the 10th is worked.
    ['filing', '2026-09-30', '2026-10-09'],
    ['other', '2026-09-25', '2026-10-15'],
  ] as const)('about %s of %s is answered by %s', (topic, opened, due) => {
    const ticket = question(`${opened} 10:00:00`, topic);
    expect(timersOf(ticket, at(`${due} 23:59:59`))).toMatchObject({ dueOn: due, isOverdue: false });
    expect(timersOf(ticket, (at(`${due} 23:59:59`) + 1000) as Instant).isOverdue).toBe(true);
  });

  test('is answered by who was asked first, who may name more bodies', () => {
    const ticket = question('2026-03-10');
    expect(code(ticket, answered, by('31', '2026-03-11'))).toBe('not-permitted');
    const named = after(
      [opening({ about: 'question', total: null }), by(HENAN, '2026-03-10')],
      [{ kind: 'cooperate', provinces: ['31', '31', BEIJING] }, by(BEIJING, '2026-03-11')],
    );
    expect(named.cooperating).toEqual(['31']);
    expect(code(named, { kind: 'cooperate', provinces: ['31'] }, by(BEIJING, '2026-03-11'))).toBe(
      'province-missing',
    );
  });

  test('is extended only when the requester agrees', () => {
    const until = calendarDate('2026-04-10');
    const ask: TicketStep = { kind: 'ask-extension', until, reason: '需向医院核实' };
    const asked = after(
      [opening({ about: 'question', total: null }), by(HENAN, '2026-03-10')],
      [ask, by(BEIJING, '2026-03-20')],
    );
    expect(timersOf(asked, at('2026-03-25')).isOverdue).toBe(true);
    const agreed = takeStep(asked, { kind: 'agree-extension' }, by(HENAN, '2026-03-21'));
    expect(agreed.ok && timersOf(agreed.value, at('2026-04-10 12:00:00'))).toMatchObject({
      dueOn: '2026-04-10',
      isOverdue: false,
    });
    const refused = takeStep(asked, { kind: 'refuse-extension' }, by(HENAN, '2026-03-21'));
    expect(refused.ok && refused.value.extension).toBeNull();
    expect(code(question('2026-03-10'), { kind: 'agree-extension' }, by(HENAN, '2026-03-11'))).toBe(
      'no-extension-asked',
    );
    const early: TicketStep = { ...ask, until: calendarDate('2026-03-20') };
    expect(code(question('2026-03-10'), early, by(BEIJING, '2026-03-11'))).toBe('extension-malformed');
  });

  test('is confirmed by itself after 10 working days without a word', () => {
    const ticket = after(
      [opening({ about: 'question', total: null }), by(HENAN, '2026-03-10')],
      [answered, by(BEIJING, '2026-03-12')],
    );
    expect(standing(ticket, at('2026-03-26 23:59:59')).state).toBe('answered');
    expect(standing(ticket, at('2026-03-27 00:00:00'))).toMatchObject({
      state: 'confirmed',
      confirmedAt: at('2026-03-27 00:00:00'),
    });
    const dispute: TicketStep = { kind: 'dispute', reason: '未解决' };
    expect(code(ticket, dispute, by(HENAN, '2026-03-26 23:59:59'))).toBe('ok');
    expect(code(ticket, dispute, by(HENAN, '2026-03-27 00:00:00'))).toBe('wrong-state');
  });

  test('disputed is open again one level higher, with its time anew; the nation is the highest', () => {
    const dispute: TicketStep = { kind: 'dispute', reason: '未解决' };
    const once = after(
      [opening({ about: 'question', topic: 'system', total: null }), by(HENAN, '2026-03-10')],
      [answered, by(BEIJING, '2026-03-11')],
      [dispute, by(HENAN, '2026-03-12')],
    );
    expect(once).toMatchObject({ state: 'open', level: 1, answer: null });
    expect(timersOf(once, at('2026-03-13'))).toMatchObject({ dueOn: '2026-03-13', isOverdue: false });
    const twice = [answered, dispute, answered].reduce((ticket, step) => {
      const next = takeStep(ticket, step, by(step === dispute ? HENAN : BEIJING, '2026-03-13'));
      return next.ok ? next.value : ticket;
    }, once);
    expect(twice).toMatchObject({ state: 'answered', level: 2 });
    expect(code(twice, dispute, by(HENAN, '2026-03-14'))).toBe('highest-level');
  });
});
