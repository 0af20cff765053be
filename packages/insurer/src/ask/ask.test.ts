import { fromBase64Url, generateKeyPair, sign, toBase64Url, verify } from '@zhijie/crypto';
import { statement, useTestDatabase } from '@zhijie/database';
import { type InsurerQuestion, RESULT_CLASSES, routeOf } from '@zhijie/exchange';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { gatewayMigrations } from '../migrations.ts';
import {
  INSURER_KEYS,
  joinWord,
  question,
  type TestGateway,
  type TestInsurer,
  testGateway,
  testInsurer,
} from '../testing/network.ts';

const db = useTestDatabase(gatewayMigrations);
const ROUTE = routeOf({ insuredArea: '990100' });
const ANSWERS = statement(
  'test-gateway-answers',
  `SELECT outcome, paid, fault FROM gateway.answer WHERE question_id = $1 ORDER BY number`,
);
const LEAVES = statement(
  'test-gateway-leaves',
  `SELECT kind FROM evidence.journal WHERE subject = $1 OR subject LIKE $1 || '/%' ORDER BY sequence`,
);

let net: TestGateway;
let insurer: TestInsurer;
beforeAll(async () => {
  insurer = await testInsurer();
  net = await testGateway(db);
  expect(await net.gateway.join(joinWord(insurer.url), 'agency-000000/1')).toMatchObject({ ok: true });
});
beforeEach(() => {
  for (const key of Object.keys(insurer.habits)) delete insurer.habits[key as keyof typeof insurer.habits];
});
afterAll(async () => {
  await net.gateway.stop();
  await insurer.close();
});

const ask = async (asked: InsurerQuestion, of: TestGateway = net) => {
  const done = await of.insured.ask('insurer.ask@1', ROUTE, { question: asked });
  return done.ok ? done.value.signed : done.refusal.code;
};
const kept = (asked: InsurerQuestion) =>
  db.query<{ outcome: string; paid: number; fault: string | null }>(ANSWERS, [asked.questionId]);
const saidIn = (signed: unknown) => JSON.parse((signed as { text: string }).text) as Record<string, unknown>;

describe('K-04 an insurer answers by itself over one line', () => {
  test('its signed text comes back byte for byte: 6 899.10 of 18 623.88 in scope', async () => {
    const asked = question();
    const signed = (await ask(asked)) as { text: string; signature: string };
    const signature = fromBase64Url(signed.signature)!;
    expect(verify(INSURER_KEYS.publicKey, signed.text, signature)).toBe(true);
    expect(saidIn(signed)).toMatchObject({ decision: 'pays', paid: { inScope: 689_910 } });
    expect(await kept(asked)).toEqual([{ outcome: 'pays', paid: 689_910, fault: null }]);
    expect(await db.query(LEAVES, [asked.questionId])).toEqual([
      { kind: 'gateway.question' },
      { kind: 'gateway.answer' },
    ]);
  });

  test('asked twice, even side by side, it has one answer; another question under the id is refused', async () => {
    const asked = question();
    insurer.habits.says = (answer) => ({ ...answer, paid: { inScope: 1 + insurer.book.payments().length } });
    const [one, two] = await Promise.all([ask(asked), ask(asked)]);
    const three = await ask({ ...asked, until: asked.until + 1000 });
    expect(saidIn(two)).toEqual(saidIn(one));
    expect(three).toEqual(one);
    expect((await kept(asked)).filter(({ outcome }) => outcome === 'pays')).toHaveLength(1);
    expect(await ask({ ...asked, left: { inScope: 5 } })).toBe('question-differs');
  });

  test('an insurer that answers another sum to the same question is held to its first', async () => {
    const asked = question();
    const arrived: (() => void)[] = [];
    let told = 0;
    // Both questions are there before either is answered; each answer says another sum.
    insurer.habits.before = () =>
      new Promise((resolve) => {
        arrived.push(resolve);
        if (arrived.length === 2) for (const go of arrived) go();
      });
    insurer.habits.says = (answer) => ({ ...answer, paid: { inScope: ++told } });
    const [one, two] = await Promise.all([ask(asked), ask(asked)]);
    expect(one).toEqual(two);
    const rows = await kept(asked);
    expect(rows.map(({ outcome, fault }) => [outcome, fault])).toEqual([
      ['pays', null],
      ['bad', 'answered-before'],
    ]);
  });
});

describe('K-07 an insurer that fails is silence', () => {
  test('down: no answer, and the next question finds it up again', async () => {
    insurer.habits.isDown = true;
    const asked = question();
    expect(await ask(asked)).toBeNull();
    insurer.habits.isDown = false;
    expect(saidIn(await ask(asked))).toMatchObject({ decision: 'pays' });
    expect((await kept(asked)).map(({ outcome, fault }) => [outcome, fault])).toEqual([
      ['silent', 'unreachable'],
      ['pays', null],
    ]);
  });

  test('slow, and then later than anybody waits: the late answer is evidence and pays nothing', async () => {
    const hasty = await testGateway(db, { answerWithinMs: 1 });
    let go: () => void = () => undefined;
    insurer.habits.before = () => new Promise((resolve) => (go = resolve));
    const asked = question();
    expect(await ask(asked, hasty)).toBeNull();
    expect((await kept(asked)).map(({ fault }) => fault)).toEqual(['no-answer-in-time']);
    // It may not have come to its answer yet: hold on until it has.
    while (!insurer.isAsked(asked.questionId)) await new Promise(setImmediate);
    go();
    while ((await kept(asked)).length < 2) await new Promise(setImmediate);
    expect((await kept(asked))[1]).toEqual({ outcome: 'late', paid: 0, fault: null });
    await hasty.gateway.stop();
  });

  test('what waits for a late answer ends with the gateway', async () => {
    const hasty = await testGateway(db, { answerWithinMs: 1 });
    insurer.habits.before = () => new Promise(() => undefined);
    expect(await ask(question(), hasty)).toBeNull();
    await hasty.gateway.stop();
  });

  test('"later" is no last word: a person looked at it, and the claim is answered', async () => {
    const asked = question();
    insurer.habits.says = (answer) => ({ ...answer, decision: 'later', paid: {}, reason: 'needs-review' });
    expect(saidIn(await ask(asked))).toMatchObject({ decision: 'later' });
    insurer.habits.says = undefined;
    expect(saidIn(await ask(asked))).toMatchObject({ decision: 'pays' });
    expect((await kept(asked)).map(({ outcome }) => outcome)).toEqual(['later', 'pays']);
  });

  test('an insurer that has not joined, and a product that nobody answers for', async () => {
    expect(await ask(question({ product: 'demo-a-2026' }))).toBe('no-such-product');
    expect(await ask(question({ insurer: 'other-life' }))).toBe('no-such-product');
  });
});

const EXTRA = [
  'name',
  'personId',
  'certificateNumber',
  'diagnosis',
  'lines',
  'items',
  'hospitalId',
  'phone',
  'settlementId',
  'note',
] as const;

describe('K-04 an answer holds nothing that nobody consented to', () => {
  test.each(EXTRA)('an answer with a field %s is no answer', async (field) => {
    const asked = question();
    insurer.habits.says = (answer) => ({ ...answer, [field]: 'x' });
    expect(await ask(asked)).toBeNull();
    expect((await kept(asked)).at(-1)).toMatchObject({ outcome: 'bad', fault: 'field-not-consented' });
  });

  test.each(RESULT_CLASSES.filter((each) => each !== 'inScope'))(
    'an answer about %s, which was not asked, is no answer',
    async (name) => {
      const asked = question();
      insurer.habits.says = (answer) => ({ ...answer, paid: { [name]: 1 } });
      expect(await ask(asked)).toBeNull();
      expect((await kept(asked)).at(-1)).toMatchObject({ fault: 'class-not-asked' });
    },
  );

  test.each([
    ['a class that does not exist', { paid: { fertility: 1 } }, 'field-not-consented'],
    ['more than is left', { paid: { inScope: 1_862_389 } }, 'more-than-asked'],
    ['another question', { questionId: 'L0' }, 'answers-another-question'],
    ['paying nothing', { paid: {} }, 'decision-contradicts-amount'],
    ['declining with a sum', { decision: 'declines' }, 'decision-contradicts-amount'],
    ['a fraction of a fen', { paid: { inScope: 1.5 } }, 'field-not-consented'],
  ])('%s is no answer', async (_what, changed, fault) => {
    const asked = question();
    insurer.habits.says = (answer) => ({ ...answer, ...changed });
    expect(await ask(asked)).toBeNull();
    expect((await kept(asked)).at(-1)).toMatchObject({ outcome: 'bad', fault });
  });

  test('an answer under another key is no answer', async () => {
    const { privateKey } = generateKeyPair();
    const asked = question();
    insurer.habits.signs = (text) => toBase64Url(sign(privateKey, text));
    expect(await ask(asked)).toBeNull();
    expect((await kept(asked)).at(-1)).toMatchObject({ outcome: 'bad', fault: 'signature-invalid' });
  });
});

describe('an insurer joins with a signed word and a live check of its key', () => {
  const join = async (word: ReturnType<typeof joinWord>) => {
    const done = await net.gateway.join(word, 'agency-000000/1');
    return done.ok ? 'joined' : done.refusal.code;
  };
  test('each thing that may be wrong is named', async () => {
    const good = joinWord(insurer.url);
    const other = generateKeyPair();
    expect(await join({ ...good, text: good.text.replace('demo-health', 'demo-death') })).toBe(
      'no-such-insurer',
    );
    expect(await join({ ...good, text: good.text.replace('http:', 'https:') })).toBe(
      'join-signature-invalid',
    );
    expect(await join(joinWord(insurer.url, { at: 1 }))).toBe('join-stale');
    expect(await join(joinWord(insurer.url, { publicKey: 'ff' }))).toBe('join-key-invalid');
    expect(await join(joinWord(insurer.url, { twentieth: 'field' }))).toBe('join-malformed');
    expect(await join(joinWord('http://example.invalid'))).toBe('join-endpoint-invalid');
    // Whoever listens there has not the key that it claims.
    expect(await join(joinWord(insurer.url, {}, other))).toBe('join-endpoint-unproved');
    insurer.habits.isDown = true;
    expect(await join(good)).toBe('join-endpoint-unproved');
  });
  test('the insured places learn who answers with which key', async () => {
    const list = await net.insured.ask('insurer.list@1', ROUTE, { product: 'P-001' });
    expect(list.ok && list.value.insurers).toEqual([
      expect.objectContaining({ insurer: 'demo-health', publicKey: INSURER_KEYS.publicKey.hex }),
    ]);
  });
});
