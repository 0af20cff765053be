import type { Scheduler } from '@zhijie/database';
import { sealJournal } from '@zhijie/evidence';
import type { CareSide } from './care/index.ts';
import type { InsuredSide } from './insured/index.ts';
import type { ProvinceDeps } from './province.ts';

const RESOLVE_EVERY_MS = 2000;
const INSURERS_EVERY_MS = 30_000;
const DELIVER_EVERY_MS = 500;
const DETAILS_EVERY_MS = 5000;
const SEAL_EVERY_MS = 1000;
const CLAIMS_EVERY_MS = 2000;
const INVOICES_EVERY_MS = 60_000;
const PREPARE_EVERY_MS = 6 * 3_600_000;
const FOLLOW_EVERY_MS = 600_000;

type Every = (ms: number, work: () => Promise<unknown>) => Stop;
type Stop = () => Promise<void>;
type Work = () => Promise<unknown>;

/** What a province does without being asked. */
export type BackgroundDeps = {
  readonly deps: ProvinceDeps;
  readonly care: CareSide;
  readonly insured: InsuredSide;
  readonly followInsurers: Work;
  readonly followClearing: Work;
  readonly tellNation: Work;
  readonly deliverMessages: Work;
  readonly deliverNotes: Work;
};

export type Background = {
  start(): void;
  /** Ends it, after what is under way. */
  stop(): Promise<void>;
};

export function createBackground(work: BackgroundDeps): Background {
  const { scheduler } = work.deps;
  const every: Every = (ms, todo) => scheduler.every(ms, async () => void (await todo()));
  let stops: readonly Stop[] = [];
  return {
    start() {
      stops = [
        once(scheduler, work.care.prepareMonths),
        ...careWork(work, every),
        ...insuredWork(work, every),
        ...insurerWork(work, every),
        ...messageWork(work, every),
        ...creditWork(work, every),
        every(DELIVER_EVERY_MS, work.deliverMessages),
        every(DETAILS_EVERY_MS, work.deliverNotes),
        every(FOLLOW_EVERY_MS, work.tellNation),
        every(SEAL_EVERY_MS, () => sealJournal(work.deps.db, work.deps.signer, work.deps.now())),
      ];
    },
    async stop() {
      const running = stops;
      stops = [];
      await Promise.all(running.map((stop) => stop()));
    },
  };
}

const careWork = ({ care, deps, followClearing }: BackgroundDeps, every: Every): Stop[] => [
  every(PREPARE_EVERY_MS, care.prepareMonths),
  every(RESOLVE_EVERY_MS, care.resolve),
  every(RESOLVE_EVERY_MS, care.driveActs),
  ...(deps.channel === undefined ? [] : [every(RESOLVE_EVERY_MS, care.driveOrders)]),
  every(DETAILS_EVERY_MS, care.deliver),
  every(FOLLOW_EVERY_MS, () => Promise.all([followClearing(), care.deferUnconfirmed()])),
  every(INVOICES_EVERY_MS, care.reportInvoices),
  every(INVOICES_EVERY_MS, care.followReversals),
  every(INVOICES_EVERY_MS, care.redReceipts),
  every(INVOICES_EVERY_MS, care.followCatalogues),
];

const insuredWork = ({ insured }: BackgroundDeps, every: Every): Stop[] => [
  every(CLAIMS_EVERY_MS, insured.readPapers),
  every(CLAIMS_EVERY_MS, insured.tellRegister),
  every(RESOLVE_EVERY_MS, insured.driveFamily),
  every(RESOLVE_EVERY_MS, insured.driveTransfers),
  every(FOLLOW_EVERY_MS, insured.forgetLapsedFaces),
];

/** Who insures is followed with the insurers' keys; a node without products has no insurer to ask. */
function insurerWork({ deps, insured, followInsurers }: BackgroundDeps, every: Every): Stop[] {
  if (deps.commercial === undefined) return [];
  return [
    once(deps.scheduler, async () => void (await followInsurers())),
    every(INSURERS_EVERY_MS, followInsurers),
    every(RESOLVE_EVERY_MS, insured.driveCommercial),
  ];
}

/** Messages to people: what they are about is looked for behind the bills, never with them. */
function messageWork({ deps, insured }: BackgroundDeps, every: Every): Stop[] {
  if (deps.messageChannels === undefined) return [];
  return [
    every(DETAILS_EVERY_MS, insured.followCauses),
    every(INVOICES_EVERY_MS, insured.followPolicies),
    every(CLAIMS_EVERY_MS, insured.sendMessages),
  ];
}

function creditWork({ deps, insured }: BackgroundDeps, every: Every): Stop[] {
  if (deps.credit === undefined) return [];
  return [every(RESOLVE_EVERY_MS, insured.driveCredit), every(FOLLOW_EVERY_MS, insured.followCredit)];
}

/** Work to do at the start; the answer waits for it. */
function once(scheduler: Scheduler, work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const cancel = scheduler.after(0, () => {
    running = work();
    return running;
  });
  return async () => {
    cancel();
    await running.catch(() => undefined);
  };
}
