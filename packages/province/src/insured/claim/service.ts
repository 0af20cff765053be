/** Opening a claim, bringing what it needs, handing it in, taking it back. */

import { CHINA_CALENDAR, workingDaysAfter } from '@zhijie/clearing';
import type { Executor } from '@zhijie/database';
import { invoiceKeyOf } from '@zhijie/invoice';
import {
  type Actor,
  benefitOf,
  calendarDate,
  dateOf,
  formatYuan,
  type InsuranceType,
  ok,
  type Refusal,
  type Result,
  refuse,
  totalFen,
  yearOf,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { mayFile } from '../filing/permissions.ts';
import type { ClaimPacket } from '../manual-claim/service.ts';
import { readPersonArea } from '../person/store.ts';
import { durably } from '../transaction.ts';
import {
  type BillProblem,
  billOfCase,
  type ClaimCase,
  EMPTY_CASE,
  type FieldState,
  valueOfField,
} from './case.ts';
import { refusalToHandIn } from './permissions.ts';
import { invoiceOf, registerStateOf, releaseInvoices, tellRegister, useInvoice } from './register.ts';
import { missingPapers } from './review.ts';
import * as store from './store.ts';
import { CLAIM_FIELD_LABELS, CLAIM_FIELDS, type ClaimField, PAPER_LABELS, type StepKind } from './words.ts';

/**
 * 30 working days from receipt: what the nation's list of agency services gives a manual reimbursement (the
 * list itself was not read; the number is the one agencies publish).
 */
const WORKING_DAYS = 30;

export type ClaimId = { readonly claimId: string };

/**
 * Opens a claim of a person who has paid a bill: papers and fields follow. Refuses `person-unknown`,
 * `not-permitted`, `not-insured`.
 */
export async function openClaim(
  deps: InsuredDeps,
  actor: Actor,
  request: { readonly personId: string; readonly insuranceType?: InsuranceType | undefined },
): Promise<Result<ClaimId, Refusal>> {
  const { personId } = request;
  const person = await readPersonArea(deps.db, personId);
  if (person === null) return refuse('person-unknown');
  if (!mayFile(actor, person, 'claims')) return refuse('not-permitted');
  const coverages = await store.readCoverages(deps.db, personId);
  const wanted = coverages.filter(
    ({ insuranceType }) => request.insuranceType === undefined || insuranceType === request.insuranceType,
  );
  const coverage = wanted.find(({ status }) => status === 'in-force') ?? wanted[0];
  if (coverage === undefined) return refuse('not-insured', { field: 'insuranceType' });
  const { insuredArea, insuranceType } = coverage;
  const claim = { personId, insuredArea, insuranceType };
  return durably(deps, 'claim', async (tx) =>
    ok(await open(deps, tx, { actor, claim, content: EMPTY_CASE })),
  );
}

/**
 * Opens the claim of a packet, with its bill already in it (V-12, B-05; F-10: self-paid, filed late). Once
 * for a packet; nothing without a coverage of the bill's insurance.
 */
export async function openFromPacket(
  deps: InsuredDeps,
  tx: Executor,
  {
    actor,
    packet,
    insuredArea,
  }: { readonly actor: Actor; readonly packet: ClaimPacket; insuredArea: string },
): Promise<void> {
  const { bill, receiptNumber, claimId: packetId } = packet;
  const { personId, insuranceType } = bill;
  const known = {
    area: bill.careArea,
    isInpatient: benefitOf(bill.careType) === 'inpatient',
    year: yearOf(calendarDate(bill.dischargedOn)),
  };
  const invoice = invoiceKeyOf(receiptNumber, known);
  const from = (value: string): FieldState => ({
    read: { value, confidence: 100, box: null, paperId: packetId },
    corrected: null,
  });
  const content: ClaimCase = {
    fields: {
      ...(invoice === null ? {} : { code: from(invoice.code), number: from(invoice.number) }),
      total: from(formatYuan(totalFen(bill.totals.total))),
      issuer: from(bill.providerName),
      admittedOn: from(bill.admittedOn),
      dischargedOn: from(bill.dischargedOn),
    },
    items: [],
    packet,
  };
  await open(deps, tx, { actor, claim: { personId, insuredArea, insuranceType, packetId }, content });
}

async function open(
  deps: InsuredDeps,
  tx: Executor,
  work: {
    readonly actor: Actor;
    readonly claim: Pick<store.StoredClaim, 'personId' | 'insuredArea' | 'insuranceType'> & {
      packetId?: string;
    };
    readonly content: ClaimCase;
  },
): Promise<ClaimId> {
  const at = deps.now();
  const claimId = deps.ids.next('claim', work.claim.insuredArea, at);
  const row = { claimId, openedAt: at, packetId: null, ...work.claim };
  const isNew = await store.insertClaim(tx, row, store.sealCase(deps, work.content));
  if (isNew) await store.addStep(tx, { claimId, step: 1 }, { kind: 'opened', actor: work.actor, at });
  return { claimId };
}

/** Runs a step on a locked claim; `work` answers the claim as it is after it. */
export async function stepOn<T>(
  deps: InsuredDeps,
  claimId: string,
  work: (tx: Executor, opened: store.OpenedClaim) => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> {
  return durably(deps, 'claim', async (tx) => {
    const opened = await store.lockClaim(deps, tx, claimId);
    if (opened === null) return refuse('claim-unknown', { field: 'claimId' });
    return work(tx, opened);
  });
}

/** What people put in place of what was read, or beside it; an empty text takes the own value back. */
export type Corrections = Readonly<Partial<Record<ClaimField, string>>>;

/**
 * Sets fields; both values are kept. Refuses `claim-unknown`, `not-permitted`, `claim-not-open`,
 * `field-unknown`, `invoice-used`.
 */
export async function correctClaim(
  deps: InsuredDeps,
  actor: Actor,
  request: ClaimId & { readonly fields: Corrections },
): Promise<Result<ClaimId, Refusal>> {
  const { claimId, fields } = request;
  const names = Object.keys(fields) as ClaimField[];
  const unknown = names.find((name) => !CLAIM_FIELDS.includes(name));
  if (unknown !== undefined) return refuse('field-unknown', { field: unknown });
  return stepOn(deps, claimId, async (tx, { claim, case: content }) => {
    const denied = refusalToHandIn(actor, claim);
    if (denied !== null) return denied;
    const isStaff = actor.kind === 'agency';
    const isOpen = claim.state === 'gathering' || (isStaff && claim.state === 'in-review');
    if (!isOpen) return refuse('claim-not-open', { detail: { state: claim.state } });
    const at = deps.now();
    const corrected = names.map((name): [ClaimField, FieldState] => {
      const value = fields[name]!.trim();
      const read = content.fields[name]?.read ?? null;
      return [name, { read, corrected: value === '' ? null : { value, by: actor.id, at } }];
    });
    const after: ClaimCase = { ...content, fields: { ...content.fields, ...Object.fromEntries(corrected) } };
    const note = names.map((name) => CLAIM_FIELD_LABELS[name]).join('、');
    // After receipt, another number means that another invoice comes into use.
    const invoice = claim.state === 'in-review' ? invoiceOf(after) : null;
    if (invoice !== null && !(await useInvoice(deps, tx, { claimId, invoice }))) {
      return refuse('invoice-used', { field: 'number' });
    }
    await store.advance(deps, tx, { claim, case: after }, { kind: 'corrected', actor, at, note });
    return ok({ claimId });
  });
}

/**
 * Hands a claim in: its papers and fields are there, its invoice comes into use, the time limit starts.
 * Refuses `claim-unknown`, `not-permitted`, `claim-not-open`, `claim-still-reading`, `claim-papers-missing`,
 * `claim-fields-missing`, `invoice-used`.
 */
export async function submitClaim(
  deps: InsuredDeps,
  actor: Actor,
  { claimId }: ClaimId,
): Promise<Result<ClaimId, Refusal>> {
  const done = await stepOn(deps, claimId, async (tx, { claim, case: content }) => {
    const denied = refusalToHandIn(actor, claim);
    if (denied !== null) return denied;
    if (claim.state !== 'gathering') return refuse('claim-not-open', { detail: { state: claim.state } });
    const lacking = await refusalOfContent(tx, claim, content);
    if (lacking !== null) return lacking;
    const invoice = invoiceOf(content);
    if (invoice === null)
      return refuse('claim-fields-missing', { field: 'number', detail: { fields: '票据号码' } });
    if (!(await useInvoice(deps, tx, { claimId, invoice })))
      return refuse('invoice-used', { field: 'number' });
    const at = deps.now();
    const dueOn = workingDaysAfter(CHINA_CALENDAR, dateOf(at), WORKING_DAYS).on;
    const received = { ...claim, state: 'in-review', receivedAt: at, dueOn } as const;
    await store.advance(deps, tx, { claim: received, case: content }, { kind: 'submitted', actor, at });
    return ok({ claimId });
  });
  if (!done.ok) return done;
  await tellRegister(deps, claimId);
  return withoutTaken(deps, actor, claimId);
}

/** The nation's register knows another use: the claim goes back, and its person hears why. */
async function withoutTaken(
  deps: InsuredDeps,
  actor: Actor,
  claimId: string,
): Promise<Result<ClaimId, Refusal>> {
  return stepOn(deps, claimId, async (tx, { claim, case: content }) => {
    const state = await registerStateOf(deps, tx, { claimId, content });
    if (state !== 'used' || claim.state !== 'in-review') return ok({ claimId });
    await releaseInvoices(deps, tx, claimId);
    const after = { ...claim, state: 'gathering', receivedAt: null, dueOn: null } as const;
    const note = '票据已用于另一次报销或直接结算';
    const step = { kind: 'sent-back', actor, at: deps.now(), note } as const;
    await store.advance(deps, tx, { claim: after, case: content }, step);
    return refuse('invoice-used', { field: 'number' });
  });
}

async function refusalOfContent(
  tx: Executor,
  claim: store.StoredClaim,
  content: ClaimCase,
): Promise<Result<never, Refusal> | null> {
  const papers = await store.readPapers(tx, claim.claimId);
  if (papers.some(({ reading }) => reading === 'waiting' || reading === 'reading')) {
    return refuse('claim-still-reading');
  }
  const missing = missingPapers(
    content,
    papers.map(({ kind }) => kind),
  );
  if (missing.length > 0) {
    const labels = missing.map((kind) => PAPER_LABELS[kind]).join('、');
    return refuse('claim-papers-missing', { field: 'papers', detail: { papers: labels } });
  }
  const problems = problemsOf(content, claim);
  if (problems.length === 0) return null;
  const fields = problems.map(({ field }) => CLAIM_FIELD_LABELS[field]).join('、');
  return refuse('claim-fields-missing', { field: problems[0]!.field, detail: { fields } });
}

/** What stands between a claim and its bill, and its payment. */
export function problemsOf(content: ClaimCase, claim: store.StoredClaim): BillProblem[] {
  const bill = billOfCase(content, claim);
  const needed: ClaimField[] = ['code', 'number', 'payeeName', 'payeeBank', 'payeeAccount'];
  const missing = needed.filter((field) => valueOfField(content, field) === null);
  return [
    ...(bill.ok ? [] : bill.refusal),
    ...missing.map((field): BillProblem => ({ field, is: 'missing' })),
  ];
}

/**
 * Takes a claim back before it is decided; its invoice is free again. Refuses `claim-unknown`,
 * `not-permitted`, `claim-not-open`.
 */
export async function withdrawClaim(
  deps: InsuredDeps,
  actor: Actor,
  { claimId, reason }: ClaimId & { readonly reason: string },
): Promise<Result<ClaimId, Refusal>> {
  const done = await stepOn(deps, claimId, async (tx, { claim, case: content }) => {
    const denied = refusalToHandIn(actor, claim);
    if (denied !== null) return denied;
    if (claim.state !== 'gathering' && claim.state !== 'in-review') {
      return refuse('claim-not-open', { detail: { state: claim.state } });
    }
    await releaseInvoices(deps, tx, claimId);
    const kind: StepKind = 'withdrawn';
    const after = { claim: { ...claim, state: 'withdrawn' } as const, case: content };
    await store.advance(deps, tx, after, { kind, actor, at: deps.now(), note: reason });
    return ok({ claimId });
  });
  if (done.ok) await tellRegister(deps, claimId);
  return done;
}

/** Every look at a claim is kept with its person. */
export const noteLook = (
  deps: InsuredDeps,
  db: Executor,
  actor: Actor,
  claim: store.StoredClaim,
): Promise<void> =>
  writeEntry(db, {
    personId: claim.personId,
    at: deps.now(),
    actor,
    purpose: 'claim',
    subject: claim.claimId,
  });
