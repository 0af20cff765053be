import { runScript, useTestDatabase } from '@zhijie/database';
import { parseDateTime } from '@zhijie/kernel';
import { balanceOf, prepaymentHeld, prepaymentPaid } from '@zhijie/ledger';
import { describe, expect, it } from 'vitest';
import { provinceMigrations } from '../province.ts';
import { bookPrepayment, prepaymentEntryBreaches } from './entries.ts';

const db = useTestDatabase(provinceMigrations);
const moment = parseDateTime('2026-02-10 12:00:00');
if (!moment.ok) throw new Error('No moment');
const now = () => moment.value;

const booking = {
  orderId: 'P2026-43-11',
  careProvince: '11',
  insuredProvince: '43',
  amount: 1_200_000_000_000,
  isReturn: false,
  bank: '示例银行',
  serial: '1',
  on: '2026-02-10',
};
type Question = Parameters<ReturnType<typeof bookPrepayment>>[1];
const question = {} as Question;
const book = (side: 'care' | 'insured', node: string, own: Partial<typeof booking> = {}) =>
  bookPrepayment(side, { db, now, node })({ ...booking, ...own }, question);

describe('PF-04 a confirmed prepayment in a province’s book', () => {
  it('is booked once, however often and however many at once the nation says it', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => book('care', '11')));
    const outcomes = all.map((one) => (one.ok ? one.value.outcome : one.refusal.code));
    expect(outcomes.toSorted()).toEqual(['applied', ...Array.from({ length: 7 }, () => 'unchanged')]);
    // More than one transfer can carry: in portions, to the fen.
    expect(await balanceOf(db, 'care_ledger', prepaymentHeld('43', '11'))).toBe(booking.amount);
    expect(await book('care', '11', { amount: 1 })).toMatchObject({
      refusal: { code: 'entry-differs', field: 'orderId' },
    });
  });

  it('is of the own province only, each side its own', async () => {
    expect(await book('care', '43')).toMatchObject({ refusal: { code: 'not-permitted' } });
    expect(await book('insured', '11')).toMatchObject({ refusal: { code: 'not-permitted' } });
    expect(await book('insured', '43')).toMatchObject({ value: { outcome: 'applied' } });
    const back = { orderId: 'P2027-43-11', isReturn: true, amount: 700 };
    expect(await book('insured', '43', back)).toMatchObject({ value: { outcome: 'applied' } });
    expect(await balanceOf(db, 'insured_ledger', prepaymentPaid('43', '11'))).toBe(700 - booking.amount);
  });

  it('is compared by the doctor with what was confirmed', async () => {
    expect(await prepaymentEntryBreaches(db, 'care')).toEqual([]);
    await runScript(
      db,
      'tamper',
      `ALTER TABLE care.prepayment_entry DISABLE TRIGGER USER;
       UPDATE care.prepayment_entry SET amount = amount - 1`,
    );
    expect(await prepaymentEntryBreaches(db, 'care')).toMatchObject([{ subject: 'P2026-43-11' }]);
    expect(await prepaymentEntryBreaches(db, 'insured')).toEqual([]);
  });
});
