import { loadCatalogue } from '@zhijie/engine';
import { calendarDate, fen, type Instant, quantity, type Rate, unitPrice } from '@zhijie/kernel';
import { expect, it } from 'vitest';
import type { PublishedTerms } from './care/deps.ts';
import { catalogueShelf } from './care-catalogue.ts';

const HEAD =
  'code,name,pinyin,kind,category,payment_class,self_paid_first_rate,ceiling_yuan,unit,spec,price_yuan';
const LIST = `${HEAD}\nX1,示例,SL,drug,western-drug,B,0.1000,,盒,,120.00\nX2,示例二,SLE,drug,western-drug,A,0.0000,,盒,,1.00\n`;

const from = (day: string, rate: number, area = '110000'): PublishedTerms => ({
  area,
  from: calendarDate(day),
  terms: new Map([['X1', { paymentClass: 'B', selfPaidFirstRate: rate as Rate, ceiling: null }]]),
});

function shelfOn(today: string, ...published: PublishedTerms[]) {
  const now = () => Date.parse(`${today}T12:00:00+08:00`) as Instant;
  const shelf = catalogueShelf((area) => loadCatalogue(area, LIST), now);
  const before = shelf.of('110000').hash;
  shelf.releases.take('1', published);
  const catalogue = shelf.of('110000');
  const firstOn = (day: string): number => {
    const pack = { unitPrice: unitPrice(120_000_000), quantity: quantity(10_000), amount: fen(12_000) };
    const line = catalogue.classify({ itemCode: 'X1', ...pack, approval: null, on: calendarDate(day) });
    return line.ok ? line.value.fees.selfPaidFirst : -1;
  };
  return { shelf, before, catalogue, firstOn };
}

it('P-01 a line is classified by the release of its own day, whatever day it is', () => {
  for (const today of ['2026-09-01', '2026-10-15', '2026-12-31']) {
    const { firstOn } = shelfOn(today, from('2026-10-01', 2000), from('2026-11-01', 3000));
    expect(['2026-09-30', '2026-10-01', '2026-10-31', '2026-11-01'].map(firstOn)).toEqual([
      1200, 2400, 2400, 3600,
    ]);
  }
});

it('of two releases for one day the one published later counts; another place’s counts nowhere', () => {
  const { firstOn } = shelfOn(
    '2026-10-15',
    from('2026-10-01', 2000),
    from('2026-10-01', 2500),
    from('2026-10-02', 9000, '310000'),
  );
  expect(firstOn('2026-10-05')).toBe(3000);
});

it('the list and its hash are those of today unless a day is told; items that no release names stay', () => {
  const { catalogue, before } = shelfOn('2026-10-15', from('2026-10-01', 2000), from('2026-11-01', 3000));
  const rates = (day?: string) =>
    catalogue.items(...(day === undefined ? [] : [calendarDate(day)])).map((item) => item.selfPaidFirstRate);
  expect([rates('2026-09-30'), rates(), rates('2026-11-01')]).toEqual([
    [1000, 0],
    [2000, 0],
    [3000, 0],
  ]);
  expect(catalogue.hash).not.toBe(before);
  expect(shelfOn('2026-09-30', from('2026-10-01', 2000)).catalogue.hash).toBe(before);
});
