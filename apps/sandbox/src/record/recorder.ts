import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log, Transport } from '@zhijie/exchange';
import { type Clock, type Instant, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { AroundCall, HospitalRequest } from '@zhijie/province';
import {
  encodeFailure,
  encodeGatewayRejection,
  referenceNumber,
  withMessageId,
  withUntidyOutput,
} from '@zhijie/wire';
import type { ForcedOutcome, Outcomes } from '../outcome/outcomes.ts';
import { causeOf } from './afterwards.ts';
import type { RecordedCall, Step } from './call.ts';
import { createRing, type RingLimits } from './ring.ts';
import { type HopPlan, type OpenStep, observed, readStep, type Watch } from './steps.ts';
import { inspect, summaryOf } from './summary.ts';

export type RecorderDeps = {
  readonly now: Clock;
  /** Milliseconds that only ever grow, for durations. */
  readonly ticks: () => number;
  /** Does work when nobody waits for it. */
  readonly later: (work: () => void) => void;
  readonly wait: (ms: number) => Promise<void>;
  readonly outcomes: Outcomes;
  readonly log: Log;
  readonly limits?: Partial<RingLimits>;
};

export type Replay = 'same' | 'new-message-id';

export type Recorder = {
  /** Stands around every call of the gateway. What the recorder itself gets wrong never reaches a call. */
  readonly around: AroundCall;
  /** The transport of the node `from`, whose hops belong to the call that caused them. */
  observe(from: string, transport: Transport): Transport;
  find(id: string): RecordedCall | undefined;
  newest(): Iterable<RecordedCall>;
  /** Told of every call when it has been taken apart; answers how to stop listening. */
  listen(listener: (call: RecordedCall) => void): () => void;
  /** Delivers a recorded call once more. Refusals: `call-unknown`, `call-cut`, `no-message-id`. */
  replay(id: string, how: Replay): Promise<Result<{ readonly id: string }, Refusal<ReplayRefusal>>>;
  clear(): void;
  /** Calls that were answered and not kept: too many at once. */
  readonly missed: number;
};

export type ReplayRefusal = 'call-unknown' | 'call-cut' | 'no-message-id';

const LIMITS: RingLimits = { calls: 1000, bytes: 48 * 1024 * 1024 };
/** Longer messages are kept by their beginning. */
const LONGEST_KEPT = 512 * 1024;
const MOST_WAITING = 500;
/** The resolver asks again and again while a place is down: the first tell what happens. */
const MOST_AFTERWARDS = 40;

type Begun = {
  readonly id: string;
  readonly at: Instant;
  readonly startedAt: number;
  readonly request: HospitalRequest;
  readonly steps: OpenStep[];
  readonly forced: ForcedOutcome | null;
  readonly replayOf: string | null;
};

type Done = { readonly answer: Uint8Array; readonly isDelivered: boolean; readonly endedAt: number };

const planOf = (forced: ForcedOutcome | null): HopPlan => ({
  isInsuredDown: forced?.kind === 'insured-down',
  losesAnswers: forced?.kind === 'insured-answer-lost' ? 1 : 0,
});

const cut = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength <= LONGEST_KEPT ? bytes : bytes.slice(0, LONGEST_KEPT);

function recordOf(begun: Begun, done: Done): RecordedCall {
  const { request, steps, startedAt, id, at, forced, replayOf } = begun;
  const kept = { request: cut(request.body), answer: cut(done.answer), path: request.path };
  const about = {
    id,
    at,
    forced,
    replayOf,
    durationMs: Math.round((done.endedAt - startedAt) * 10) / 10,
    isDelivered: done.isDelivered,
    hops: steps.length,
  };
  return {
    ...kept,
    summary: summaryOf(about, inspect(kept)),
    headers: request.headers,
    isDelivered: done.isDelivered,
    isCut: kept.request !== request.body || kept.answer !== done.answer,
    steps: steps.map((step) => readStep(step, startedAt)),
    afterwards: [],
  };
}

/** Answers without asking the network at all; null for an outcome that asks it. */
function answeredAtOnce(forced: ForcedOutcome | null, at: Instant): Uint8Array | null {
  if (forced?.kind === 'clock-skew') return encodeGatewayRejection('gateway-timestamp');
  if (forced?.kind !== 'refuse') return null;
  const reference = referenceNumber({ careRegion: null, at, serial: 0 });
  return encodeFailure({ error: forced.error }, { reference, receivedAt: at, answeredAt: at });
}

type Answer = Parameters<AroundCall>[1];
type Kept = RecordedCall & { readonly id: string; readonly startedAt: number; readonly afterwards: Step[] };

/** In the order of sending, a hop before those inside it: it is told last, because it ends last. */
function place(steps: Step[], step: Step): void {
  steps.push(step);
  steps.sort(
    (a, b) => a.startedAfter - b.startedAfter || (b.endedAfter ?? Infinity) - (a.endedAfter ?? Infinity),
  );
}

/** The calls that were kept. A call is looked at when its answer is on its way, never before. */
function createBook({ later, log, limits }: Pick<RecorderDeps, 'later' | 'log' | 'limits'>) {
  const ring = createRing<Kept>({ ...LIMITS, ...limits });
  const listeners = new Set<(call: RecordedCall) => void>();
  let waiting = 0;
  let missed = 0;
  const keep = (begun: Begun, done: Done): void => {
    const record = recordOf(begun, done);
    const kept: Kept = { ...record, id: begun.id, startedAt: begun.startedAt, afterwards: [] };
    ring.add(kept, record.request.byteLength + record.answer.byteLength + 2048);
    for (const listener of listeners) listener(kept);
  };
  /** A hop for which nobody waited goes to the call that caused it, where one is found. */
  const attach = (step: OpenStep): void =>
    later(() => {
      try {
        const call = causeOf(step, ring.newest());
        if (call !== undefined && call.afterwards.length < MOST_AFTERWARDS)
          place(call.afterwards, readStep(step, call.startedAt));
      } catch (error) {
        log({ level: 'error', event: 'sandbox-record-failed', error });
      }
    });
  return {
    ring,
    listeners,
    attach,
    missed: () => missed,
    end(begun: Begun, done: Done): void {
      if (waiting >= MOST_WAITING) {
        missed += 1;
        return;
      }
      waiting += 1;
      later(() => {
        waiting -= 1;
        try {
          keep(begun, done);
        } catch (error) {
          missed += 1;
          log({ level: 'error', event: 'sandbox-record-failed', error });
        }
      });
    },
  };
}

type Performer = {
  begin(request: HospitalRequest, forced: ForcedOutcome | null, replayOf: string | null): Begun;
  /** The answer, or null where the hospital is to hear nothing. */
  perform(begun: Begun, answer: Answer): Promise<Uint8Array | null>;
};

/** Answers calls through the gateway, as their forced outcomes say. */
function createPerformer(
  { now, ticks, wait }: Pick<RecorderDeps, 'now' | 'ticks' | 'wait'>,
  book: ReturnType<typeof createBook>,
  running: AsyncLocalStorage<Watch>,
): Performer {
  let serial = 0;
  const run = async (begun: Begun, answer: Answer): Promise<Uint8Array> => {
    const { forced, request, steps } = begun;
    const atOnce = answeredAtOnce(forced, begun.at);
    if (atOnce !== null) return atOnce;
    const watch = { steps, plan: planOf(forced) };
    const bytes = await running.run(watch, () => answer(request));
    if (forced?.kind === 'delay') await wait(forced.ms);
    return forced?.kind === 'dirty-data' ? withUntidyOutput(bytes) : bytes;
  };
  return {
    begin(request, forced, replayOf) {
      serial += 1;
      const id = `c${serial}`;
      return { id, at: now(), startedAt: ticks(), request, steps: [], forced, replayOf };
    },
    async perform(begun, answer) {
      const isDelivered = begun.forced?.kind !== 'drop-answer';
      const bytes = await run(begun, answer);
      book.end(begun, { answer: bytes, isDelivered, endedAt: ticks() });
      return isDelivered ? bytes : null;
    },
  };
}

/** The latest calls of a gateway, with what was forced upon them and what their messages did. */
export function createRecorder(deps: RecorderDeps): Recorder {
  const { now, ticks, outcomes, log } = deps;
  const book = createBook(deps);
  const running = new AsyncLocalStorage<Watch>();
  const { begin, perform } = createPerformer(deps, book, running);
  const { ring, listeners } = book;
  let latestAnswer: Answer | null = null;
  let replays = 0;

  const taken = (request: HospitalRequest): ForcedOutcome | null => {
    try {
      return outcomes.take(request);
    } catch (error) {
      log({ level: 'error', event: 'sandbox-outcome-failed', error });
      return null;
    }
  };

  return {
    async around(request, answer) {
      latestAnswer = answer;
      const forced = taken(request);
      const first = perform(begin(request, forced, null), answer);
      if (forced?.kind !== 'duplicate') return first;
      const [bytes] = await Promise.all([first, perform(begin(request, forced, null), answer)]);
      return bytes;
    },
    observe: (from, transport) =>
      observed(transport, from, { watchOf: () => running.getStore(), alone: book.attach, ticks }),
    find: (id) => ring.find(id),
    newest: () => ring.newest(),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async replay(id, how) {
      const call = ring.find(id);
      if (call === undefined || latestAnswer === null) return refuse('call-unknown');
      if (call.isCut) return refuse('call-cut');
      replays += 1;
      const newId = `R${now().toString(36)}${replays.toString(36)}`.toUpperCase();
      const body = how === 'same' ? call.request : withMessageId(call.request, newId);
      if (body === null) return refuse('no-message-id');
      const begun = begin({ body, path: call.path, headers: call.headers }, null, id);
      await perform(begun, latestAnswer);
      return ok({ id: begun.id });
    },
    clear: () => ring.clear(),
    get missed() {
      return book.missed();
    },
  };
}
