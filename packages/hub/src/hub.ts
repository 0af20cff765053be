import { type Database, type Migration, pendingOutbox, type Scheduler, statement } from '@zhijie/database';
import type { HeadSigner } from '@zhijie/evidence';
import {
  createPort,
  GATEWAY,
  type Handlers,
  HUB,
  type Log,
  type NodeAddress,
  type NodeKeys,
  type PeerKeys,
  readFrame,
  type Serve,
  type Transport,
} from '@zhijie/exchange';
import { type Clock, type IdSource, ok } from '@zhijie/kernel';
import { createBackground } from './background.ts';
import { type Circulars, createCirculars } from './circular/circular.ts';
import { createTally } from './circular/tally.ts';
import { type Clearing, createClearing } from './clearing/clearing.ts';
import { clearingHandlers } from './clearing/handlers.ts';
import { type Cooperation, createCooperation } from './cooperation/cooperation.ts';
import { cooperationHandlers } from './cooperation/handlers.ts';
import { directoryHandlers } from './directory/handlers.ts';
import { filingHandlers } from './filing/handlers.ts';
import { forward } from './forward.ts';
import { invoiceHandlers } from './invoice/handlers.ts';
import { hubMigrations } from './migrations.ts';
import { mutualAidHandlers } from './mutual-aid/handlers.ts';
import { createMutualAid, type MutualAid } from './mutual-aid/mutual-aid.ts';
import { dayHandlers } from './overview/days.ts';
import { createOverview, type Overview } from './overview/overview.ts';
import { prepaymentHandlers } from './prepayment/handlers.ts';
import { createPrepayment, type Prepayment } from './prepayment/prepayment.ts';
import { reconciliationHandlers } from './reconciliation/handlers.ts';
import { createReconciliation, type Reconciliation } from './reconciliation/reconciliation.ts';
import { createOpenStatistics, type OpenStatistics } from './statistics/statistics.ts';

export type HubDeps = {
  readonly db: Database;
  readonly keys: NodeKeys;
  readonly peers: (address: NodeAddress) => PeerKeys | undefined;
  /** The provinces of the network. */
  readonly topology: readonly NodeAddress[];
  /** Whether the insurer gateway is a node of the network; it is unless told. */
  readonly hasGateway?: boolean;
  readonly transport: Transport;
  /** Link keys are renewed after it; one hour unless told. */
  readonly renewLinksAfterMs?: number | undefined;
  readonly now: Clock;
  readonly ids: IdSource;
  /** Signs the heads of the hub's journal. */
  readonly signer: HeadSigner;
  readonly scheduler: Scheduler;
  readonly log?: Log;
};

export type HubHealth = {
  readonly isServing: boolean;
  readonly outbox: { readonly entries: number; readonly oldestAt: number | null };
};

export type Hub = {
  readonly address: NodeAddress;
  readonly serve: Serve;
  /** The monthly clearing; provinces reach it by messages, the nation's own operators here. */
  readonly clearing: Clearing;
  /** Inquiries and tickets between provinces, reached likewise. */
  readonly cooperation: Cooperation;
  /** The daily reconciliation of care side, hub and insured side, reached likewise. */
  readonly reconciliation: Reconciliation;
  /** The prepayment between provinces, reached likewise. */
  readonly prepayment: Prepayment;
  /** Wallets of mutual aid between relatives, reached likewise. */
  readonly mutualAid: MutualAid;
  /** The monthly and quarterly reports on the network (procedures C-08). */
  readonly circulars: Circulars;
  /** What the nation's pages read: figures, how things stand, from the matrix down to a bill. */
  readonly overview: Overview;
  /** Closed months for everybody, small counts hidden. */
  readonly statistics: OpenStatistics;
  readonly now: Clock;
  /** Begins deliveries and the sealing of the journal. */
  start(): void;
  /** Ends them, after what is under way. */
  stop(): Promise<void>;
  /** Delivers what is due now; `start` does it by itself. Returns how many rows were acknowledged. */
  deliver(): Promise<number>;
  readonly migrations: readonly Migration[];
  /** Throws when the database does not answer. */
  health(): Promise<HubHealth>;
};

/** The national node: forwards sealed requests, records trades, keeps the directory and filing summaries. */
export function createHub(deps: HubDeps): Hub {
  const { db, now, scheduler, log = () => {} } = deps;
  const provinces = new Set(deps.topology);
  const knows = (address: NodeAddress) => provinces.has(address);
  const reaches = (address: NodeAddress) =>
    knows(address) || (address === GATEWAY && deps.hasGateway !== false);
  const port = createPort({ ...deps, address: HUB, log });
  const { signer } = deps;
  const clearing = createClearing({ db, now, signer });
  const prepayment = createPrepayment({ db, now, clearing, knows, wakeOutbox: () => background.wake() });
  const cooperation = createCooperation({ db, now, ids: deps.ids, knows });
  const mutualAid = createMutualAid({ db, now, ask: port.ask, wakeOutbox: () => background.wake() });
  const provincesInOrder = [...deps.topology].sort();
  const reconciliation = createReconciliation({ ...deps, ask: port.ask, provinces: provincesInOrder });
  const tally = createTally({ db, now });
  const background = createBackground({
    db,
    now,
    scheduler,
    signer,
    ask: port.ask,
    log,
    generateDue: clearing.generateDue,
    observe: prepayment.observe,
    reconcileDue: reconciliation.reconcileDue,
    lapse: mutualAid.lapse,
    flushTally: tally.flush,
  });
  const parts = { clearing, prepayment, mutualAid, reconciliation, cooperation };
  const told = { db, now, clearing, provinces: provincesInOrder, flush: tally.flush };
  const own = port.serve(handlersOf({ db, now, knows, wake: background.wake, ...parts }));
  return {
    address: HUB,
    ...parts,
    circulars: createCirculars(told),
    overview: createOverview({ ...told, prepayment }),
    statistics: createOpenStatistics(told),
    now,
    migrations: hubMigrations,
    async serve(bytes, peer) {
      const frame = readFrame(bytes);
      const isForOther = frame.ok && frame.value.header.kind === 'request' && frame.value.header.to !== HUB;
      // Behind the hub there is nobody to vouch for: a neighbour speaks only in its own name.
      if (isForOther && frame.value.header.from === peer && reaches(peer))
        return await forward(
          { db, port, transport: deps.transport, knows: reaches, log, now, tally },
          frame.value,
          bytes,
        );
      return await own(bytes, peer);
    },
    start: background.start,
    stop: background.stop,
    deliver: background.deliver,
    health: () => healthOf(db, background.isRunning()),
  };
}

type HandlerDeps = Pick<Hub, 'clearing' | 'prepayment' | 'mutualAid' | 'reconciliation' | 'cooperation'> &
  Pick<HubDeps, 'db' | 'now'> & {
    readonly knows: (address: NodeAddress) => boolean;
    readonly wake: () => void;
  };

/** What the hub answers in its own name. */
function handlersOf({ db, now, knows, wake, ...parts }: HandlerDeps): Handlers {
  return {
    ...directoryHandlers({ db, now }),
    ...filingHandlers({ db, now, knows, wakeOutbox: wake }),
    ...clearingHandlers({ db, now, clearing: parts.clearing }),
    ...prepaymentHandlers(parts.prepayment),
    ...mutualAidHandlers(parts.mutualAid),
    ...reconciliationHandlers(parts.reconciliation),
    ...cooperationHandlers(parts.cooperation),
    ...invoiceHandlers({ db, now }),
    ...dayHandlers({ db, now }),
    'node.ping@1': async () => ok({ answeredAt: now() }),
  };
}

const ALIVE = statement('hub-alive', 'SELECT count(*) AS schemas FROM pg_namespace WHERE nspname = $1');

async function healthOf(db: Database, isStarted: boolean): Promise<HubHealth> {
  const [row] = await db.query<{ schemas: number }>(ALIVE, ['hub']);
  const { entries, oldestAt } = await pendingOutbox(db);
  return { isServing: isStarted && row?.schemas === 1, outbox: { entries, oldestAt } };
}
