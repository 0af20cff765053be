import type { RungResult } from './rung.ts';

type Measured = Pick<RungResult, 'id' | 'ratio' | 'perSecond' | 'p50' | 'p99' | 'megabytes'>;

/** What issues 2 to 5, "Shows it works", ask of a rung. */
type Target = {
  readonly text: string;
  /** A ratio of one run says something of the program alone; an absolute figure also of the machine. */
  readonly decides: boolean;
  /** Null where the rung was measured without what the target is about. */
  readonly isMet: (rung: Measured) => boolean | null;
};

const ratioOf = (least: number): Target['isMet'] => {
  return ({ ratio }) => (ratio === null ? null : ratio >= least);
};

const rateOf = (least: number): Target['isMet'] => {
  return ({ perSecond }) => (perSecond === null ? null : perSecond >= least);
};

const TARGETS: Readonly<Record<string, Target>> = {
  E2: { text: '≥ 40 %', decides: true, isMet: ratioOf(0.4) },
  E4: { text: '≥ 25 %', decides: true, isMet: ratioOf(0.25) },
  E5: {
    text: '< 2 s，参考',
    decides: false,
    isMet: ({ p50 }) => (p50 === null ? null : p50 < 2000),
  },
  E6: {
    text: '< 300 MB',
    decides: true,
    isMet: ({ megabytes }) => (megabytes === undefined ? null : megabytes < 300),
  },
  W1: {
    text: '< 10 s，参考',
    decides: false,
    isMet: ({ p50 }) => (p50 === null ? null : p50 < 10_000),
  },
  S2: {
    text: '< 200 %，参考',
    decides: false,
    isMet: ({ ratio }) => (ratio === null ? null : ratio < 2),
  },
  C1: { text: '≥ 500/s，参考', decides: false, isMet: rateOf(500) },
  C2: { text: '≥ 200/s，参考', decides: false, isMet: rateOf(200) },
  L2: { text: '≥ 60 %', decides: true, isMet: ratioOf(0.6) },
  L3: { text: '≥ 85 %', decides: true, isMet: ratioOf(0.85) },
  K2: {
    text: '< 2 min，参考',
    decides: false,
    isMet: ({ p50 }) => (p50 === null ? null : p50 < 120_000),
  },
  P3: { text: '≥ 60 %', decides: true, isMet: ratioOf(0.6) },
  P6: {
    text: '≥ 150/s，p99 < 300 ms，参考',
    decides: false,
    isMet: ({ perSecond, p99 }) =>
      p99 === null || perSecond === null ? null : perSecond >= 150 && p99 < 300,
  },
};

/** A rung's target and whether it was met, for the table; `–` where nothing is asked. */
export function targetCell(rung: Measured): string {
  const target = TARGETS[rung.id];
  if (target === undefined) return '–';
  const isMet = target.isMet(rung);
  return isMet === null ? target.text : `${target.text} ${isMet ? '✓' : '✗'}`;
}

/** Ids of the rungs whose ratio fails the run. */
export function missedRatios(rungs: readonly Measured[]): readonly string[] {
  return rungs
    .filter((rung) => TARGETS[rung.id]?.decides === true && TARGETS[rung.id]!.isMet(rung) === false)
    .map(({ id }) => id);
}
