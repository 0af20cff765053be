import { calendarDate, fen, instant, rate, startOfDay } from '@zhijie/kernel';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CoreEvent, type CoreQuestion, createInsurerBook, type InsurerBook } from './book.ts';
import { type InsurerCore, type InsurerHabits, startInsurerCore } from './server.ts';

const NOW = instant(startOfDay(calendarDate('2026-03-10')));
const PRODUCT = {
  product: 'P-001',
  title: '示例',
  deductible: fen(1_000_000),
  ratio: rate(8000),
  cap: fen(700_000),
  reviews: ['REVIEWED'],
};
const events: CoreEvent[] = [];
const bookOf = (): InsurerBook =>
  createInsurerBook({
    insurer: 'demo',
    products: [PRODUCT],
    now: () => NOW,
    events: [...events],
    append: (event) => void events.push(event),
  });
const question = (questionId: string, left: number, policyNumber = 'POL'): CoreQuestion => ({
  questionId,
  insurer: 'demo',
  product: 'P-001',
  policyNumber,
  settledOn: '2026-03-10',
  left: { inScope: left },
  asked: left,
});
const paid = (factId: string, paymentId: string, amount: number) => ({
  factId,
  kind: 'paid' as const,
  undoes: null,
  paymentId,
  product: 'P-001',
  policyNumber: 'POL',
  amount,
});

const habits: InsurerHabits = {};
let core: InsurerCore;
beforeAll(async () => {
  const isOfGateway = (_text: string, signature: string) => signature === 'good';
  core = await startInsurerCore({
    book: bookOf(),
    sign: (text) => `of ${text.length}`,
    isOfGateway,
    habits,
    port: 0,
  });
});
afterAll(() => core.close());

const post = (path: string, body: object, signature = 'good') =>
  fetch(`${core.url}${path}`, {
    method: 'POST',
    headers: { 'x-gateway-signature': signature },
    body: JSON.stringify(body),
  });

test('K-02 over the year: deductible once, ratio, cap; what was taken back counts no more', () => {
  const book = bookOf();
  // 5,000.00 are below the deductible of 10,000.00; they count for nothing that was not paid.
  expect(book.answer(question('A', 500_000))).toMatchObject({
    decision: 'declines',
    reason: 'below-deductible',
  });
  expect(book.answer(question('B', 1_500_000))).toMatchObject({
    decision: 'pays',
    paid: { inScope: 400_000 },
  });
  // The same question has the same answer.
  expect(book.answer(question('B', 9_000_000))).toMatchObject({ paid: { inScope: 400_000 } });
  book.take(paid('F1', 'B', 400_000));
  book.take(paid('F1', 'B', 400_000));
  expect(book.paidUnder('POL')).toBe(400_000);
  // The deductible is used up; the cap leaves 3,000.00.
  expect(book.answer(question('C', 1_000_000))).toMatchObject({ paid: { inScope: 300_000 } });
  book.take(paid('F2', 'C', 300_000));
  expect(book.answer(question('D', 1_000_000))).toMatchObject({
    decision: 'declines',
    reason: 'cap-reached',
  });
  book.take({ ...paid('F3', 'C', 300_000), kind: 'undone', undoes: 'F2' });
  expect(book.answer(question('E', 1_000_000))).toMatchObject({ paid: { inScope: 300_000 } });
  expect(book.paidInAll()).toBe(400_000);
});

test('a book continues from what was kept', () => {
  const book = bookOf();
  expect(book.paidUnder('POL')).toBe(400_000);
  expect(book.answer(question('B', 1))).toMatchObject({ paid: { inScope: 400_000 } });
});

test('"later" until a person decided; then the decision, for ever', () => {
  const book = bookOf();
  const asked = question('R', 2_000_000, 'REVIEWED');
  expect(book.answer(asked)).toMatchObject({ decision: 'later', reason: 'needs-review' });
  book.decide({ questionId: 'R', decision: 'pays', paid: { inScope: 1 }, reason: null });
  book.decide({ questionId: 'R', decision: 'declines', paid: {}, reason: 'not-covered' });
  expect(book.answer(asked)).toMatchObject({ decision: 'pays', paid: { inScope: 1 } });
});

test('its system hears only the gateway, signs what it answers, and hangs up when it is down', async () => {
  expect((await post('/asks', question('H', 1), 'forged')).status).toBe(401);
  expect((await post('/elsewhere', {})).status).toBe(404);
  const said = (await (await post('/asks', question('H', 2_000_000))).json()) as {
    text: string;
    signature: string;
  };
  expect(said.signature).toBe(`of ${said.text.length}`);
  expect(JSON.parse(said.text)).toMatchObject({ questionId: 'H', decision: 'pays' });
  habits.isDown = true;
  await expect(post('/asks', question('H', 1))).rejects.toThrow();
  habits.isDown = false;
});
