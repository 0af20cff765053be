import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CreditFault, createCreditBook, startCreditBank } from '@zhijie/counterparties';
import { fen, instant } from '@zhijie/kernel';
import { BankSilent } from '@zhijie/province';
import { describe, expect, it } from 'vitest';
import { creditOfEnvironment, creditProductsIn, httpCreditBank, openCreditBank } from './credit-bank.ts';

const now = () => instant(1_772_000_000_000);
const until = instant(now() + 60_000);
const holder = { name: '李示例', certificateNumber: '999900198503121011' };
const opening = { reference: 'L1', product: 'example-59', limit: fen(2_000_000), holder };

describe('a node and its lending bank', () => {
  it('agree on what was done; silence of any kind is silence, and asking again finds what was done', async () => {
    let fault: CreditFault = 'none';
    const book = createCreditBook({ name: 'CB', now });
    const served = await startCreditBank({ book, key: 'k', port: 0, faultOf: () => fault });
    const bank = httpCreditBank({ url: served.url, key: 'k', patienceMs: 400 });
    const { contract, limit } = (await bank.open(opening))!;
    expect(limit).toBe(2_000_000);
    const asked = { reference: 'A', contract, amount: fen(100), payee: 'H1', until };
    for (const each of ['down', 'lost', 'never'] as const) {
      fault = each;
      await expect(bank.reserve(asked)).rejects.toBeInstanceOf(BankSilent);
    }
    fault = 'none';
    expect(await bank.query('A')).toEqual({ state: 'reserved', amount: 100 });
    expect(await bank.debit('A')).toEqual({ state: 'debited', amount: 100 });
    expect(await bank.repay({ reference: 'R', contract, amount: fen(40) })).toBe('repaid');
    expect(await bank.cancel('A')).toMatchObject({ state: 'cancelled' });
    expect((await bank.entries(1)).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['repayment', 40],
      ['return', 100],
      ['payout', 40],
    ]);
    const stranger = httpCreditBank({ url: served.url, key: 'other' });
    await expect(stranger.query('A')).rejects.toBeInstanceOf(BankSilent);
    await served.close();
    await expect(bank.query('A')).rejects.toBeInstanceOf(BankSilent);
  });

  it('a bank beside the network keeps its book through a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zhijie-credit-'));
    const first = await openCreditBank(folder, now);
    const made = await first.credit.bankOf('demo-bank')!.open(opening);
    await first.close();
    const second = await openCreditBank(folder, now);
    expect(await second.credit.bankOf('demo-bank')!.open(opening)).toEqual(made);
    await second.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is named by the environment with its key, or there is none', () => {
    expect(creditOfEnvironment({})).toBeUndefined();
    expect(() => creditOfEnvironment({ ZHIJIE_CREDIT_BANK_URL: 'http://127.0.0.1:1' })).toThrow(
      'ZHIJIE_CREDIT_BANK_KEY',
    );
    const both = { ZHIJIE_CREDIT_BANK_URL: 'http://127.0.0.1:1/', ZHIJIE_CREDIT_BANK_KEY: 'k' };
    expect(creditOfEnvironment(both)?.products).toEqual(creditProductsIn());
  });
});
