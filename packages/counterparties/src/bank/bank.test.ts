import { closingOf, readStatement, type TransferOrder, writeTransferOrder } from '@zhijie/iso20022';
import { calendarDate, fen, instant, startOfDay } from '@zhijie/kernel';
import { describe, expect, it } from 'vitest';
import { createBank, type Fate } from './book.ts';
import { serveBank } from './server.ts';

const ACCOUNT = '110012345678';
let at = instant(startOfDay(calendarDate('2026-05-08')));
const party = { name: '示例医院', account: '22005678', bank: { number: null, name: '示例银行' } };
const order: TransferOrder = {
  messageId: 'B1',
  createdAt: at,
  initiator: '示例市',
  executeOn: calendarDate('2026-05-08'),
  debtor: { ...party, name: '示例市医保中心', account: ACCOUNT },
  transfers: (['pay', 'delay', 'split', 'return', 'duplicate'] as const).map((fate, index) => ({
    endToEndId: fate,
    amount: fen(1001 + index),
    creditor: party,
    remittance: '2026-03',
  })),
};
const fateOf = (id: string) => id as Fate;

function read(text: string) {
  const made = readStatement(text);
  if (!made.ok) throw new Error(made.refusal.code);
  return made.value;
}

describe('the bank', () => {
  it('executes, delays, splits, returns and pays twice; its statements follow each other', async () => {
    const bank = createBank({ name: 'CB', seed: 1, now: () => at, fateOf });
    bank.open(ACCOUNT, 100_000);
    const served = await serveBank(bank);
    const post = async (path: string, body = '') => {
      const response = await fetch(`${served.url}${path}`, { method: 'POST', body });
      return { status: response.status, text: await response.text() };
    };
    const text = writeTransferOrder(order);
    expect(await post('/pain.001', text)).toMatchObject({ status: 200 });
    expect(await post('/pain.001', text)).toMatchObject({ status: 200 });
    const first = read((await post(`/camt.053/${ACCOUNT}`)).text);
    const moves = first.entries.map(({ endToEndId, direction, amount }) => [endToEndId, direction, amount]);
    expect(moves).toEqual([
      ['pay', 'out', 1001],
      ['split', 'out', 501],
      ['split', 'out', 502],
      ['return', 'out', 1004],
      ['return', 'in', 1004],
      ['duplicate', 'out', 1005],
      ['duplicate', 'out', 1005],
    ]);
    at = instant(at + 86_400_000);
    expect(bank.correctDuplicates()).toBe(1);
    expect(bank.correctDuplicates()).toBe(0);
    const second = read((await post(`/camt.053/${ACCOUNT}`)).text);
    expect(second.entries.map(({ endToEndId, returnReason }) => [endToEndId, returnReason])).toEqual([
      ['duplicate', 'DUPL'],
      ['delay', null],
    ]);
    expect([first.opening, second.opening, second.closing]).toEqual([
      100_000,
      first.closing,
      closingOf(second),
    ]);
    expect(second.closing).toBe(100_000 - 1001 - 1002 - 1003 - 1005);
    expect(bank.balanceOf(ACCOUNT)).toBe(second.closing);
    expect(await post('/pain.001', text.replace('22005678', '22005679'))).toEqual({
      status: 422,
      text: 'order-differs MsgId',
    });
    expect(await post('/camt.053/99999999')).toEqual({ status: 422, text: 'account-unknown account' });
    await served.stop();
  });

  it('takes back what it paid twice, once, and not the equal halves of what it split', () => {
    const bank = createBank({
      name: 'CB',
      seed: 1,
      now: () => at,
      fateOf: (_, position) => (position === 1 ? 'split' : position === 0 ? 'duplicate' : 'pay'),
    });
    bank.open(ACCOUNT, 0);
    bank.order(writeTransferOrder(order));
    const paid = bank.balanceOf(ACCOUNT);
    expect(bank.correctDuplicates()).toBe(1);
    expect(bank.correctDuplicates()).toBe(0);
    expect(bank.balanceOf(ACCOUNT)).toBe(paid + 1001);
  });

  it('does the same for the same seed', () => {
    const run = (seed: number) => {
      const habits = { delays: 2000, splits: 2000, returns: 2000, duplicates: 2000 };
      const bank = createBank({ name: 'CB', seed, now: () => at, habits });
      bank.open(ACCOUNT, 0);
      bank.order(writeTransferOrder(order));
      const stated = bank.statement(ACCOUNT);
      return stated.ok ? stated.value : '';
    };
    expect(run(7)).toBe(run(7));
    expect(new Set([1, 2, 3, 4].map(run)).size).toBeGreaterThan(1);
  });
});
