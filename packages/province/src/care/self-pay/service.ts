import { encryptField, keyedDigest } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { type Fen, formatYuan, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { repeatedNumber } from '../fee-line/service.ts';
import { refusalOfAmount } from '../fee-line/split.ts';
import { onceActive } from '../institution/once-active.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { requirePast } from '../visit/rules.ts';
import {
  forgetOwnLines,
  lockOwnVisit,
  type OwnLine,
  type Report,
  saveOwnLines,
  saveOwnVisit,
  totalOfOwnVisit,
} from './store.ts';

/** A visit of a patient who pays; `content` is all else that the hospital says of it. */
export type OwnVisit = {
  readonly visitSerial: string;
  readonly hospitalVisitNumber: string | null;
  readonly careType: string;
  readonly certificateNumber: string;
  readonly isValid: boolean;
  readonly content: Readonly<Record<string, unknown>>;
};

export type OwnReport = {
  readonly visits: readonly OwnVisit[];
  readonly lines: readonly OwnLine[];
  /** The lines are all of their visits; otherwise they are added or put in the place of those before. */
  readonly isWhole: boolean;
};

/**
 * Keeps what a hospital reports of self-paying patients (4201, 4261), all or none. Each report says how its
 * lines are now, so that a mistake is put right by reporting again. Refusals in order: the institution's;
 * visit by visit `person-differs`; `line-repeated`; line by line `time-in-future`, `line-too-large`,
 * `amount-mismatch`.
 */
export function reportOwnFees(
  deps: CareDeps,
  call: Call,
  report: OwnReport,
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return onceActive(
    deps,
    call,
    async (tx) => {
      const { messageId, receivedAt: at, institution } = call;
      const by = { providerId: institution.providerId, messageId, at };
      for (const [index, visit] of inOrder(report.visits).entries()) {
        const refusal = await saveVisit(deps, tx, { visit, index, by });
        if (refusal !== null) return { ok: false, refusal };
        if (report.isWhole) await forgetOwnLines(tx, visit.visitSerial, by);
      }
      const refusal = refusalOfLines(report.lines, call);
      if (refusal !== null) return { ok: false, refusal };
      await saveOwnLines(tx, report.lines, by);
      await appendToJournal(tx, {
        kind: 'care.self-pay',
        subject: `${by.providerId}/${messageId}`,
        digest: digestOf(factOf(deps, report, by)),
      });
      return ok({ output: null });
    },
    render,
  );
}

/** Visits are locked in one order, so that two reports of the same ones wait for each other only once. */
const inOrder = (visits: readonly OwnVisit[]): readonly OwnVisit[] =>
  visits.toSorted((a, b) => (a.visitSerial < b.visitSerial ? -1 : 1));

const digestOfPerson = (deps: CareDeps, visit: OwnVisit): string =>
  keyedDigest(deps.lookupKey, visit.certificateNumber.toUpperCase());

async function saveVisit(
  deps: CareDeps,
  tx: Executor,
  { visit, index, by }: { readonly visit: OwnVisit; readonly index: number; readonly by: Report },
): Promise<CareRefusal | null> {
  const { visitSerial, hospitalVisitNumber, careType, isValid, certificateNumber, content } = visit;
  const personDigest = digestOfPerson(deps, visit);
  const known = await lockOwnVisit(tx, by.providerId, visitSerial);
  const contentSealed = encryptField(deps.fieldKeys[0]!, JSON.stringify({ certificateNumber, ...content }));
  const kept = { visitSerial, hospitalVisitNumber, careType, personDigest, contentSealed, isValid };
  const isTheirs = known === null || known === personDigest;
  if (isTheirs && (await saveOwnVisit(tx, kept, by))) return null;
  return careRefusal('person-differs', `visits[${index}].certificateNumber`, { visitId: visitSerial })
    .refusal;
}

function refusalOfLines(lines: readonly OwnLine[], call: Call): CareRefusal | null {
  const named = lines.map((line) => ({ lineNumber: `${line.visitSerial}/${line.lineNumber}` }));
  const repeated = repeatedNumber(named);
  if (repeated !== null) return repeated;
  for (const [index, line] of lines.entries()) {
    const refusal =
      requirePast(`lines[${index}].occurredAt`, line.occurredAt, call.receivedAt) ??
      refusalOfAmount(line, index);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** What the journal's leaf binds; who the patient is only as a digest. */
const factOf = (deps: CareDeps, { visits, lines, isWhole }: OwnReport, by: Report) => ({
  ...by,
  isWhole,
  visits: visits.map((visit) => [visit.visitSerial, digestOfPerson(deps, visit), visit.isValid]),
  lines: lines.map((line) => [line.visitSerial, line.lineNumber, line.amount, line.isValid]),
});

export type OwnTotal = { readonly isEqual: boolean; readonly told: string };

/** Compares the hospital's total of a visit with what it has reported (4262). */
export async function compareOwnTotal(
  deps: CareDeps,
  call: Call,
  stated: { readonly visitSerial: string; readonly feeTotal: Fen },
): Promise<OwnTotal> {
  const found = await totalOfOwnVisit(deps.db, call.institution.providerId, stated.visitSerial);
  if (found === null)
    return { isEqual: false, told: `就诊 ${stated.visitSerial} 没有上传，请先用 4261 上传` };
  const { lines, total } = found;
  if (total === stated.feeTotal) {
    return { isEqual: true, told: `平：${lines} 条明细，合计 ${formatYuan(total)} 元` };
  }
  const sums = `本院 ${formatYuan(stated.feeTotal)} 元，已上传 ${lines} 条合计 ${formatYuan(total)} 元`;
  return { isEqual: false, told: `不平：${sums}。请核对后用 4261 更新` };
}
