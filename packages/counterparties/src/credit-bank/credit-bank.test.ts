import { fen, type Instant, instant } from '@zhijie/kernel';
import { describe, expect, it } from 'vitest';
import { type CreditEvent, createCreditBook } from './book.ts';
import { type CreditFault, startCreditBank } from './server.ts';

let now = instant(1_772_000_000_000);
const LATER = instant(1_773_000_000_000);
const bookOf = (events: CreditEvent[] = []) =>
  createCreditBook({
    name: 'CB',
    now: () => now,
    events: [...events],
    append: (event) => void events.push(event),
  });
const opening = { reference: 'L1', product: 'p', limit: fen(2_000_000) };

function withLine(events: CreditEvent[] = []) {
  const book = bookOf(events);
  const { contract } = book.open(opening)!;
  const reserve = (reference: string, amount: number, until: Instant = LATER) =>
    book.reserve({ reference, contract, amount: fen(amount), payee: 'H1', until }).state;
  return { book, contract, reserve };
}
const kinds = (book: ReturnType<typeof bookOf>) => book.entries(0).map(({ kind, amount }) => [kind, amount]);

describe('a bank that lends to patients', () => {
  it('reserves, debits and pays the hospital; each once, never above the line', () => {
    const { book, contract, reserve } = withLine();
    expect(book.open({ ...opening, limit: fen(1) })?.limit).toBe(2_000_000);
    expect([reserve('A', 321_846), reserve('A', 321_846), reserve('B', 1_678_155)]).toEqual([
      'reserved',
      'reserved',
      'refused',
    ]);
    expect([book.debit('A').state, book.debit('A').state, book.debit('B').state]).toEqual([
      'debited',
      'debited',
      'refused',
    ]);
    expect([book.owedOf(contract), book.paidTo('H1')]).toEqual([321_846, 321_846]);
    expect(reserve('C', 1_678_154)).toBe('reserved');
    expect(kinds(book)).toEqual([['debit', 321_846]]);
  });

  it('a cancel gives a debit back, the debt first; it also stops what has not come', () => {
    const { book, contract, reserve } = withLine();
    reserve('A', 1000);
    book.debit('A');
    const repayment = { reference: 'R', contract, amount: fen(400) };
    expect([book.repay(repayment), book.repay(repayment)]).toEqual(['repaid', 'repaid']);
    expect([book.cancel('A').state, book.cancel('A').state]).toEqual(['cancelled', 'cancelled']);
    expect(kinds(book)).toEqual([
      ['debit', 1000],
      ['repayment', 400],
      ['return', 1000],
      ['payout', 400],
    ]);
    expect([book.owedOf(contract), book.paidTo('H1')]).toEqual([0, 0]);
    expect([book.cancel('X').state, reserve('X', 1)]).toEqual(['cancelled', 'cancelled']);
    expect(book.repay({ ...repayment, reference: 'S', contract: 'nobody' })).toBe('refused');
  });

  it('frees a reservation at its end; debits twice when it errs, and takes it back when asked', () => {
    const { book, contract, reserve } = withLine();
    reserve('A', 2_000_000, instant(now + 1000));
    expect(reserve('B', 1)).toBe('refused');
    now = instant(now + 1000);
    expect([book.query('A').state, book.debit('A').state, reserve('C', 2_000_000)]).toEqual([
      'cancelled',
      'cancelled',
      'reserved',
    ]);
    book.debit('C', true);
    expect(book.owedOf(contract)).toBe(4_000_000);
    expect([book.correct('C'), book.correct('C')]).toEqual([2_000_000, 0]);
    expect([book.owedOf(contract), book.paidTo('H1')]).toEqual([2_000_000, 2_000_000]);
  });

  it('goes on from what it kept, and lends nothing when it does not agree', () => {
    const events: CreditEvent[] = [];
    const { book, reserve } = withLine(events);
    reserve('A', 5);
    book.debit('A');
    const again = bookOf(events);
    expect(again.debit('A').state).toBe('debited');
    expect(again.entries(0)).toEqual(book.entries(0));
    const strict = createCreditBook({ name: 'N', now: () => now, grant: () => fen(0) });
    expect(strict.open(opening)).toBeNull();
  });
});

it('over HTTP it knows its caller and the shape of what is asked; it fails as it is told', async () => {
  const book = bookOf();
  let fault: CreditFault = 'none';
  const bank = await startCreditBank({ book, key: 'k', port: 0, faultOf: () => fault });
  const ask = async (act: string, body: unknown, key = 'k') => {
    const reply = await fetch(`${bank.url}/api/credit/${act}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }).catch(() => null);
    return reply === null ? 'silent' : [reply.status, await reply.json()];
  };
  expect(await ask('query', { reference: 'A' }, 'x')).toEqual([401, { error: 'unauthorised' }]);
  expect(await ask('lend', {})).toEqual([404, { error: 'not-found' }]);
  expect(await ask('toString', {})).toEqual([404, { error: 'not-found' }]);
  expect(await ask('query', '{')).toEqual([400, { error: 'invalid' }]);
  expect(await ask('reserve', { reference: 'A', amount: 1.5 })).toEqual([400, { error: 'invalid' }]);
  const { contract } = book.open(opening)!;
  const asked = { reference: 'A', contract, amount: 100, payee: 'H1', until: LATER };
  fault = 'down';
  expect([await ask('reserve', asked), book.query('A').state]).toEqual(['silent', 'absent']);
  fault = 'lost';
  expect([await ask('reserve', asked), book.query('A').state]).toEqual(['silent', 'reserved']);
  fault = 'twice';
  expect(await ask('debit', { reference: 'A' })).toEqual([200, { state: 'debited', amount: 100 }]);
  fault = 'none';
  expect(await ask('correct', { reference: 'A' })).toEqual([200, { corrected: 100 }]);
  await bank.close();
});
