import { type CpuPerPiece, type CpuTime, cpuTime, perPiece } from './cpu.ts';
import { closedLoop, joined, median, percentile, perSecond, type Sample } from './measure.ts';

/** One step of the ladder, ready to run. */
export type Rung = {
  readonly id: string;
  readonly title: string;
  readonly clients: number;
  /** The rung of the same climb that it is compared with; P1 unless said. */
  readonly against?: string;
  readonly work: (client: number) => Promise<boolean>;
  /** What the rung did wrong, after its last round; empty when its books are right. */
  check(acknowledged: number): Promise<readonly string[]>;
};

export type RungResult = {
  readonly id: string;
  readonly title: string;
  readonly clients: number | null;
  readonly done: number;
  /** Null where something else than a rate is measured. */
  readonly perSecond: number | null;
  /** What is held in memory; only where that is measured. */
  readonly megabytes?: number;
  /** To P1 (or to the hand-written pipeline) in the same run; null where that was not run. */
  readonly ratio: number | null;
  /** Milliseconds. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** From the intended start of an open loop, or from the start of the call. */
  readonly latencyFrom: 'intended-start' | 'call' | null;
  /** Milliseconds of processor time per piece; null where it was not measured. */
  readonly cpu: CpuPerPiece | null;
  readonly note?: string;
  readonly breaches: readonly string[];
};

const ROUNDS = 3;

type Turn = Sample & { readonly from: CpuTime; readonly to: CpuTime };

function cpuOf(turns: readonly Turn[]): CpuPerPiece {
  const sum = (pick: (turn: Turn) => number): number => turns.reduce((total, turn) => total + pick(turn), 0);
  const hasPostgres = turns.every(({ to }) => to.postgres !== null);
  const total = {
    node: sum(({ from, to }) => to.node - from.node),
    postgres: hasPostgres ? sum(({ from, to }) => to.postgres! - from.postgres!) : null,
  };
  return perPiece(
    { node: 0, postgres: hasPostgres ? 0 : null },
    total,
    sum(({ done }) => done),
  );
}

/**
 * Runs the rungs in turns, a third of their time each, so that a disturbance of the machine meets all of
 * them; a ratio is the median of the ratios of the three turns.
 */
export async function climb(
  rungs: readonly Rung[],
  milliseconds: number,
  postgresPid: number | null,
): Promise<RungResult[]> {
  const samples = new Map<string, Turn[]>(rungs.map(({ id }) => [id, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { id, clients, work } of rungs) {
      const from = cpuTime(postgresPid);
      const sample = await closedLoop({ clients, milliseconds: milliseconds / ROUNDS, work });
      samples.get(id)!.push({ ...sample, from, to: cpuTime(postgresPid) });
    }
  }
  const results: RungResult[] = [];
  for (const rung of rungs) {
    const own = samples.get(rung.id)!;
    const base = samples.get(rung.against ?? 'P1');
    const all = joined(own);
    results.push({
      id: rung.id,
      title: rung.title,
      clients: rung.clients,
      done: all.done,
      perSecond: perSecond(all),
      ratio:
        base === undefined ? null : median(own.map((sample, i) => perSecond(sample) / perSecond(base[i]!))),
      p50: percentile(all.latencies, 0.5),
      p99: percentile(all.latencies, 0.99),
      latencyFrom: 'call',
      cpu: cpuOf(own),
      breaches: await rung.check(all.done),
    });
  }
  return results;
}
