import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClearingItem, generateRun, nationalTree, proofText } from '@zhijie/clearing';
import { fen, month, parseDateTime } from '@zhijie/kernel';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clearing } from './clearing-verify.ts';

let out: string[] = [];
let work = '';

beforeEach(() => {
  out = [];
  const keep = (...texts: unknown[]) => void out.push(texts.join(' '));
  vi.spyOn(console, 'log').mockImplementation(keep);
  vi.spyOn(console, 'error').mockImplementation(keep);
  work = mkdtempSync(join(tmpdir(), 'zhijie-clearing-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(work, { recursive: true, force: true });
});

const decided = parseDateTime('2026-03-10 09:00:00');
if (!decided.ok) throw new Error('the moment of the tests is wrong');
const decidedAt = decided.value;

function bill(itemId: string, amount: number, careArea = '110000'): ClearingItem {
  const common = { careArea, insuredArea: '430100', insuranceType: 'employee' } as const;
  const rest = { decidedAt, settlementPeriod: null, deferral: null };
  return { ...common, ...rest, kind: 'settlement', itemId, settlementId: itemId, amount: fen(amount) };
}

const run = generateRun(month('2026-03'), [bill('S1', 123_456), bill('S2', 44), bill('S3', 500, '310000')]);
const tree = nationalTree(run)!;
const proof = proofText(run, '43');

function file(name: string, text: string): string {
  const path = join(work, name);
  writeFileSync(path, text);
  return path;
}
const verify = (...args: string[]): Promise<number> => clearing.run(['verify', ...args]);
const said = (): string => out.join('\n');

test('a good proof under the published root, item by item as in the own books', async () => {
  const own = file('own.csv', 'S1,123456\r\nS2,44\n\nS3,500\n');
  expect(await verify(file('hunan.json', proof), '--root', tree.root, '--own', own)).toBe(0);
  expect(said()).toContain('一致：湖南省 2026-03 清算，3 笔');
  expect(said()).toContain('职工医保净额 应付 ¥1,240.00，居民医保净额 应收 ¥0.00，合计 应付 ¥1,240.00');
  expect(said()).toContain('与公布的相同');
  expect(said()).toContain('逐笔相同');
});

test('a changed amount, another root and an unreadable file end with 1 and say why', async () => {
  expect(await verify(file('changed.json', proof.replace('123456', '123457')))).toBe(1);
  expect(said()).toContain('各笔之和与净额不符');
  expect(await verify(file('good.json', proof), '--root', '0'.repeat(64))).toBe(1);
  expect(said()).toContain('根哈希与公布的不同');
  expect(await verify(join(work, 'nowhere.json'))).toBe(1);
  expect(said()).toContain('读不了');
});

test('what the own books have and the net has not, and the reverse, is named', async () => {
  const own = file('own.csv', 'S1,123455\nS2,44\nS9,-7\n');
  expect(await verify(file('hunan.json', proof), '--own', own)).toBe(1);
  expect(said()).toContain('账上有、清算里没有：S9 -7 分');
  expect(said()).toContain('清算里有、账上没有：S3 500 分');
  expect(said()).toContain('金额不同：S1 清算 123456 分，账上 123455 分');
});

test('books that cannot be read line by line are refused with their place', async () => {
  expect(await verify(file('hunan.json', proof), '--own', file('own.csv', 'S1,123456\nS1,1\n'))).toBe(1);
  expect(said()).toContain('own.csv:2');
});

test('for a program: JSON', async () => {
  expect(await verify(file('hunan.json', proof), '--json')).toBe(0);
  expect(JSON.parse(said())).toEqual({
    ok: true,
    period: '2026-03',
    province: '43',
    root: tree.root,
    net: { count: 3, employee: -124_000, resident: 0 },
    compared: null,
  });
});

test.each([[['verify']], [['audit', 'x']], [[]], [['verify', 'x', '--root', 'AB']], [['verify', 'a', 'b']]])(
  'called wrongly (%j) it answers 2 and prints the usage',
  async (args) => {
    expect(await clearing.run(args)).toBe(2);
    expect(said()).toContain('zhijie clearing verify FILE');
  },
);
