import { type Fen, fen, type Instant, instant } from '@zhijie/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWalletBook, kindOfOrder, type WalletEvent, type WalletOrder, walletStatuses } from './book.ts';
import { payPage } from './page.ts';
import { startWallet, type Wallet } from './server.ts';

let at = 1_795_224_900_000;
const now = (): Instant => instant(at);
const events: WalletEvent[] = [];
const book = createWalletBook({ now, append: (event) => void events.push(event) });
let wallet: Wallet;
const called: string[] = [];

beforeAll(async () => {
  wallet = await startWallet({
    book,
    now,
    key: 'secret',
    port: 0,
    callBack: (reference) => void called.push(reference),
  });
});
afterAll(() => wallet.close());

const order = (reference: string, own: Partial<WalletOrder> = {}): WalletOrder => ({
  reference,
  payee: 'H1',
  payeeName: '示例<医院>',
  total: fen(1000),
  funds: fen(600),
  account: fen(100),
  other: fen(0),
  cash: fen(300),
  expiresAt: instant(at + 600_000),
  ...own,
});
const back = (reference: string, cash: number, refundNumber = 'R1') => ({
  reference,
  refundNumber,
  total: fen(700 + cash),
  funds: fen(600),
  account: fen(100),
  other: fen(0),
  cash: fen(cash),
});

describe('Q-09 the books of a wallet', () => {
  it('an order is paid once, refunded at most whole, each refund number once', () => {
    expect(book.pay('A')).toBe('unknown');
    expect(book.open(order('A'))).toBe('waiting');
    expect(walletStatuses(book.entry('A'))).toEqual({
      mixed: 'created',
      self: 'created',
      insurance: 'success',
    });
    expect(book.refund(back('A', 300))).toBe('refused');
    expect([book.pay('A'), book.pay('A')]).toEqual(['paid', 'paid']);
    expect(book.heldFor('H1')).toBe(300);
    expect(walletStatuses(book.entry('A'))).toEqual({
      mixed: 'success',
      self: 'success',
      insurance: 'success',
    });
    expect(book.close('A')).toBe('paid');
    expect(book.refund(back('A', 301))).toBe('refused');
    expect(book.refund(back('A', 200))).toBe('refunded');
    expect(book.refund(back('A', 200))).toBe('refunded');
    expect(book.refund(back('A', 100))).toBe('refused');
    expect(book.refund(back('A', 101, 'R2'))).toBe('refused');
    expect(book.refund(back('A', 100, 'R2'))).toBe('refunded');
    expect(book.heldFor('H1')).toBe(0);
    expect(walletStatuses(book.entry('A'))).toEqual({ mixed: 'refund', self: 'refund', insurance: 'refund' });
  });

  it('closed before it was opened it stays closed; too late is too late', () => {
    expect(book.close('B')).toBe('closed');
    expect(book.open(order('B'))).toBe('closed');
    book.open(order('C'));
    at += 600_000;
    expect(book.pay('C')).toBe('too-late');
    expect(book.close('C')).toBe('closed');
    expect(walletStatuses(book.entry('C'))).toEqual({ mixed: 'fail', self: 'fail', insurance: 'refund' });
  });

  it.each([
    ['mixed', 1000, 300],
    ['cash', 300, 300],
    ['insurance', 1000, 0],
  ] as const)('a %s order is known by its amounts', (kind, total, cash) => {
    expect(kindOfOrder(order('X', { total: total as Fen, cash: cash as Fen }))).toBe(kind);
  });

  it('continued from its events it is the same book', () => {
    const again = createWalletBook({ now, events });
    for (const reference of book.references()) {
      expect(again.entry(reference)).toEqual(book.entry(reference));
    }
    expect(again.heldFor('H1')).toBe(book.heldFor('H1'));
  });
});

describe('the server', () => {
  const ask = (path: string, body?: object, key = 'secret') =>
    fetch(`${wallet.url}/api/orders${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  it('answers whoever has the key, and takes only amounts that add up', async () => {
    expect((await ask('/A', undefined, 'other')).status).toBe(401);
    expect(await (await ask('/A')).json()).toEqual({ state: 'paid' });
    expect(await (await ask('', order('D'))).json()).toEqual({ state: 'waiting' });
    expect((await ask('', order('E', { cash: 299 as Fen }))).status).toBe(400);
    expect((await ask('', order('E', { cash: 300.5 as Fen }))).status).toBe(400);
    expect((await ask('/D/refunds', { refundNumber: 'R' })).status).toBe(400);
    expect((await fetch(`${wallet.url}/else`)).status).toBe(404);
  });

  it('shows a page that a person pays on, and calls back', async () => {
    const url = `${wallet.url}/pay/D`;
    const page = await (await fetch(url)).text();
    expect(page).toContain('确认支付 ¥3.00');
    expect(page).toContain('示例&lt;医院&gt;');
    expect(page).toContain('width=device-width');
    const press = (act: string) => fetch(url, { method: 'POST', body: new URLSearchParams({ act }) });
    await press('nothing');
    expect(book.entry('D').state).toBe('waiting');
    expect(await (await press('pay')).text()).toContain('现金已付');
    expect(called).toContain('D');
    // Paid is paid: giving up afterwards changes nothing.
    await press('give-up');
    expect(book.entry('D').state).toBe('paid');
  });

  it('never says on a page that more is done than the cash', () => {
    expect(payPage(book.entry('D'), now())).toContain('以医院小程序或窗口显示的“结算完成”为准');
    expect(payPage(book.entry('C'), now())).toContain('没有收您的钱');
    expect(payPage(book.entry('nobody'), now())).toContain('订单还没有生成');
    // Too late to pay, though nobody has closed it yet.
    book.open(order('L'));
    expect(payPage(book.entry('L'), instant(at + 600_000))).toContain('订单已关闭');
  });
});
