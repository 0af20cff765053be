import type { PolicyFile } from '@zhijie/engine';
import type { CalendarDate } from '@zhijie/kernel';
import type { VisitScope } from '@zhijie/population';
import { inThread, type Watch } from '../in-thread.ts';
import type { Example } from './examples.ts';
import type { Provenance } from './result.ts';
import type { Table } from './tables.ts';

/** What a thread is told to calculate; everything that it needs, because it reads no disk. */
export type WhatIfTask = {
  /** The packs of the place and of the layers above it, with their sources. */
  readonly files: readonly PolicyFile[];
  readonly overlay: PolicyFile;
  /** Of packs and overlay together, as the packs in force have it. */
  readonly overlayHash: string;
  readonly overlayName: string;
  readonly packId: string;
  readonly on: CalendarDate;
  readonly scope: VisitScope;
  readonly seed: string;
  readonly size: number;
  /** How many of the first visits are explained step by step. */
  readonly explained: number;
  /** How many of the first visits are traced, as JSON lines, instead of everything else; 0: none. */
  readonly traced: number;
};

/** What a page shows of a what-if; the file has the figures of the tables. */
export type WhatIfAnswer = {
  readonly provenance: Provenance;
  readonly headline: string;
  readonly cautions: readonly string[];
  readonly tables: readonly Table[];
  readonly stays: readonly Example[];
  /** As `zhijie whatif --csv` writes it. */
  readonly csv: string;
  readonly overlayText: string;
};

const THREAD = new URL('./thread.ts', import.meta.url);

/** The answer of a what-if, or null when it was stopped. */
export const whatIfApart = (task: WhatIfTask, watch: Watch): Promise<WhatIfAnswer | null> =>
  inThread<WhatIfAnswer>(THREAD, { ...task, traced: 0 }, watch);

/** The first visits of a what-if step by step, with the rule versions, as JSON lines. */
export const traceApart = async (task: WhatIfTask): Promise<string> =>
  (await inThread<string>(THREAD, task)) ?? '';
