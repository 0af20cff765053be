import type { Executor } from '@zhijie/database';
import {
  fen,
  formatDateTime,
  formatYuan,
  LARGEST_FEN,
  ok,
  type Refusal,
  type Result,
  totalFen,
} from '@zhijie/kernel';
import { type Rulings, ruledLine, ruleOnApprovals, useApprovals } from '../approval/use.ts';
import type { Call, CareDeps } from '../deps.ts';
import { requireActive } from '../institution/service.ts';
import { withHospitalItem } from '../mapping/service.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { refusalOfStaff } from '../staff/service.ts';
import { traceLines } from '../trace/service.ts';
import { freeOfVisit } from '../trace/store.ts';
import { requireKind, requireOwn, requirePast, requireUnsettled, type VisitClaim } from '../visit/rules.ts';
import { type LockedVisit, lockVisit, type Visit, type VisitKind } from '../visit/store.ts';
import { refusalOfDiseases } from './diseases.ts';
import { outsideLine } from './outside.ts';
import { splitCharge, splitRefund, type UploadedLine } from './split.ts';
import {
  type FeeLine,
  type Inserted,
  insertLines,
  readLinesByNumber,
  withdrawBatch,
  withdrawNumbers,
} from './store.ts';

/** A batch of lines as one message brings it; all of one visit, all or none. */
export type LineUpload = VisitClaim & {
  readonly kind: VisitKind;
  readonly lines: readonly UploadedLine[];
};

export type LineWithdrawal = VisitClaim & {
  readonly kind: VisitKind;
  /** `all`: every unsettled line. Batches exist for visits, numbers for stays. */
  readonly what:
    | { readonly all: true }
    | { readonly batch: string }
    | { readonly numbers: readonly string[] };
};

const refusedBy = (refusal: CareRefusal) => ({ ok: false as const, refusal });

/**
 * Keeps the lines of one message, each split under the care place's catalogue (procedures V-03). Refusals in
 * order: the visit's, `staff-not-eligible`, `line-repeated`, then line by line `line-before-visit`,
 * `time-in-future`, those of `splitCharge` and `splitRefund`, at last `line-exists`, `total-too-large` and
 * `line-of-other-disease` and those of `traceLines`. An item that needs pre-approval and has none is no
 * refusal: it is self-paid and says why.
 */
export function uploadLines(
  deps: CareDeps,
  call: Call,
  upload: LineUpload,
  render: (lines: readonly FeeLine[], warnings: readonly string[]) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return once(
    deps,
    call,
    async (tx) => {
      const locked = await lockOpen(tx, call, upload);
      if (!locked.ok) return locked;
      const visit = locked.value;
      const added = await addLines(deps, tx, call, { visit, lines: upload.lines });
      return added.ok ? ok({ output: added.value, visitId: visit.visitId }) : added;
    },
    ({ lines, warnings }) => render(lines, warnings),
  );
}

export type Added = { readonly lines: FeeLine[]; readonly warnings: readonly string[] };

/** Splits and keeps lines of a locked visit; refusals as `uploadLines` names them, from the staff on. */
export async function addLines(
  deps: CareDeps,
  tx: Executor,
  call: Call,
  { visit, lines }: { readonly visit: LockedVisit; readonly lines: readonly UploadedLine[] },
): Promise<Result<Added, Refusal>> {
  const barred = await refusalOfStaff(tx, visit, lines);
  if (barred !== null) return refusedBy(barred);
  const rulings = await ruleOnApprovals(tx, visit, lines);
  const split = await splitUploaded(deps, tx, { call, visit, lines, rulings });
  if (!split.ok) return split;
  const inserted = await insertLines(tx, visit, split.value, call.receivedAt);
  const refusal =
    refusalOfInserted(inserted, visit, split.value) ??
    (await refusalOfDiseases(tx, visit)) ??
    (await useApprovals(tx, visit, split.value));
  if (refusal !== null) return refusedBy(refusal);
  const coded = split.value.map((line, at) => ({ ...line, traceCodes: lines[at]!.traceCodes ?? [] }));
  const traced = await traceLines(tx, call, visit, coded);
  return traced.ok ? ok({ lines: split.value, warnings: traced.value }) : traced;
}

/** Charges beyond the largest amount are refused here, so that no bill of the visit can be larger. */
export function refusalOfInserted(
  { kept, charged }: Inserted,
  { visitId }: Pick<Visit, 'visitId'>,
  lines: readonly FeeLine[],
): CareRefusal | null {
  const isKept = new Set(kept);
  const taken = lines.findIndex((line) => !isKept.has(line.lineNumber));
  if (taken >= 0) {
    const { lineNumber } = lines[taken]!;
    return careRefusal('line-exists', `lines[${taken}].lineId`, { lineNumber, visitId }).refusal;
  }
  if (charged <= LARGEST_FEN) return null;
  const limit = formatYuan(fen(LARGEST_FEN));
  return careRefusal('total-too-large', 'lines', { visitId, limit, total: formatYuan(totalFen(charged)) })
    .refusal;
}

async function lockOpen(
  tx: Executor,
  call: Call,
  claim: VisitClaim & { readonly kind: VisitKind },
): Promise<Result<LockedVisit, CareRefusal>> {
  const visit = await lockVisit(tx, call.institution.providerId, claim.visitId);
  const refusal =
    requireActive(call.institution) ??
    requireOwn(visit, claim) ??
    requireKind(visit!, claim.kind) ??
    requireUnsettled(visit!);
  return refusal === null ? ok(visit!) : refusedBy(refusal);
}

/** Refusal: `line-repeated`, naming the first number that stands twice. */
export function repeatedNumber(lines: readonly Pick<UploadedLine, 'lineNumber'>[]): CareRefusal | null {
  const seen = new Set<string>();
  for (const [index, { lineNumber }] of lines.entries()) {
    if (seen.has(lineNumber)) {
      return careRefusal('line-repeated', `lines[${index}].lineId`, { lineNumber }).refusal;
    }
    seen.add(lineNumber);
  }
  return null;
}

/**
 * Each line split under the care place's catalogue; nothing is written. Refusals: `line-repeated`, then line
 * by line those that `uploadLines` names.
 */
export async function splitUploaded(
  deps: CareDeps,
  tx: Executor,
  {
    call,
    visit,
    lines,
    rulings,
  }: { call: Call; visit: Visit; lines: readonly UploadedLine[]; rulings: Rulings },
): Promise<Result<FeeLine[], Refusal>> {
  const repeated = repeatedNumber(lines);
  if (repeated !== null) return refusedBy(repeated);
  const originals = lines.flatMap((line) => line.originalLineNumber ?? []);
  const known = originals.length === 0 ? [] : await readLinesByNumber(tx, visit, originals);
  const catalogue = deps.catalogueOf(visit.careArea);
  const split: FeeLine[] = [];
  for (const [index, told] of lines.entries()) {
    const ruling = rulings.get(told.lineNumber);
    const line = outsideLine(visit, ruledLine(told, ruling));
    const refusal =
      timeRefusal(visit, line, index) ??
      requirePast(`lines[${index}].occurredAt`, line.occurredAt, call.receivedAt);
    if (refusal !== null) return refusedBy(refusal);
    const before = [...known, ...split];
    const original = before.find((each) => each.lineNumber === line.originalLineNumber);
    const earlier = before.filter((each) => each.originalLineNumber === line.originalLineNumber);
    const one =
      line.originalLineNumber === null
        ? splitCharge(catalogue, line, index)
        : splitRefund({ catalogue, original, earlier }, line, index);
    if (!one.ok) {
      const { providerId } = call.institution;
      return { ok: false, refusal: await withHospitalItem(tx, providerId, line, one.refusal) };
    }
    split.push(ruling === undefined ? one.value : { ...one.value, isLimited: true });
  }
  return ok(split);
}

const DAY_MS = 86_400_000;

/** Examinations may be charged the day before the admission, e.g. in the emergency room. */
function timeRefusal(visit: Visit, line: UploadedLine, index: number): CareRefusal | null {
  if (line.occurredAt >= visit.startedAt - DAY_MS) return null;
  return careRefusal('line-before-visit', `lines[${index}].occurredAt`, {
    lineNumber: line.lineNumber,
    value: formatDateTime(line.occurredAt),
    started: formatDateTime(visit.startedAt),
  }).refusal;
}

/**
 * Withdraws unsettled lines (2205 by batch, 2302 by number). Refusals: the visit's, `line-unknown` when
 * nothing fits, `line-has-refunds` when a refund would lose its original.
 */
export function withdrawLines(
  deps: CareDeps,
  call: Call,
  wanted: LineWithdrawal,
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return once(
    deps,
    call,
    async (tx) => {
      const visit = await lockVisit(tx, call.institution.providerId, wanted.visitId);
      const refusal =
        requireOwn(visit, wanted) ?? requireKind(visit!, wanted.kind) ?? requireUnsettled(visit!);
      if (refusal !== null) return refusedBy(refusal);
      const removed = await remove(tx, visit!, wanted.what);
      if (removed.ok) await freeOfVisit(tx, visit!, { at: call.receivedAt, all: false });
      return removed.ok ? ok({ output: removed.value, visitId: wanted.visitId }) : removed;
    },
    render,
  );
}

async function remove(
  tx: Executor,
  visit: LockedVisit,
  what: LineWithdrawal['what'],
): Promise<Result<number, CareRefusal>> {
  if ('all' in what) return ok(await withdrawBatch(tx, visit, null));
  if ('batch' in what) {
    const count = await withdrawBatch(tx, visit, what.batch);
    return count > 0 ? ok(count) : careRefusal('line-unknown', 'batchNumber', { batch: what.batch });
  }
  const found = await readLinesByNumber(tx, visit, what.numbers);
  const settled = found.find((l) => what.numbers.includes(l.lineNumber) && l.settlementId !== null);
  if (settled) return careRefusal('line-settled', 'lineId', { lineNumber: settled.lineNumber });
  const orphan = found.find((l) => l.originalLineNumber !== null && !what.numbers.includes(l.lineNumber));
  if (orphan && what.numbers.includes(orphan.originalLineNumber!)) {
    return careRefusal('line-has-refunds', 'lineId', { lineNumber: orphan.originalLineNumber! });
  }
  const missing = what.numbers.find((number) => !found.some((line) => line.lineNumber === number));
  if (missing !== undefined) return careRefusal('line-unknown', 'lineId', { lineNumber: missing });
  return ok(await withdrawNumbers(tx, visit, what.numbers));
}
