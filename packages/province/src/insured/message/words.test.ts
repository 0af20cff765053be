import { readFileSync } from 'node:fs';
import { type CalendarDate, fen, instant, parseDateTime } from '@zhijie/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  assertSpeakable,
  leavesAt,
  MESSAGE_KINDS,
  MESSAGE_TITLES,
  type MessageContent,
  textOf,
} from './words.ts';

const money = fc.integer({ min: 0, max: 999_999_99 }).map(fen);
const day = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2035-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10) as CalendarDate);
const bill = { on: day, total: money, funds: money, account: money, cash: money };
const of = <K extends MessageContent['kind']>(kind: K) => fc.constant(kind);

const contents: fc.Arbitrary<MessageContent> = fc.oneof(
  fc.record({
    kind: of('filing-decided'),
    outcome: fc.constantFrom('accepted', 'refused', 'returned'),
    submittedOn: day,
    startsOn: day,
  }),
  fc.record({ kind: of('settled'), ...bill }),
  fc.record({ kind: of('reversed'), on: day, total: money }),
  fc.record({ kind: of('next-day-bill'), ...bill, bills: fc.integer({ min: 1, max: 40 }), credit: money }),
  fc.record({ kind: of('repayment-due'), amount: money, dueOn: day, isOverdue: fc.boolean() }),
  fc.record({ kind: of('policy-changed'), from: day }),
  fc.record({
    kind: of('claim-decided'),
    outcome: fc.constantFrom('approved', 'refused', 'paid', 'returned'),
    amount: fc.option(money),
  }),
  fc.record({
    kind: of('insurer-later'),
    outcome: fc.constantFrom('queued', 'paid', 'declined'),
    amount: fc.option(money),
  }),
  fc.record({
    kind: of('code'),
    code: fc.integer({ min: 0, max: 999_999 }).map((code) => String(code).padStart(6, '0')),
    purpose: fc.constantFrom('delegation', 'sign-in', 'payment'),
    minutes: fc.integer({ min: 1, max: 30 }),
  }),
) as fc.Arbitrary<MessageContent>;

/** Words that say what somebody suffers from, or where: diseases, wards, kinds of hospital. */
const ILLNESS =
  /病|癌|瘤|炎|症|疗程|手术|诊断|透析|感染|妊娠|孕|精神|肿|血糖|高血|艾滋|肝|肾|心脏|骨折|科室|医院|住院|门诊/u;

test('MS1 no text names an illness, an institution, or a number longer than a code', () => {
  fc.assert(
    fc.property(contents, (content) => {
      const text = MESSAGE_TITLES[content.kind] + textOf(content);
      expect(text).not.toMatch(ILLNESS);
      expect(text).not.toMatch(/\d{7}|[A-Z]\d{2}\.|undefined|null|NaN/);
      expect(text.length).toBeLessThan(140);
      assertSpeakable(textOf(content));
    }),
  );
});

test('MS1 the words of the templates are fixed: content has no place for free text', () => {
  const source = readFileSync(new URL('./words.ts', import.meta.url), 'utf8');
  const declared = source.slice(
    source.indexOf('export type MessageContent'),
    source.indexOf('export type MessageKind'),
  );
  const texts = [...declared.matchAll(/readonly (\w+): string/g)].map(([, name]) => name);
  expect(texts).toEqual(['code']);
});

test('a full number in a text is a defect', () => {
  expect(() => assertSpeakable('验证码123456')).not.toThrow();
  expect(() => assertSpeakable('身份证419900198503121358')).toThrow();
  expect(() => assertSpeakable('13800138000')).toThrow();
});

const at = (text: string) => {
  const parsed = parseDateTime(text);
  return parsed.ok ? parsed.value : instant(0);
};

test.each([
  ['settled', '2026-03-10 21:59:59', '2026-03-10 21:59:59'],
  ['settled', '2026-03-10 22:00:00', '2026-03-11 08:00:00'],
  ['settled', '2026-03-11 00:30:00', '2026-03-11 08:00:00'],
  ['settled', '2026-03-11 07:59:59', '2026-03-11 08:00:00'],
  ['settled', '2026-03-11 08:00:00', '2026-03-11 08:00:00'],
  ['repayment-due', '2026-12-31 23:00:00', '2027-01-01 08:00:00'],
  ['code', '2026-03-11 03:00:00', '2026-03-11 03:00:00'],
] as const)('MS1 %s at %s leaves at %s', (kind, now, leaves) => {
  expect(leavesAt(kind, at(now))).toBe(at(leaves));
});

test('every kind has a title', () => {
  expect(Object.keys(MESSAGE_TITLES).sort()).toEqual([...MESSAGE_KINDS].sort());
});
