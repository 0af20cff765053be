import { calendarDate, type Fen, lineAmount, quantity, unitPrice } from '@zhijie/kernel';
import { describe, expect, test } from 'vitest';
import { type AuditCase, type AuditLine, audit, EXAMPLE_KNOWLEDGE, RULE_NAMES, RULES } from './index.ts';

const WOMAN_ONLY = '002101030300000';
const CHILD_ONLY = '991102001190000';
const CARE = '001103000010000';
const BED = '001109000010000';
const ONCE_A_DAY = '991102001180000';

const line = (
  itemCode: string,
  own: Partial<AuditLine> & { units?: number; yuan?: number } = {},
): AuditLine => {
  const { units = 1, yuan = 40, ...rest } = own;
  const price = unitPrice(yuan * 1_000_000);
  return {
    lineId: 'L1',
    itemCode,
    itemName: itemCode,
    category: 'treatment',
    unitPrice: price,
    quantity: quantity(units * 10_000),
    amount: lineAmount(price, quantity(units * 10_000)),
    on: calendarDate('2026-03-10'),
    days: null,
    prescription: null,
    isLongTermOrder: false,
    isCurrent: true,
    ...rest,
  };
};
const drug = (days: number | null, own: Partial<AuditLine> = {}) =>
  line('XZ99ZZA001A001010100001', { category: 'western-drug', days, ...own });

type Own = { person?: Partial<AuditCase['person']>; visit?: Partial<AuditCase['visit']> };
const of = (lines: readonly AuditLine[], own: Own = {}): AuditCase => ({
  person: { gender: 'male', birthDate: calendarDate('1985-03-12'), ...own.person },
  visit: { kind: 'outpatient', startedOn: calendarDate('2026-03-10'), endedOn: null, ...own.visit },
  lines,
});
const stay = (from: string, until: string | null): Own => ({
  visit: {
    kind: 'inpatient',
    startedOn: calendarDate(from),
    endedOn: until === null ? null : calendarDate(until),
  },
});
const bed = (units: number, own: Partial<AuditLine> = {}) =>
  line('B', { category: 'bed', units, yuan: 60, ...own });
const told = (subject: AuditCase) =>
  audit(subject, EXAMPLE_KNOWLEDGE).map(({ rule, excess }) => [rule, excess] as const);

const born = (date: string): Own => ({ person: { birthDate: calendarDate(date) } });
const on = (day: string, own: Partial<AuditLine> = {}) => ({ on: calendarDate(day), ...own });
const ofStay = stay('2026-03-05', '2026-03-10');

describe('V-15 rules before and during treatment', () => {
  test.each<readonly [string, AuditCase, readonly (readonly [string, number])[]]>([
    ['an item for women, for a man', of([line(WOMAN_ONLY)]), [['item-of-other-gender', 4000]]],
    ['the same for a woman', of([line(WOMAN_ONLY)], { person: { gender: 'female' } }), []],
    ['the same for somebody of unknown gender', of([line(WOMAN_ONLY)], { person: { gender: null } }), []],
    ['the same before the knowledge held', of([line(WOMAN_ONLY, on('2024-12-31'))]), []],
    [
      'an item for children, one day before the 18th birthday',
      of([line(CHILD_ONLY)], born('2008-03-11')),
      [],
    ],
    [
      'an item for children, on the 18th birthday',
      of([line(CHILD_ONLY)], born('2008-03-10')),
      [['item-of-other-age', 4000]],
    ],
    ['the same without a birth date', of([line(CHILD_ONLY)], { person: { birthDate: null } }), []],
    [
      'a bed beside the monitoring that contains it: the bed is the excess',
      of([line(CARE, { lineId: 'A' }), line(BED, { yuan: 50 })]),
      [['charged-twice', 5000]],
    ],
    ['the two on different days', of([line(CARE, on('2026-03-09', { lineId: 'A' })), line(BED)]), []],
    ['the bed alone', of([line(BED)]), []],
    ['once a day: exactly the limit', of([line(ONCE_A_DAY)]), []],
    [
      'once a day: the second and half a third are beyond',
      of([line(ONCE_A_DAY), line(ONCE_A_DAY, { lineId: 'L2', units: 1.5 })]),
      [['more-than-a-day-holds', 6000]],
    ],
    [
      'once a day: what was refunded does not count',
      of([line(ONCE_A_DAY, { units: 2 }), line(ONCE_A_DAY, { lineId: 'L2', units: -1 })]),
      [],
    ],
    [
      'once a day: the same item on two days',
      of([line(ONCE_A_DAY), line(ONCE_A_DAY, on('2026-03-11', { lineId: 'L2' }))]),
      [],
    ],
    ['five nights, five bed days', of([bed(5)], ofStay), []],
    ['five nights, six bed days: one is beyond', of([bed(6)], ofStay), [['bed-days-beyond-stay', 6000]]],
    ['in and out on one day is one bed day', of([bed(1)], stay('2026-03-10', '2026-03-10')), []],
    ['a stay that still lasts', of([bed(60)], stay('2026-03-05', null)), []],
    ['the day before the admission', of([line('X', on('2026-03-04'))], ofStay), []],
    [
      'two days before the admission',
      of([line('X', on('2026-03-03'))], ofStay),
      [['charged-outside-stay', 4000]],
    ],
    [
      'the day after the discharge',
      of([line('X', on('2026-03-11'))], ofStay),
      [['charged-outside-stay', 4000]],
    ],
    ['seven days of a drug', of([drug(7)]), []],
    ['eight days of a drug: a reminder, no amount', of([drug(8)]), [['drug-days-over-limit', 0]]],
    [
      'four days in an emergency',
      of([drug(4)], { visit: { kind: 'emergency' } }),
      [['drug-days-over-limit', 0]],
    ],
    ['thirty days for a chronic disease', of([drug(30)], { visit: { kind: 'chronic' } }), []],
    ['twelve weeks by a long prescription', of([drug(84, { isLongTermOrder: true })]), []],
    [
      'a day more by a long prescription',
      of([drug(85, { isLongTermOrder: true })]),
      [['drug-days-over-limit', 0]],
    ],
    ['a drug without days', of([drug(null)]), []],
    ['an order of before is no fault of now', of([line(WOMAN_ONLY, { isCurrent: false })]), []],
  ])('%s', (_, subject, expected) => {
    expect(told(subject)).toEqual(expected);
  });

  test('a finding names its lines, its evidence, its row of knowledge, its source and what to do', () => {
    const [found] = audit(of([line(CARE, { lineId: 'A' }), line(BED)]), EXAMPLE_KNOWLEDGE);
    expect(found).toMatchObject({
      lines: [
        { lineId: 'L1', excess: 4000 as Fen },
        { lineId: 'A', excess: 0 },
      ],
      point: 'C-0001/1',
      entry: { severity: 'definite' },
    });
    expect(found!.evidence).toContain(CARE);
    for (const name of RULE_NAMES) {
      const { source, advice } = RULES[name];
      expect(Math.min(source.length, advice.length), name).toBeGreaterThan(8);
    }
  });

  test('only the rules that are asked for are evaluated', () => {
    const subject = of([line(WOMAN_ONLY), drug(90)]);
    expect(audit(subject, EXAMPLE_KNOWLEDGE, ['drug-days-over-limit'])).toHaveLength(1);
  });

  test('200 lines are evaluated line by line, each found once per rule', () => {
    const lines = Array.from({ length: 200 }, (_, index) => line(WOMAN_ONLY, { lineId: `L${index}` }));
    const found = audit(of(lines), EXAMPLE_KNOWLEDGE);
    expect(new Set(found.flatMap((each) => each.lines.map(({ lineId }) => lineId))).size).toBe(200);
    expect(found).toHaveLength(200);
  });
});
