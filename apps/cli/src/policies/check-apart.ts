import type { Finding, NumberCounts, PolicyFile } from '@zhijie/engine';
import type { CalendarDate } from '@zhijie/kernel';
import { inThread } from '../in-thread.ts';

export type CheckTask = {
  readonly files: readonly PolicyFile[];
  readonly area: string;
  readonly on: CalendarDate;
};

/** What `pack check AREA` counts and finds, as a page shows it. */
export type CheckAnswer = {
  readonly findings: readonly Finding[];
  readonly cases: number;
  readonly failedCases: readonly { readonly name: string; readonly differences: readonly string[] }[];
  readonly thresholds: number;
  readonly bills: number;
  readonly differences: readonly {
    readonly packId: string;
    readonly benefit: string;
    readonly text: string;
  }[];
  readonly numbers: NumberCounts;
  /** The counts in sentences. */
  readonly summary: readonly string[];
};

/** Checks the packs of an area in a thread of its own, as `zhijie pack check AREA` does. */
export const checkApart = (task: CheckTask): Promise<CheckAnswer | null> =>
  inThread<CheckAnswer>(new URL('./check-thread.ts', import.meta.url), task);
