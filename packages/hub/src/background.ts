import { type Database, runOutbox, type Scheduler } from '@zhijie/database';
import { type HeadSigner, sealJournal } from '@zhijie/evidence';
import { type Ask, deliverOutbox, type Log } from '@zhijie/exchange';
import type { Clock } from '@zhijie/kernel';
import { foldBalances } from '@zhijie/ledger';

export type BackgroundDeps = {
  readonly db: Database;
  readonly now: Clock;
  readonly scheduler: Scheduler;
  readonly signer: HeadSigner;
  readonly ask: Ask;
  readonly log: Log;
  /** Generates the clearings whose day has come; answers their months. */
  readonly generateDue: () => Promise<readonly string[]>;
  /** Compares days that are due with the provinces (procedures R-01). */
  readonly reconcileDue: () => Promise<unknown>;
  /** Adds what was counted of forwarded messages to the statistics. */
  readonly flushTally: () => Promise<void>;
  /** Notes changes of the prepayments' alert levels. */
  readonly observe: () => Promise<number>;
  /** Ends holds on wallets whose time has come. */
  readonly lapse: () => Promise<number>;
};

/** What the hub does without being asked: deliver, seal the journal, fold balances, generate clearings. */
export type Background = {
  start(): void;
  /** Ends it, after what is under way. */
  stop(): Promise<void>;
  /** Delivers what is due now; returns how many rows were acknowledged. */
  deliver(): Promise<number>;
  /** Asks for a delivery at once; without effect while stopped. */
  wake(): void;
  isRunning(): boolean;
};

/** Design §5: heads are signed every second. */
const SEAL_EVERY_MS = 1000;
const DELIVER_EVERY_MS = 500;
const FOLD_EVERY_MS = 60_000;
const LAPSE_EVERY_MS = 10_000;
const TALLY_EVERY_MS = 60_000;
const GENERATE_EVERY_MS = 600_000;
const RECONCILE_EVERY_MS = 600_000;
const DELIVER_AT_ONCE = 50;

export function createBackground(deps: BackgroundDeps): Background {
  const { db, now, scheduler } = deps;
  const send = deliverOutbox({ ask: deps.ask, log: deps.log });
  const deliver = async () => (await runOutbox({ db, send, now, limit: DELIVER_AT_ONCE })).done;
  let stops: (() => Promise<void>)[] = [];
  let woken: Promise<unknown> = Promise.resolve();
  return {
    deliver,
    start() {
      stops = [
        scheduler.every(SEAL_EVERY_MS, async () => void (await sealJournal(db, deps.signer, now()))),
        scheduler.every(DELIVER_EVERY_MS, async () => void (await deliver())),
        scheduler.every(GENERATE_EVERY_MS, async () => {
          await deps.generateDue();
          await deps.observe();
        }),
        scheduler.every(RECONCILE_EVERY_MS, async () => void (await deps.reconcileDue())),
        scheduler.every(TALLY_EVERY_MS, deps.flushTally),
        scheduler.every(LAPSE_EVERY_MS, async () => void (await deps.lapse())),
        scheduler.every(FOLD_EVERY_MS, async () => void (await foldBalances(db, 'hub_ledger'))),
      ];
    },
    async stop() {
      const ending = stops;
      stops = [];
      await Promise.all([woken, ...ending.map((stop) => stop())]);
      if (ending.length > 0) await deps.flushTally();
    },
    wake() {
      if (stops.length === 0) return;
      scheduler.after(0, async () => {
        if (stops.length === 0) return;
        const run = deliver();
        woken = Promise.allSettled([woken, run]);
        await run;
      });
    },
    isRunning: () => stops.length > 0,
  };
}
