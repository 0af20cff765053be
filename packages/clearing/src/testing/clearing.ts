import {
  type Actor,
  calendarDate,
  type Fen,
  fen,
  type Instant,
  type InsuranceType,
  instant,
  PROVINCE_NAMES,
  parseDateTime,
} from '@zhijie/kernel';
import fc from 'fast-check';
import type { ClearingItem, ItemKind } from '../items/item.ts';
import type { BankAccount } from '../run/notices.ts';

/** A moment in China, 'YYYY-MM-DD HH:mm:ss' or a day at noon. */
export function at(text: string): Instant {
  const parsed = parseDateTime(text.length === 10 ? `${text} 12:00:00` : text);
  if (!parsed.ok) throw new Error(`${text} is no moment`);
  return parsed.value;
}

let counted = 0;

/** A settlement of Changsha people in Beijing, unless said otherwise; other kinds get an id of their own. */
export function item(given: Partial<ClearingItem> = {}): ClearingItem {
  counted += 1;
  const kind: ItemKind = given.kind ?? 'settlement';
  const settlementId = given.settlementId ?? `S110000202603${String(counted).padStart(12, '0')}`;
  return {
    itemId: kind === 'settlement' ? settlementId : `X110000202603${String(counted).padStart(12, '0')}`,
    kind,
    settlementId,
    careArea: '110000',
    insuredArea: '430100',
    insuranceType: 'employee',
    amount: fen(10_000),
    decidedAt: at('2026-03-10'),
    settlementPeriod: null,
    deferral: null,
    ...given,
  };
}

export const AREAS = ['110000', '310000', '370600', '410100', '430100', '440100', '990100'] as const;
const FIRST = at('2026-01-01 00:00:00');
const LAST = at('2026-05-31 23:59:59');

/** Items of several provinces over five months, of all kinds, some deferred; ids unique by their place. */
export const someItems: fc.Arbitrary<ClearingItem[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom<ItemKind>('settlement', 'settlement', 'reversal', 'deduction', 'restoration'),
      areas: fc.shuffledSubarray([...AREAS], { minLength: 2, maxLength: 2 }),
      insuranceType: fc.constantFrom<InsuranceType>('employee', 'resident'),
      size: fc.integer({ min: 0, max: 900_000_000_000 }),
      decidedAt: fc.integer({ min: FIRST, max: LAST }),
      months: fc.integer({ min: 0, max: 2 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((drawn) =>
    drawn.map(({ kind, areas, insuranceType, size, decidedAt, months }, i) => {
      const isOwed = kind === 'settlement' || kind === 'restoration';
      return item({
        kind,
        itemId: `I${String(i).padStart(4, '0')}`,
        settlementId: kind === 'settlement' ? `I${String(i).padStart(4, '0')}` : `S${i}`,
        careArea: areas[0]!,
        insuredArea: areas[1]!,
        insuranceType,
        amount: fen(isOwed ? size : 0 - size) as Fen,
        decidedAt: instant(decidedAt),
        deferral:
          months === 0
            ? null
            : { months, reason: '对账未完', signedBy: 'checker', signedAt: instant(decidedAt) },
      });
    }),
  );

/** An operator of a provincial agency. */
export function agencyOf(province: string, id: string, ...roles: string[]): Actor {
  return { id, kind: 'agency', node: province, areas: [`${province}0000`], roles };
}

export const ISSUER: Actor = {
  id: 'nation-1',
  kind: 'agency',
  node: 'hub',
  areas: [],
  roles: ['clearing-issuer'],
};

/** An account for every province, from the beginning of 2025. */
export const ACCOUNTS: readonly BankAccount[] = Object.keys(PROVINCE_NAMES).map((province) => ({
  province,
  holder: `${PROVINCE_NAMES[province]}财政专户`,
  bank: '示例银行',
  number: `9900${province}0000000001`,
  from: calendarDate('2025-01-01'),
}));
