import { type Database, type Migration, pendingOutbox, type Scheduler } from '@zhijie/database';
import { type HeadSigner, sealJournal } from '@zhijie/evidence';
import {
  createPort,
  GATEWAY,
  type Handlers,
  type Log,
  type NodeAddress,
  type NodeKeys,
  type PeerKeys,
  type Serve,
  type Transport,
} from '@zhijie/exchange';
import { type Clock, type IdSource, ok, type Result } from '@zhijie/kernel';
import { foldBalances } from '@zhijie/ledger';
import { askInsurer, type Waiting } from './ask/ask.ts';
import { type CallCore, httpCore } from './ask/core.ts';
import { type ClaimCursor, type ClaimState, claimsOf, decideClaim } from './claim/claims.ts';
import { checkPersonPayment, payPerson } from './claim/person-payments.ts';
import { readStatement, takeStep } from './clearing/clearing.ts';
import { drawDue } from './clearing/draw.ts';
import { statementBooks } from './clearing/store.ts';
import { type GatewayDeps, LEDGER } from './deps.ts';
import { releaseInvoice, useInvoice } from './invoice/register.ts';
import { type LossRow, lossOf } from './loss.ts';
import { gatewayMigrations } from './migrations.ts';
import type { InsurerActor } from './operator.ts';
import { type FactCursor, factsOf, takeFact } from './payment/facts.ts';
import { deliverNotices, waitingNotices } from './payment/notices.ts';
import type { GatewayRefusal } from './refusals.ts';
import { joinInsurer, type SignedWord } from './registry/join.ts';
import { enterRegistry, type Insurer, type InsurerEntry, insurersOf } from './registry/registry.ts';

export type InsurerGatewayDeps = {
  readonly db: Database;
  readonly keys: NodeKeys;
  readonly peers: (address: NodeAddress) => PeerKeys | undefined;
  readonly transport: Transport;
  readonly now: Clock;
  readonly ids: IdSource;
  /** Signs the heads of the gateway's journal. */
  readonly signer: HeadSigner;
  readonly scheduler: Scheduler;
  /** Key of the network's register of used invoices, shared with the provinces. */
  readonly directoryKey: Uint8Array;
  /** Reaches insurers' systems; over HTTP unless told. */
  readonly call?: CallCore;
  readonly answerWithinMs?: number;
  readonly log?: Log;
};

type Act<F> = F extends (deps: GatewayDeps, ...rest: infer R) => infer A ? (...rest: R) => A : never;
type PageOf<C> = { readonly after: C | null; readonly limit: number };

/** The node through which insurers join one-stop settlement over one line (OS2), as a library. */
export type InsurerGateway = {
  readonly address: NodeAddress;
  readonly serve: Serve;
  readonly now: Clock;
  readonly migrations: readonly Migration[];
  /** Brings in insurers and products as the files of the installation name them. */
  enter(entries: readonly InsurerEntry[]): Promise<void>;
  join(
    word: SignedWord,
    admittedBy: string,
  ): Promise<Result<{ insurer: string; number: number }, GatewayRefusal>>;
  insurers(): Promise<readonly Insurer[]>;
  readonly claims: (
    actor: InsurerActor,
    page: PageOf<ClaimCursor> & { readonly state: ClaimState | null },
  ) => ReturnType<typeof claimsOf>;
  readonly decideClaim: Act<typeof decideClaim>;
  readonly payPerson: Act<typeof payPerson>;
  readonly checkPersonPayment: Act<typeof checkPersonPayment>;
  readonly payments: (actor: InsurerActor, page: PageOf<FactCursor>) => ReturnType<typeof factsOf>;
  readonly statements: (
    actor: InsurerActor,
    asked: { readonly month: string | null; readonly after: string; readonly limit: number },
  ) => ReturnType<typeof statementBooks>;
  readonly statement: Act<typeof readStatement>;
  readonly statementStep: Act<typeof takeStep>;
  readonly useInvoice: Act<typeof useInvoice>;
  readonly releaseInvoice: Act<typeof releaseInvoice>;
  readonly losses: (actor: InsurerActor, year: number) => Promise<LossRow[]>;
  /** Draws up the statements that are due; `start` does it by itself. Answers how many it made. */
  drawDue(): Promise<number>;
  /** Tells insurers' systems what is due; `start` does it by itself. Answers how many were heard. */
  deliver(): Promise<number>;
  start(): void;
  /** Ends background work and what still waits for insurers. */
  stop(): Promise<void>;
  /** Throws when the database does not answer. */
  health(): Promise<{ readonly outbox: { readonly entries: number; readonly oldestAt: number | null } }>;
};

/** So that the asker, who waits 3 s (K-07), has the answer or knows that there is none. */
const ANSWER_WITHIN_MS = 2500;
const SEAL_EVERY_MS = 1000;
const DELIVER_EVERY_MS = 1000;
const DRAW_EVERY_MS = 600_000;
const FOLD_EVERY_MS = 60_000;

function handlersOf(deps: GatewayDeps, waiting: Waiting): Handlers {
  return {
    'insurer.ask@1': ({ question }, { from }) => askInsurer(deps, question, { node: from, waiting }),
    'commercial.paid@1': (fact, { from }) => takeFact(deps, fact, from),
    'insurer.list@1': async ({ product }) => {
      const all = await insurersOf(deps.db);
      const stands = ({ products }: Insurer): boolean =>
        product === null || products.some((each) => each.product === product);
      const insurers = all.filter(stands).map(({ insurer, name, publicKey, products }) => ({
        insurer,
        name,
        publicKey,
        products: [...products],
      }));
      return ok({ insurers });
    },
    'node.ping@1': async () => ok({ answeredAt: deps.now() }),
  };
}

/** What waits for late answers, and its end. */
function lateListening(): Waiting & { end(): Promise<void> } {
  const stopping = new AbortController();
  const open = new Set<Promise<unknown>>();
  return {
    signal: stopping.signal,
    track(work) {
      const ended = work.catch(() => undefined).finally(() => open.delete(ended));
      open.add(ended);
    },
    async end() {
      stopping.abort();
      await Promise.all(open);
    },
  };
}

/** The insurer gateway over its database. */
export function createInsurerGateway(given: InsurerGatewayDeps): InsurerGateway {
  const { db, now, scheduler, signer, log = () => {} } = given;
  const port = createPort({ ...given, address: GATEWAY, log });
  const { privateKey } = given.keys;
  const deps: GatewayDeps = {
    db,
    now,
    privateKey,
    call: given.call ?? httpCore(privateKey),
    ask: port.ask,
    invoiceKey: given.directoryKey,
    answerWithinMs: given.answerWithinMs ?? ANSWER_WITHIN_MS,
    log,
  };
  const waiting = lateListening();
  const deliver = () => deliverNotices(deps, waiting.signal);
  let stops: (() => Promise<void>)[] = [];
  return {
    address: GATEWAY,
    serve: port.serve(handlersOf(deps, waiting)),
    now,
    migrations: gatewayMigrations,
    enter: (entries) => enterRegistry(db, entries),
    join: (word, admittedBy) => joinInsurer(deps, word, admittedBy),
    insurers: () => insurersOf(db),
    claims: ({ insurer }, page) => claimsOf(db, insurer, page),
    decideClaim: (actor, asked) => decideClaim(deps, actor, asked),
    payPerson: (actor, payment) => payPerson(deps, actor, payment),
    checkPersonPayment: (actor, check) => checkPersonPayment(deps, actor, check),
    payments: ({ insurer }, page) => factsOf(db, insurer, page),
    statements: ({ insurer }, asked) => statementBooks(db, insurer, asked),
    statement: (actor, statementId) => readStatement(deps, actor, statementId),
    statementStep: (actor, asked) => takeStep(deps, actor, asked),
    useInvoice: (actor, use) => useInvoice(deps, actor, use),
    releaseInvoice: (actor, use) => releaseInvoice(deps, actor, use),
    losses: ({ insurer }, year) => lossOf(db, insurer, year),
    drawDue: () => drawDue(db, now()),
    deliver,
    start() {
      stops = [
        scheduler.every(SEAL_EVERY_MS, async () => void (await sealJournal(db, signer, now()))),
        scheduler.every(DELIVER_EVERY_MS, async () => void (await deliver())),
        scheduler.every(DRAW_EVERY_MS, async () => void (await drawDue(db, now()))),
        scheduler.every(FOLD_EVERY_MS, async () => void (await foldBalances(db, LEDGER))),
      ];
    },
    async stop() {
      const ending = stops;
      stops = [];
      await Promise.all([...ending.map((stop) => stop()), waiting.end()]);
    },
    async health() {
      const [outbox, notices] = [await pendingOutbox(db), await waitingNotices(db)];
      const oldest = [outbox.oldestAt, notices.oldestAt].filter((each) => each !== null);
      const entries = outbox.entries + notices.entries;
      return { outbox: { entries, oldestAt: oldest.length === 0 ? null : Math.min(...oldest) } };
    },
  };
}
