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
import type { Catalogue, PolicyLibrary } from '@zhijie/engine';
import { evidenceMigrations, type HeadSigner, headVerifier } from '@zhijie/evidence';
import {
  createPort,
  deliverOutbox,
  type Handlers,
  type Log,
  type NodeAddress,
  type NodeKeys,
  type PeerKeys,
  type Port,
  type Serve,
  type Transport,
} from '@zhijie/exchange';
import { readInvoice } from '@zhijie/invoice';
import { type Clock, type IdSource, ok } from '@zhijie/kernel';
import { ledgerMigrations } from '@zhijie/ledger';
import { createBackground } from './background.ts';
import type { CareLimits, LegBeside } from './care/deps.ts';
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
import { catalogueShelf } from './care-catalogue.ts';
import { type ClearingDesk, createClearingDesk } from './clearing/desk.ts';
import { followClearing, type PaymentsTaken, type TakeDeduction } from './clearing/money.ts';
import { type CooperationDesk, createCooperationDesk } from './cooperation/desk.ts';
import { deliverNotes, noteHandlers, noteInvariants, notesMigration } from './cooperation/notes.ts';
import { renderReversal, renderSettlement } from './gateway/index.ts';
import {
  type AreaRules,
  type CommercialDeps,
  type CreditDeps,
  createInsuredSide,
  type GatewayLine,
  gatewayLine,
  hubEntry,
  hubOutbox,
  type InsuredFigure,
  type InsuredSide,
  insuredFigures,
  insuredInvariants,
  insuredMigrations,
  insuredTradeRows,
  type MessageChannel,
} from './insured/index.ts';
import { dayTeller } from './nation/day.ts';
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
  /** Commercial products and the line to insurers; without it no insurer pays. */
  readonly commercial?: CommercialDeps | undefined;
  readonly limits?: Partial<CareLimits>;
  /** Where the cash part of mobile payments is paid; without one orders are refused. */
  readonly channel?: PaymentChannel | undefined;
  /** Carries notices of paid orders to hospitals; nobody is told unless given. */
  readonly tellHospital?: TellHospital | undefined;
  /** Ways out for messages to people; even none has the causes looked for, for the inboxes. */
  readonly messageChannels?: readonly MessageChannel[] | undefined;
  /** Banks that lend to patients, and their products. */
  readonly credit?: CreditDeps | undefined;
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
  /** Tells the nation the counts of today and the day before; `start` does it by itself. */
  tellNation(): Promise<number>;
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

const DELIVER_AT_ONCE = 50;

function careSideOf(
  deps: ProvinceDeps,
  port: ReturnType<typeof createPort>,
  { log, legBeside }: { readonly log: Log; readonly legBeside: LegBeside },
): CareSide {
  const catalogues = catalogueShelf(deps.catalogueOf, deps.now);
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
    signer: deps.signer,
    verifySigned: headVerifier(deps.keys.publicKey),
    limits: { ...DEFAULT_LIMITS, ...deps.limits },
    renderSettlement,
    renderReversal,
    auditKnowledge: deps.auditKnowledge,
    channel: deps.channel,
    tellHospital: deps.tellHospital,
    catalogueOf: catalogues.of,
    releases: catalogues.releases,
    // Somebody who carries the node's own messages is to carry these, too.
    ...(deps.local === undefined ? { legBeside } : {}),
    ...(crashpoint === undefined ? {} : { crashpoint }),
  });
}

function insuredSideOf(
  deps: ProvinceDeps,
  { port: { ask }, gateway }: { readonly port: Pick<Port, 'ask'>; readonly gateway: GatewayLine },
  log: Log,
): InsuredSide {
  const { address, areas, db, now, ids, policies, fieldKeys, lookupKey, directoryKey } = deps;
  const { areaRules, commercial, credit, crashpoint } = deps;
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
    entryOf: hubEntry(now),
    ask,
    readInvoice,
    log,
    ...(areaRules === undefined ? {} : { areaRules }),
    ...(deps.messageChannels === undefined ? {} : { messageChannels: deps.messageChannels }),
    ...(commercial === undefined ? {} : { commercial: { ...gateway, ...commercial } }),
    ...(credit === undefined ? {} : { credit }),
    ...(crashpoint === undefined ? {} : { crashpoint }),
  });
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
  const { db, now, log = () => {} } = deps;
  const port = createPort({ ...deps, log });
  const gateway = gatewayLine({ ask: port.ask, node: deps.address });
  const insured = insuredSideOf(deps, { port, gateway }, log);
  const care = careSideOf(deps, port, { log, legBeside: insured.legBeside });
  const taken: PaymentsTaken = { mark: null };
  const follow = async (): Promise<number> => {
    const told = (await restoreReversed(care.deps)) + (await tellDeductions(care.deps));
    const { address } = deps;
    const takeAtCare: TakeDeduction = (decided) => takeAtCareSide(care.deps, decided);
    const takeAtInsured: TakeDeduction = (decided) => insured.takeDeduction(decided);
    const money = { address, ask: port.ask, db, now, log, taken, takeAtCare, takeAtInsured };
    return told + (await followClearing(money));
  };
  const tellNation = dayTeller({ ...deps, ask: port.ask, log });
  const notes = { ...deps, node: deps.address, ask: port.ask };
  const send = deliverOutbox({ ask: port.ask, log });
  const deliverMessages = async () => (await runOutbox({ db, send, now, limit: DELIVER_AT_ONCE })).done;
  const background = createBackground({
    deps,
    care,
    insured,
    followInsurers: gateway.follow,
    followClearing: follow,
    tellNation,
    deliverMessages,
    deliverNotes: () => deliverNotes(notes),
  });
  return {
    address: deps.address,
    serve: port.serve({ ...handlersOf(deps, care, insured), ...noteHandlers(notes) }),
    care,
    insured,
    clearing: createClearingDesk({ address: deps.address, ask: port.ask, onMoved: follow }),
    followClearing: follow,
    tellNation,
    reconciliation: createReconciliationDesk({ address: deps.address, ask: port.ask }),
    cooperation: createCooperationDesk(notes),
    prepayment: createPrepaymentDesk({ address: deps.address, ask: port.ask, db, now }),
    resolve: care.resolve,
    deliver: () => sumOf([deliverMessages, care.deliver, insured.tellRegister, () => deliverNotes(notes)]),
    start: background.start,
    stop: background.stop,
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
