import { clearingRungs } from './clearing-rungs.ts';
import { cryptoRungs } from './crypto-rung.ts';
import { engineRungs } from './engine-rungs.ts';
import { gatewayRungs } from './gateway-rungs.ts';
import { openInsuredLab } from './insured-lab.ts';
import { adjudicationRung, ceilingRung, statementsRung, storeRung } from './insured-rungs.ts';
import { ledgerRungs } from './ledger-rungs.ts';
import { oneStopRungs } from './one-stop-rung.ts';
import { pgbenchRung } from './pgbench.ts';
import type { Report } from './report.ts';
import { climb, type Rung, type RungResult } from './rung.ts';
import { type Bench, openBench } from './surroundings.ts';
import { whatIfRung } from './whatif-rung.ts';

export type LadderOptions = {
  readonly seed: string;
  readonly seconds: number;
  /** Names of rungs or of families (`P4`, `engine`); empty for all. */
  readonly only: readonly string[];
  readonly clients: number;
  readonly rate: number | null;
  /** Items of the month that is closed. */
  readonly items: number;
  readonly startedAt: string;
  readonly say: (text: string) => void;
};

const PROGRAMS = ['engine', 'whatif', 'crypto', 'ledger', 'clearing', 'one-stop'] as const;
export const RUNG_NAMES = [...PROGRAMS, 'P0', 'P1', 'P2', 'P3', 'P4', 'P5', 'P6'] as const;
const STORED = ['P1', 'P2', 'P3', 'P4'];
const LINES = [10, 50, 200];
/** Above the ceiling of two cores, so that no rung runs out of prepared settlements. */
const PREPARED_PER_SECOND = 4000;
/** Pairs of a plain settlement and a whole act. */
const ACTS_PER_SECOND = 10;

/** Runs the ladder; takes away everything it made, also when it fails. */
export async function runLadder(options: LadderOptions): Promise<Report> {
  const { only, say, seconds, seed, startedAt } = options;
  const wants = (id: string): boolean => only.length === 0 || only.includes(id);
  const rungs: RungResult[] = [];
  const skipped: { id: string; reason: string }[] = [];
  if (wants('engine')) {
    say('计算引擎…');
    rungs.push(...engineRungs(seconds));
  }
  if (wants('whatif')) {
    say('试算…');
    rungs.push(whatIfRung());
  }
  if (wants('crypto')) {
    say('国密算法…');
    rungs.push(...cryptoRungs(seconds));
  }
  const bench = await openBench(seed);
  try {
    if (wants('P0')) {
      say('P0：pgbench…');
      const result = await pgbenchRung(bench, seconds);
      if (result === null)
        skipped.push({ id: 'P0', reason: '本机没有 pgbench（Debian：postgresql-contrib）' });
      else rungs.push(result);
    }
    if (STORED.some(wants)) rungs.push(...(await storedRungs(bench, options, wants)));
    if (wants('P5') || wants('P6')) {
      rungs.push(...(await gatewayRungs(bench, { ...options, postgresPid: bench.postgresPid, only: wants })));
    }
    if (wants('ledger')) {
      say('账簿…');
      rungs.push(...(await ledgerRungs(bench, seconds)));
    }
    if (wants('one-stop')) {
      say('一站式…');
      rungs.push(...(await oneStopRungs(bench, Math.ceil(seconds * ACTS_PER_SECOND))));
    }
    if (wants('clearing')) rungs.push(...(await clearingRungs(bench, options)));
    return { startedAt, seed, seconds, machine: bench.machine, skipped, rungs: rungs.map(toCeiling(rungs)) };
  } finally {
    await bench.close();
  }
}

/** The rungs above the repository are compared with P1 of the same run, too. */
function toCeiling(rungs: readonly RungResult[]): (rung: RungResult) => RungResult {
  const ceiling = rungs.find(({ id }) => id === 'P1')?.perSecond;
  return (rung) =>
    rung.ratio !== null || /^[EWCLKS]/.test(rung.id) || rung.perSecond === null || !ceiling
      ? rung
      : { ...rung, ratio: rung.perSecond / ceiling };
}

async function storedRungs(
  bench: Bench,
  { say, seconds }: LadderOptions,
  wants: (id: string) => boolean,
): Promise<RungResult[]> {
  say('P1–P4：准备参保人…');
  const lab = await openInsuredLab(bench);
  const rungs: Rung[] = [];
  if (['P1', 'P2', 'P3'].some(wants)) {
    const count = Math.ceil(seconds * PREPARED_PER_SECOND);
    say(`P1–P3：记录 ${count} 笔结算的写入…`);
    const prepared = await lab.prepare(count);
    // P1 is what the others are measured by: it runs with each of them.
    rungs.push(await ceilingRung(lab, prepared));
    if (wants('P2')) rungs.push(await statementsRung(lab, prepared));
    if (wants('P3')) rungs.push(await storeRung(lab, prepared, false), await storeRung(lab, prepared, true));
  }
  if (wants('P4')) for (const lines of LINES) rungs.push(await adjudicationRung(lab, lines));
  say('P1–P4：测量…');
  return climb(rungs, seconds * 1000, bench.postgresPid);
}
