import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createVerifier } from '@zhijie/clearing';
import { type Database, migrate, statement } from '@zhijie/database';
import { inProcessNetwork } from '@zhijie/exchange';
import { type Hub, hubMigrations } from '@zhijie/hub';
import { assert, type Month, month, PROVINCE_NAMES, type Result } from '@zhijie/kernel';
import { hubOver } from '../network/nodes.ts';
import { cpuTime } from './cpu.ts';
import type { RungResult } from './rung.ts';
import type { Bench } from './surroundings.ts';

/** Trades are put into the table as they lie there; only closing their month is measured. */
const ADD = statement(
  'bench-trades-of-month',
  `INSERT INTO hub.trade (care_area, settlement_id, insured_area, provider_id, person_id, insurance_type,
     claim, state, settled_at, month, reversal_id, reversed_at, reversal_month)
   SELECT p[1 + n % 31] || '0000', 'S' || p[1 + n % 31] || $4 || lpad(n::text, 10, '0'),
     p[1 + (n + 1 + n / 31 % 30) % 31] || '0100', 'H' || n % 5000, 'P' || n,
     CASE n % 3 WHEN 0 THEN 'employee' ELSE 'resident' END, 1 + n::bigint * 7919 % 1000000, 'settled', $5, $4,
     NULL, NULL, NULL
   FROM generate_series($2::int, $3::int) AS n, (SELECT $1::text[] AS p) AS provinces`,
);
const AT_ONCE = 50_000;
const PROVINCES = Object.keys(PROVINCE_NAMES).slice(0, 31);
/** What is measured first, so that growth shows: a fifth of the items. */
const SHARE_OF_SMALL = 5;

type Closed = { readonly milliseconds: number; readonly megabytes: number; readonly proofs: number };

/** K1 and K2: closing a month, with the proof file of a province; K2 has five times the items of K1. */
export async function clearingRungs(
  bench: Bench,
  { items, say }: { readonly items: number; readonly say: (text: string) => void },
): Promise<RungResult[]> {
  const db = bench.open(await bench.makeDatabase('clearing'));
  await migrate(db, hubMigrations);
  const hub = hubOver(bench.around, db, inProcessNetwork().transport('hub'));
  const sizes = [Math.ceil(items / SHARE_OF_SMALL), items];
  const results: RungResult[] = [];
  for (const [index, size] of sizes.entries()) {
    const period = month(`2026-0${index + 1}`);
    say(`清算：准备 ${size} 笔…`);
    await addTrades(db, period, size);
    say(`清算：关 ${size} 笔的月份…`);
    results.push(await closingRung(bench, hub, { id: `K${index + 1}`, period, size }));
  }
  await db.close();
  return results;
}

async function addTrades(db: Database, period: Month, size: number): Promise<void> {
  const at = Date.parse(`${period}-15T12:00:00+08:00`);
  for (let from = 1; from <= size; from += AT_ONCE) {
    await db.query(ADD, [PROVINCES, from, Math.min(size, from + AT_ONCE - 1), period, at]);
  }
  await db.query(statement('bench-analyze-trades', 'ANALYZE hub.trade'), []);
}

async function closingRung(
  bench: Bench,
  hub: Hub,
  { id, period, size }: { readonly id: string; readonly period: Month; readonly size: number },
): Promise<RungResult> {
  const breaches: string[] = [];
  const from = cpuTime(bench.postgresPid);
  const closed = await watched(async () => {
    const { run } = granted(await hub.clearing.generate(period, 'bench'));
    if (run.items !== size) breaches.push(`generated ${run.items} of ${size} items`);
    const file = join(bench.folder, `proof-${period}.jsonl`);
    await pipeline(Readable.from(piecesOf(hub, period, '11')), createWriteStream(file));
    const verifier = createVerifier({ published: run.root ?? '' });
    for await (const piece of createReadStream(file, 'utf8')) verifier.take(piece as string);
    const proven = verifier.done();
    if (!proven.ok) breaches.push(`proof of 11: ${proven.refusal.code}`);
    return proven.ok ? proven.value.net.count : 0;
  });
  const to = cpuTime(bench.postgresPid);
  return {
    id,
    title: `closing a month of ${size} items: run, tree, one province's proof written and verified`,
    clients: 1,
    done: size,
    perSecond: Math.round((size / closed.milliseconds) * 1000),
    megabytes: Math.round(closed.megabytes),
    ratio: null,
    p50: Math.round(closed.milliseconds),
    p99: null,
    latencyFrom: null,
    cpu: {
      node: (to.node - from.node) / size,
      postgres: to.postgres === null || from.postgres === null ? null : (to.postgres - from.postgres) / size,
    },
    note: `p50 是全部用时；证明文件 ${closed.proofs} 笔；内存比开始时最多多用 ${Math.round(closed.megabytes)} MB`,
    breaches,
  };
}

type Piece = { readonly text: string; readonly next: string | null };

async function* piecesOf(hub: Hub, period: Month, province: string): AsyncGenerator<string> {
  let after: string | null = null;
  do {
    const piece: Piece = granted(await hub.clearing.pieceOfProof(period, { province, after }));
    yield piece.text;
    after = piece.next;
  } while (after !== null);
}

function granted<T>(result: Result<T>): T {
  assert(result.ok, 'The bench asks for nothing that may be refused');
  return result.value;
}

const SAMPLE_MS = 50;
const MEGABYTE = 2 ** 20;

/** How long the work took, and how much more memory the process held at its peak than before. */
async function watched(work: () => Promise<number>): Promise<Closed> {
  const before = process.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, SAMPLE_MS);
  const start = performance.now();
  try {
    const proofs = await work();
    return { milliseconds: performance.now() - start, megabytes: (peak - before) / MEGABYTE, proofs };
  } finally {
    clearInterval(timer);
  }
}
