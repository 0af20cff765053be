import { type CalendarDate, Failure } from '@zhijie/kernel';
import type { VisitScope } from '@zhijie/population';
import { type Example, examplesOf } from './examples.ts';
import type { Comparison } from './policies.ts';
import { reportOf, resultOf, type WhatIfReport } from './result.ts';
import { type SeenVisit, type Simulated, simulate } from './simulate.ts';

export type RunOptions = {
  readonly seed: string;
  readonly size: number;
  readonly scope: VisitScope;
  /** The overlay as the call that gives the same hash names it: a file or an id. */
  readonly overlayName: string;
  /** How many of the first visits are explained beside those that gain and lose most. */
  readonly explained?: number;
  readonly onProgress?: (done: number) => void;
  readonly onVisit?: (visit: SeenVisit) => void;
};

export type WhatIfRun = { readonly report: WhatIfReport; readonly examples: () => readonly Example[] };

/** One what-if from beginning to end. Throws `Failure` when not one visit is settled by both policies. */
export function runWhatIf(comparison: Comparison, options: RunOptions): WhatIfRun {
  const { seed, size, scope, explained = 0, onProgress, onVisit } = options;
  const examples = examplesOf(comparison, explained);
  const simulated = simulate(comparison, {
    seed,
    size,
    scope,
    ...(onProgress === undefined ? {} : { onProgress }),
    onVisit: (visit) => {
      examples.see(visit);
      onVisit?.(visit);
    },
  });
  assertSettled(simulated);
  const command = commandOf(comparison, options);
  const report = reportOf(comparison, { seed, size, scope, command }, resultOf(comparison, simulated));
  return { report, examples: () => examples.explained() };
}

/** Without any such visit every figure would be nothing, which says nothing. */
function assertSettled({ tally }: Simulated): void {
  if (tally.settled > 0) return;
  const reasons = [...tally.refusals.keys()].sort().join('；');
  throw new Failure(`不能试算：没有一次就诊两方都能直接结算：${reasons}`);
}

type Named = { readonly packId: string; readonly on: CalendarDate };

/** The call that gives the same result hash, the day written out. */
function commandOf({ packId, on }: Named, { overlayName, seed, size, scope }: RunOptions): string {
  const quoted = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const care = scope === 'all' ? '' : ` --care ${scope}`;
  const population = `--population ${quoted(seed)} --size ${size}`;
  return `npx zhijie whatif ${packId} ${quoted(overlayName)} ${population}${care} --on ${on}`;
}
