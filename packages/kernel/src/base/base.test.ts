import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  assert,
  canonicalJson,
  createRandom,
  Defect,
  Failure,
  instant,
  ok,
  parseDateTime,
  randomIdSource,
  refuse,
  seededIdSource,
  unreachable,
} from '../index.ts';

const AT = parseDateTime('2026-03-02 10:20:30');
if (!AT.ok) throw new Error('the moment of the tests is wrong');
const at = AT.value;

test('a refusal is a plain value with no empty fields', () => {
  expect(ok(3)).toEqual({ ok: true, value: 3 });
  expect(refuse('late')).toStrictEqual({ ok: false, refusal: { code: 'late' } });
  expect(refuse('late', { field: undefined })).toStrictEqual({ ok: false, refusal: { code: 'late' } });
  expect(refuse('late', { field: 'endsOn', detail: { days: 2 } })).toStrictEqual({
    ok: false,
    refusal: { code: 'late', field: 'endsOn', detail: { days: 2 } },
  });
});

test('a defect is thrown with its sentence, a failure keeps its cause', () => {
  expect(() => assert(1 + 1 === 3, 'One and one make three')).toThrow(Defect);
  expect(() => assert(true, 'Never')).not.toThrow();
  expect(() => unreachable('x' as never)).toThrow('A case is missing for x');
  const cause = new Error('socket');
  const failure = new Failure('No answer', { cause });
  expect([failure.name, failure.cause]).toEqual(['Failure', cause]);
});

describe('canonical JSON', () => {
  it('has sorted keys and no white space', () => {
    expect(canonicalJson({ b: [1, null, true], a: { d: '医', c: '"' } })).toBe(
      '{"a":{"c":"\\"","d":"医"},"b":[1,null,true]}',
    );
    const byUnit = canonicalJson({ '\uFF41': 2, '\u{1F600}': 1, z: 3 });
    expect(byUnit).toBe('{"z":3,"\u{1F600}":1,"\uFF41":2}');
  });

  it('writes a bigint as a string and minus zero as zero', () => {
    expect(canonicalJson([12345678901234567890n, -0])).toBe('["12345678901234567890",0]');
  });

  it.each([
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    undefined,
    { a: undefined },
    [undefined],
    new Array(2),
    () => 1,
    new Map(),
    new Uint8Array(1),
  ])('refuses what has two spellings or none (%#)', (value) => {
    expect(() => canonicalJson(value)).toThrow(Defect);
  });

  it('is the same whatever the order of keys and is read back as the same value', () => {
    const leaf = fc.oneof(fc.maxSafeInteger(), fc.string(), fc.boolean(), fc.constant(null));
    const value = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(leaf, fc.array(leaf)));
    fc.assert(
      fc.property(value, (record) => {
        const turned = Object.fromEntries(Object.entries(record).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(record));
        expect(canonicalJson(JSON.parse(canonicalJson(record)))).toBe(canonicalJson(record));
      }),
    );
  });
});

describe('identifiers', () => {
  const kinds = [
    'settlement',
    'reversal',
    'visit',
    'filing',
    'message',
    'transfer',
    'person',
    'event',
  ] as const;

  it('have at most 30 printable characters that embed area and month', () => {
    const ids = seededIdSource(1);
    for (const kind of [...kinds, 'session' as const]) {
      expect(ids.next(kind, '410100', at)).toMatch(/^[A-Z]410100202603[0-9A-HJKMNP-TV-Z]{17}$/);
    }
    expect(new Set(kinds.map((kind) => ids.next(kind, '410100', at)[0])).size).toBe(kinds.length);
  });

  it('are equal for equal seeds and differ otherwise', () => {
    const draw = (seed: string) => {
      const ids = seededIdSource(seed);
      return Array.from({ length: 50 }, () => ids.next('visit', '110000', at));
    };
    expect(draw('a')).toEqual(draw('a'));
    expect(new Set([...draw('a'), ...draw('b')]).size).toBe(100);
  });

  it('sort by time inside a month', () => {
    const ids = seededIdSource(2);
    const made = [0, 1, 31, 32, 1000, 86_400_000].map((later) =>
      ids.next('visit', '110000', instant(at + later)),
    );
    expect(made).toEqual([...made].sort());
  });

  it('take the month of China: the last hours of UTC belong to the next month', () => {
    const id = seededIdSource(3).next('visit', '110000', instant(Date.UTC(2026, 0, 31, 16, 0, 0)));
    expect(id.slice(7, 13)).toBe('202602');
  });

  it('use every byte of the random source', () => {
    const ids = randomIdSource((n) => Uint8Array.from({ length: n }, (_, i) => 255 - i));
    expect(ids.next('settlement', '990100', at).slice(-10)).toBe('ZYXWVTSRQP');
    expect(() => randomIdSource(() => new Uint8Array(3)).next('visit', '990100', at)).toThrow(Defect);
    expect(() => ids.next('visit', '99010', at)).toThrow(Defect);
  });
});

describe('seeded randomness', () => {
  it('gives the same stream in every version', () => {
    const random = createRandom(20260301);
    expect([random.next(), random.next(), random.next()]).toMatchInlineSnapshot(`
      [
        1174432451,
        3943214450,
        3594133071,
      ]
    `);
  });

  it('forks by seed and label alone', () => {
    const used = createRandom(7);
    used.next();
    expect(used.fork('a').next()).toBe(createRandom(7).fork('a').next());
    expect(createRandom(7).fork('a').next()).not.toBe(createRandom(7).fork('b').next());
  });

  it('draws below a bound, all of it, about evenly', () => {
    const random = createRandom('dice');
    const counts = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 12_000; i++) counts[random.below(6)]! += 1;
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
    expect(() => random.below(0)).toThrow(Defect);
    expect(() => random.pick([])).toThrow(Defect);
    expect(random.chance(0, 5)).toBe(false);
    expect(random.chance(5, 5)).toBe(true);
    expect(['a', 'b']).toContain(random.pick(['a', 'b']));
  });
});
