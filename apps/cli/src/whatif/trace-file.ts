import { closeSync, openSync, writeSync } from 'node:fs';
import { type Adjudication, COUNTERS, type Plan, type TraceRecord } from '@zhijie/engine';
import type { Comparison } from './policies.ts';
import type { Answer, SeenVisit } from './simulate.ts';

/** The first line: which policies, and what the rule numbers of the visits mean. */
export function traceHead(comparison: Comparison, about: Readonly<Record<string, string | number>>): string {
  const plans = comparison.pairs.flatMap(({ before, after }) => [before, after]);
  const distinct = [...new Set(plans.filter((plan) => plan !== null))];
  return JSON.stringify({
    ...about,
    form: 'rule, from, to, base, rate, fen; buckets by number in the order of the engine',
    plans: distinct.map(planHead),
  });
}

function planHead(plan: Plan): unknown {
  return {
    hash: plan.hash,
    packId: plan.packId,
    benefit: plan.benefit,
    rules: plan.program.rules.map(({ stage, text, clause, place, bound }) => ({
      stage,
      text,
      place,
      bound,
      clause,
    })),
  };
}

const movesOf = (trace: readonly TraceRecord[]): number[][] =>
  trace.map(({ rule, from, to, base, rate, amount }) => [rule, from, to, base, rate, amount]);

function side(answer: Answer, accumulators: SeenVisit['accumulatorsBefore'], plan: string | null): unknown {
  if (!answer.ok) return { plan, refused: answer.refusal.code };
  const { parts, trace, planHash }: Adjudication = answer.value;
  const used = COUNTERS.flatMap((counter) =>
    accumulators[counter] === 0 ? [] : [[counter, accumulators[counter]]],
  );
  return { plan: planHash, used: Object.fromEntries(used), parts, moves: movesOf(trace) };
}

/** One visit under both policies, with the rule versions by plan hash; amounts in fen. */
export function traceLine(visit: SeenVisit): string {
  const { number, person, benefit, input, before, after } = visit;
  const { accumulators: _, accountBalance: __, useAccount: ___, ...bill } = input;
  return JSON.stringify({
    visit: number,
    person,
    benefit,
    bill,
    before: side(before, visit.accumulatorsBefore, null),
    after: side(after, visit.accumulatorsAfter, null),
  });
}

/** Lines are written in pieces of this many characters. */
const PIECE = 1 << 20;

export type TraceFile = { see(visit: SeenVisit): void; close(): void };

/** Writes the first visits of a run as JSON lines; `about.visits` says how many. */
export function openTrace(
  file: string,
  comparison: Comparison,
  about: Readonly<Record<string, string | number>> & { readonly visits: number },
): TraceFile {
  const handle = openSync(file, 'w');
  let waiting = `${traceHead(comparison, about)}\n`;
  const write = (): void => {
    writeSync(handle, waiting);
    waiting = '';
  };
  return {
    see(visit) {
      if (visit.number > about.visits) return;
      waiting += `${traceLine(visit)}\n`;
      if (waiting.length > PIECE) write();
    },
    close() {
      write();
      closeSync(handle);
    },
  };
}
