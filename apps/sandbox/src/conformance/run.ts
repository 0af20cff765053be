import { importPublic, sm3Hex, verify } from '@zhijie/crypto';
import { formatDateTime, type Instant, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import type { Outcomes } from '../outcome/outcomes.ts';
import { readOutcome } from '../outcome/outcomes.ts';
import type { CallSummary } from '../record/call.ts';
import { type CheckResult, evaluate } from './checks.ts';

/** Signs for the sandbox: SM2 over SM3, 64 bytes r ‖ s. */
export type ReportSigner = {
  readonly publicKey: () => string;
  readonly sign: (text: string) => Uint8Array;
};

export type RunStart = { readonly providerId: string; readonly product: string; readonly vendor: string };

export type Report = {
  readonly format: 'zhijie-conformance@1';
  readonly runId: string;
  readonly product: string;
  readonly vendor: string;
  readonly providerId: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
  readonly total: number;
  readonly calls: number;
  readonly checks: readonly CheckResult[];
};

export type SignedReport = {
  readonly report: Report;
  readonly signature: { readonly algorithm: 'SM2-SM3'; readonly publicKey: string; readonly value: string };
};

export type Run = RunStart & {
  readonly id: string;
  readonly startedAt: Instant;
  /** Null while it runs. */
  readonly finished: SignedReport | null;
};

export type Conformance = {
  add(call: CallSummary): void;
  start(start: RunStart): Result<Run, Refusal<'already-running'>>;
  /** What the run shows by now. */
  standing(
    id: string,
  ): Result<{ readonly run: Run; readonly checks: readonly CheckResult[] }, Refusal<'run-unknown'>>;
  finish(id: string): Result<SignedReport, Refusal<'run-unknown'>>;
  runs(): readonly Run[];
  clear(): void;
};

const MOST_RUNS = 50;
const MOST_CALLS = 20_000;

/** What a run does to the calls of its hospital, once each. */
const FORCED = [
  ['9001', 'clock-skew'],
  ['1101', 'dirty-data'],
  ['2206', 'insured-down'],
  ['2207', 'drop-answer'],
  ['2304', 'insured-answer-lost'],
] as const;

type Kept = { run: Run; calls: CallSummary[] };

const clean = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 80);

function reportOf({ run, calls }: Kept, at: Instant): Report {
  const checks = evaluate(calls);
  const count = (state: CheckResult['state']): number =>
    checks.filter((check) => check.state === state).length;
  return {
    format: 'zhijie-conformance@1',
    runId: run.id,
    product: run.product,
    vendor: run.vendor,
    providerId: run.providerId,
    startedAt: formatDateTime(run.startedAt),
    finishedAt: formatDateTime(at),
    passed: count('passed'),
    failed: count('failed'),
    notRun: count('not-run'),
    total: checks.length,
    calls: calls.length,
    checks,
  };
}

/** What is signed: the report as JSON without blanks, keys in the order of writing. */
export const signedTextOf = (report: Report): string => JSON.stringify(report);

/** Conformance runs, one at a time for an institution. Times are those of the sandbox's clock. */
export function createConformance(deps: {
  readonly now: () => Instant;
  readonly outcomes: Outcomes;
  readonly signer: ReportSigner;
}): Conformance {
  const { now, outcomes, signer } = deps;
  const kept = new Map<string, Kept>();
  const running = (providerId: string): Kept | undefined =>
    [...kept.values()].find(({ run }) => run.finished === null && run.providerId === providerId);
  const arm = (providerId: string): void => {
    for (const [interfaceNumber, kind] of FORCED)
      outcomes.arm({ outcome: readOutcome(kind)!, interfaceNumber, providerId, times: 1 });
  };
  return {
    add(call) {
      if (call.providerId === null || call.replayOf !== null) return;
      const own = running(call.providerId);
      if (own !== undefined && own.calls.length < MOST_CALLS) own.calls.push(call);
    },
    start(start) {
      if (running(start.providerId) !== undefined) return refuse('already-running');
      const startedAt = now();
      const digest = sm3Hex(`${startedAt}/${start.providerId}/${kept.size}`);
      const id = `RUN-${digest.slice(0, 10).toUpperCase()}`;
      const names = { product: clean(start.product), vendor: clean(start.vendor) };
      const run: Run = { ...start, ...names, id, startedAt, finished: null };
      kept.set(id, { run, calls: [] });
      if (kept.size > MOST_RUNS) kept.delete(kept.keys().next().value!);
      arm(start.providerId);
      return ok(run);
    },
    standing(id) {
      const own = kept.get(id);
      if (own === undefined) return refuse('run-unknown');
      return ok({ run: own.run, checks: own.run.finished?.report.checks ?? evaluate(own.calls) });
    },
    finish(id) {
      const own = kept.get(id);
      if (own === undefined) return refuse('run-unknown');
      if (own.run.finished !== null) return ok(own.run.finished);
      const report = reportOf(own, now());
      const value = Buffer.from(signer.sign(signedTextOf(report))).toString('base64');
      const publicKey = signer.publicKey();
      const finished: SignedReport = { report, signature: { algorithm: 'SM2-SM3', publicKey, value } };
      own.run = { ...own.run, finished };
      for (const armed of outcomes.armed())
        if (armed.providerId === own.run.providerId) outcomes.disarm(armed.id);
      return ok(finished);
    },
    runs: () => [...kept.values()].map(({ run }) => run).toReversed(),
    clear: () => kept.clear(),
  };
}

/**
 * Whether a report is as it was signed. The key stands in the report itself: compare it with the one that the
 * sandbox shows, or give that one.
 */
export function verifyReport(text: string, publicKey?: string): boolean {
  try {
    const { report, signature } = JSON.parse(text) as SignedReport;
    if (publicKey !== undefined && publicKey !== signature.publicKey) return false;
    const value = Uint8Array.from(Buffer.from(signature.value, 'base64'));
    return verify(importPublic(signature.publicKey), signedTextOf(report), value, { format: 'raw' });
  } catch {
    return false;
  }
}
