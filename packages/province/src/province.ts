import type { Knowledge } from '@zhijie/audit';
import type { FieldKey } from '@zhijie/crypto';
import {
  type Database,
  type Migration,
  nodeMigrations,
  pendingOutbox,
  runOutbox,
  type Scheduler,
  statement,
} from '@zhijie/database';
import { type Catalogue, classifyLine, type LineApproval, type PolicyLibrary } from '@zhijie/engine';
import { evidenceMigrations, type HeadSigner, sealJournal } from '@zhijie/evidence';
import {
  createPort,
  deliverOutbox,
  type Handlers,
  type Log,
  type NodeAddress,
  type NodeKeys,
  type PeerKeys,
  type Serve,
  type Transport,
} from '@zhijie/exchange';
import { readInvoice } from '@zhijie/invoice';
import { assert, type Clock, type IdSource, ok } from '@zhijie/kernel';
import { ledgerMigrations } from '@zhijie/ledger';
import type {
  CareCatalogue,
  CareLimits,
  CatalogueEntry,
  CatalogueKind,
  HospitalApproval,
} from './care/deps.ts';
import {
  type CareBreach,
  type CareFigure,
  type CareSide,
  careFigures,
  careInvariants,
  careMigrations,
  careTradeRows,
  createCareSide,
  DEFAULT_LIMITS,
  type PaymentChannel,
  type TellHospital,
} from './care/index.ts';
import {
  restoreReversed,
  takeFromNation as takeAtCareSide,
  tellDeductions,
} from './care/paying/deduction.ts';
import { type ClearingDesk, createClearingDesk } from './clearing/desk.ts';
import { followClearing, type PaymentsTaken, type TakeDeduction } from './clearing/money.ts';
import { type CooperationDesk, createCooperationDesk } from './cooperation/desk.ts';
import { deliverNotes, noteHandlers, noteInvariants, notesMigration } from './cooperation/notes.ts';
import { renderReversal, renderSettlement } from './gateway/index.ts';
import {
  type AreaRules,
  createInsuredSide,
  hubOutbox,
  type InsuredFigure,
  type InsuredSide,
  insuredFigures,
  insuredInvariants,
  insuredMigrations,
  insuredTradeRows,
} from './insured/index.ts';
import { createPrepaymentDesk, type PrepaymentDesk } from './prepayment/desk.ts';
import { createReconciliationDesk, type ReconciliationDesk } from './reconciliation/desk.ts';
import { comparisonHandlers } from './reconciliation/handlers.ts';

export type ProvinceDeps = {
  /** The province's two digits. */
  readonly address: NodeAddress;
  /** Pooling areas that this node insures. */
  readonly areas: readonly string[];
  readonly db: Database;
  readonly keys: NodeKeys;
  readonly peers: (address: NodeAddress) => PeerKeys | undefined;
  readonly transport: Transport;
  /** Link keys are renewed after it; one hour unless told. */
  readonly renewLinksAfterMs?: number | undefined;
  /** Carries the node's messages to itself; they stay inside the node unless told. */
  readonly local?: Transport;
  readonly now: Clock;
  readonly ids: IdSource;
  /** Signs the heads of the node's journal. */
  readonly signer: HeadSigner;
  readonly scheduler: Scheduler;
  readonly policies: PolicyLibrary;
  readonly catalogueOf: (careArea: string) => Catalogue;
  /** Field keys; the first one encrypts, all decrypt. */
  readonly fieldKeys: readonly FieldKey[];
  readonly lookupKey: Uint8Array;
  readonly directoryKey: Uint8Array;
  readonly areaRules?: (area: string) => Partial<AreaRules>;
  /** What the audit rules know (procedures V-15); the shipped example unless told. */
  readonly auditKnowledge?: Knowledge;
  readonly limits?: Partial<CareLimits>;
  /** Where the cash part of mobile payments is paid; without one orders are refused. */
  readonly channel?: PaymentChannel | undefined;
  /** Carries notices of paid orders to hospitals; nobody is told unless given. */
  readonly tellHospital?: TellHospital | undefined;
  readonly crashpoint?: (name: string) => void | Promise<void>;
  readonly log?: Log;
};

/** What one province's books say, and what is wrong in them. */
export type ProvinceFigures = {
  readonly node: NodeAddress;
  readonly care: readonly CareFigure[];
  readonly insured: readonly InsuredFigure[];
  readonly breaches: readonly CareBreach[];
};

export type Province = {
  readonly address: NodeAddress;
  readonly serve: Serve;
  readonly care: CareSide;
  readonly insured: InsuredSide;
  /** The agency's part in the monthly clearing, which the nation keeps. */
  readonly clearing: ClearingDesk;
  /**
   * Takes what the nation's clearing decided into both books; `start` does it by itself. Answers how much.
   */
  followClearing(): Promise<number>;
  /** Likewise in the daily reconciliation between care side, hub and insured side. */
  readonly reconciliation: ReconciliationDesk;
  /** Inquiries about fees and tickets between provinces. */
  readonly cooperation: CooperationDesk;
  /** Likewise in the prepayment, with the bank's entries in its own book. */
  readonly prepayment: PrepaymentDesk;
  /** Begins the resolver, deliveries and the sealing of the journal. */
  start(): void;
  /** Ends them, after what is under way. */
  stop(): Promise<void>;
  /** Resolves what is open now; `start` does it by itself. Answers how many intents it looked at. */
  resolve(): Promise<number>;
  /** Delivers what is due now: outbox and details. Answers how many were acknowledged. */
  deliver(): Promise<number>;
  figures(): Promise<ProvinceFigures>;
  /** Throws when the database does not answer. */
  health(): Promise<{ readonly outbox: { readonly entries: number; readonly oldestAt: number | null } }>;
};

/** Everything in a province's database: schemas node, evidence, two ledgers, insured and care. */
export const provinceMigrations: readonly Migration[] = [
  ...nodeMigrations,
  ...evidenceMigrations,
  ...ledgerMigrations('insured_ledger'),
  ...insuredMigrations,
  ...careMigrations,
  notesMigration,
];

const RESOLVE_EVERY_MS = 2000;
const DELIVER_EVERY_MS = 500;
const DETAILS_EVERY_MS = 5000;
const SEAL_EVERY_MS = 1000;
const CLAIMS_EVERY_MS = 2000;
const INVOICES_EVERY_MS = 60_000;
const PREPARE_EVERY_MS = 6 * 3_600_000;
const FOLLOW_EVERY_MS = 600_000;
const DELIVER_AT_ONCE = 50;

const APPROVALS: Record<HospitalApproval, LineApproval> = {
  'not-needed': 'default',
  approved: 'reimbursable',
  rejected: 'self-paid',
};

const CATALOGUE_KINDS: Readonly<Record<string, CatalogueKind>> = {
  drug: 'drug',
  herb: 'herbal-pieces',
  service: 'service',
  consumable: 'consumable',
};

function entriesOf(catalogue: Catalogue): readonly CatalogueEntry[] {
  return Array.from({ length: catalogue.size }, (_, row) => {
    const { pinyin, kind, ...item } = catalogue.item(row);
    const known = CATALOGUE_KINDS[kind];
    assert(known !== undefined, `Item ${item.itemCode} is of no known kind: ${kind}`);
    return { ...item, soundCode: pinyin, kind: known };
  });
}

/** The engine's catalogue as the care side uses it. */
function careCatalogue(catalogue: Catalogue): CareCatalogue {
  let entries: readonly CatalogueEntry[] | undefined;
  return {
    hash: catalogue.hash,
    items: () => {
      entries ??= entriesOf(catalogue);
      return entries;
    },
    classify: ({ approval, ...line }) => {
      const found = classifyLine(catalogue, { ...line, approval: APPROVALS[approval ?? 'not-needed'] });
      if (!found.ok) return found;
      const { row, ...classified } = found.value;
      return ok({ ...classified, itemName: catalogue.item(row).name, isLimited: false });
    },
  };
}

function careSideOf(deps: ProvinceDeps, port: ReturnType<typeof createPort>, log: Log): CareSide {
  const catalogues = new Map<string, CareCatalogue>();
  const { address, db, now, ids, fieldKeys, lookupKey, directoryKey, crashpoint } = deps;
  return createCareSide({
    node: address,
    db,
    now,
    ids,
    fieldKeys,
    lookupKey,
    directoryKey,
    log,
    ask: port.ask,
    limits: { ...DEFAULT_LIMITS, ...deps.limits },
    renderSettlement,
    renderReversal,
    auditKnowledge: deps.auditKnowledge,
    channel: deps.channel,
    tellHospital: deps.tellHospital,
    catalogueOf(area) {
      const known = catalogues.get(area) ?? careCatalogue(deps.catalogueOf(area));
      catalogues.set(area, known);
      return known;
    },
    ...(crashpoint === undefined ? {} : { crashpoint }),
  });
}

function insuredSideOf(
  deps: ProvinceDeps,
  { ask }: Pick<ReturnType<typeof createPort>, 'ask'>,
  log: Log,
): InsuredSide {
  const { address, areas, db, now, ids, policies, fieldKeys, lookupKey, directoryKey } = deps;
  const { areaRules, crashpoint } = deps;
  return createInsuredSide({
    node: address,
    areas,
    db,
    now,
    ids,
    policies,
    fieldKeys,
    lookupKey,
    directoryKey,
    enqueue: hubOutbox(now),
    ask,
    readInvoice,
    log,
    ...(areaRules === undefined ? {} : { areaRules }),
    ...(crashpoint === undefined ? {} : { crashpoint }),
  });
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

const PING = statement('province-ping', 'SELECT 1 AS one');

/** Works one after the other; what they did, in all. */
async function sumOf(works: readonly (() => Promise<number>)[]): Promise<number> {
  let sum = 0;
  for (const work of works) sum += await work();
  return sum;
}

/** What other nodes may ask of this one. */
function handlersOf({ address, db, now }: ProvinceDeps, care: CareSide, insured: InsuredSide): Handlers {
  return {
    ...care.handlers,
    ...insured.handlers,
    ...comparisonHandlers(address, db, { care: careTradeRows, insured: insuredTradeRows }),
    'node.ping@1': async () => ok({ answeredAt: now() }),
  };
}

/** A provincial node: both sides on one database, one address in the exchange. */
export function createProvince(deps: ProvinceDeps): Province {
  const { db, now, scheduler, log = () => {} } = deps;
  const port = createPort({ ...deps, log });
  const care = careSideOf(deps, port, log);
  const insured = insuredSideOf(deps, port, log);
  const taken: PaymentsTaken = { mark: null };
  const follow = async (): Promise<number> => {
    const told = (await restoreReversed(care.deps)) + (await tellDeductions(care.deps));
    const { address } = deps;
    const takeAtCare: TakeDeduction = (decided) => takeAtCareSide(care.deps, decided);
    const takeAtInsured: TakeDeduction = (decided) => insured.takeDeduction(decided);
    const money = { address, ask: port.ask, db, now, log, taken, takeAtCare, takeAtInsured };
    return told + (await followClearing(money));
  };
  const notes = { ...deps, node: deps.address, ask: port.ask };
  const send = deliverOutbox({ ask: port.ask, log });
  const deliverMessages = async () => (await runOutbox({ db, send, now, limit: DELIVER_AT_ONCE })).done;
  let stops: (() => Promise<void>)[] = [];
  return {
    address: deps.address,
    serve: port.serve({ ...handlersOf(deps, care, insured), ...noteHandlers(notes) }),
    care,
    insured,
    clearing: createClearingDesk({ address: deps.address, ask: port.ask, onMoved: follow }),
    followClearing: follow,
    reconciliation: createReconciliationDesk({ address: deps.address, ask: port.ask }),
    cooperation: createCooperationDesk(notes),
    prepayment: createPrepaymentDesk({ address: deps.address, ask: port.ask, db, now }),
    resolve: care.resolve,
    deliver: () => sumOf([deliverMessages, care.deliver, insured.tellRegister, () => deliverNotes(notes)]),
    start() {
      const every = (ms: number, work: () => Promise<unknown>) =>
        scheduler.every(ms, async () => void (await work()));
      stops = [
        once(scheduler, care.prepareMonths),
        every(PREPARE_EVERY_MS, care.prepareMonths),
        every(RESOLVE_EVERY_MS, care.resolve),
        ...(deps.channel === undefined ? [] : [every(RESOLVE_EVERY_MS, care.driveOrders)]),
        every(DELIVER_EVERY_MS, deliverMessages),
        every(DETAILS_EVERY_MS, care.deliver),
        every(DETAILS_EVERY_MS, () => deliverNotes(notes)),
        every(FOLLOW_EVERY_MS, () => Promise.all([follow(), care.deferUnconfirmed()])),
        every(CLAIMS_EVERY_MS, insured.readPapers),
        every(CLAIMS_EVERY_MS, insured.tellRegister),
        every(INVOICES_EVERY_MS, care.reportInvoices),
        every(SEAL_EVERY_MS, () => sealJournal(db, deps.signer, now())),
      ];
    },
    async stop() {
      const running = stops;
      stops = [];
      await Promise.all(running.map((stop) => stop()));
    },
    figures: () => figuresOf(deps),
    async health() {
      await db.query(PING, []);
      const { entries, oldestAt } = await pendingOutbox(db);
      return { outbox: { entries, oldestAt } };
    },
  };
}

async function figuresOf({ address, db, now }: ProvinceDeps): Promise<ProvinceFigures> {
  return {
    node: address,
    care: await careFigures(db),
    insured: await insuredFigures(db),
    breaches: [
      ...(await careInvariants(db, now())),
      ...(await insuredInvariants(db)),
      ...(await noteInvariants(db)),
    ],
  };
}
