import { officialTransactions, TRANSACTION_GROUPS, TRANSACTION_NUMBERS } from '@zhijie/wire';
import type { CallSummary } from '../record/call.ts';
import { FLOWS, hasFlow } from './flows.ts';

export type Exercised = {
  readonly number: string;
  readonly label: string;
  readonly group: string;
  readonly succeeded: number;
  readonly refused: number;
  /** The latest call, to look at. */
  readonly latest: string | null;
};

export type CoverageView = {
  readonly transactions: readonly Exercised[];
  readonly flows: readonly { readonly id: string; readonly label: string; readonly visits: number }[];
  readonly exercised: number;
  readonly supported: number;
};

export type Coverage = {
  add(call: CallSummary): void;
  view(): CoverageView;
  clear(): void;
};

type Count = { succeeded: number; refused: number; latest: string };

const MOST_VISITS = 5000;
const MOST_CALLS_OF_VISIT = 300;

const isDone = ({ end }: CallSummary): boolean => end === 'success' || end === 'file' || end === 'lost';

/** Counts since the start of the program: they do not leave with the calls of the log. */
export function createCoverage(): Coverage {
  const counts = new Map<string, Count>();
  const visits = new Map<string, string[]>();
  const addToVisit = (visitId: string, number: string): void => {
    const known = visits.get(visitId) ?? [];
    if (known.length < MOST_CALLS_OF_VISIT) known.push(number);
    visits.set(visitId, known);
    if (visits.size > MOST_VISITS) visits.delete(visits.keys().next().value!);
  };
  return {
    add(call) {
      const { interfaceNumber: number, id, visitId } = call;
      // What was replayed here was exercised by nobody.
      if (number === null || call.replayOf !== null) return;
      const count = counts.get(number) ?? { succeeded: 0, refused: 0, latest: id };
      if (isDone(call)) count.succeeded += 1;
      else count.refused += 1;
      counts.set(number, { ...count, latest: id });
      if (visitId !== null && isDone(call)) addToVisit(visitId, number);
    },
    view() {
      const transactions = TRANSACTION_NUMBERS.map((number): Exercised => {
        const official = officialTransactions.get(number);
        const { succeeded = 0, refused = 0, latest = null } = counts.get(number) ?? {};
        const group = official === undefined ? '' : TRANSACTION_GROUPS[official.group];
        return { number, label: official?.label ?? '', group, succeeded, refused, latest };
      });
      const flows = FLOWS.map((flow) => ({
        id: flow.id,
        label: flow.label,
        visits: [...visits.values()].filter((numbers) => hasFlow(flow, numbers)).length,
      }));
      const exercised = transactions.filter((each) => each.succeeded > 0).length;
      return { transactions, flows, exercised, supported: transactions.length };
    },
    clear() {
      counts.clear();
      visits.clear();
    },
  };
}
