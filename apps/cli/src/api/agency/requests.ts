import {
  type Actor,
  type CalendarDate,
  type FilingCategory,
  ok,
  parseCalendarDate,
  parseYuan,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import {
  decideStaff,
  type FilingSubmission,
  type Province,
  recordTraumaReview,
  setAgreement,
} from '@zhijie/province';
import {
  type AgreementBody,
  type ChangeBody,
  ContributionRow,
  type CreditBody,
  type DecisionBody,
  type DocumentsBody,
  type ReviewBody,
  type StaffBody,
} from './schema.ts';
import { shapeProblem, type Told } from './shape.ts';
import { tellingOf } from './texts.ts';

/** An agency at the node of its areas. */
export type Desk = { readonly actor: Actor; readonly province: Province };

type Named = { readonly personId?: string | undefined; readonly certificateNumber?: string | undefined };

async function personOf({ actor, province }: Desk, named: Named): Promise<Result<string, Refusal>> {
  if (named.personId !== undefined) return ok(named.personId);
  if (named.certificateNumber === undefined) return refuse('person-missing');
  const found = await province.insured.services.findPerson(actor, named.certificateNumber);
  return found.ok ? ok(found.value.personId) : found;
}

export type RowAnswer = {
  readonly row: number;
  readonly eventId: string | null;
  readonly outcome: 'applied' | 'unchanged' | 'refused';
  readonly refusal: Told | null;
};

/** The rows of a feed one after the other; what is wrong with one is no reason to leave the others. */
export async function feed(desk: Desk, rows: readonly unknown[]): Promise<RowAnswer[]> {
  const answers: RowAnswer[] = [];
  for (const [index, row] of rows.entries()) {
    const eventId = (row as { eventId?: unknown } | null)?.eventId;
    const named = { row: index + 1, eventId: typeof eventId === 'string' ? eventId : null };
    const result = await feedRow(desk, row);
    answers.push(
      result.ok
        ? { ...named, outcome: result.value, refusal: null }
        : { ...named, outcome: 'refused', refusal: result.refusal },
    );
  }
  return answers;
}

async function feedRow(desk: Desk, row: unknown): Promise<Result<'applied' | 'unchanged', Told>> {
  const problem = shapeProblem(ContributionRow, row);
  if (problem !== null) return { ok: false, refusal: problem };
  const { eventId, insuranceType, status, effectiveOn, ...rest } = row as ContributionRow;
  const { contributionTier, civilServantRank, enrolledSince: day, hasFamilyDoctor, ...named } = rest;
  const on = parseCalendarDate(effectiveOn);
  if (!on.ok) return { ok: false, refusal: tellingOf(refuse('date-malformed').refusal) };
  const since = day === undefined ? null : parseCalendarDate(day);
  if (since !== null && !since.ok) {
    return { ok: false, refusal: tellingOf(refuse('date-malformed', { field: 'enrolledSince' }).refusal) };
  }
  const personId = await personOf(desk, named);
  if (!personId.ok) return { ok: false, refusal: tellingOf(personId.refusal) };
  const event = {
    eventId,
    personId: personId.value,
    insuranceType,
    status,
    effectiveOn: on.value,
    ...(contributionTier === undefined ? {} : { contributionTier }),
    ...(civilServantRank === undefined ? {} : { civilServantRank }),
    ...(since === null ? {} : { enrolledSince: since.value }),
    ...(hasFamilyDoctor === undefined ? {} : { hasFamilyDoctor }),
  };
  const applied = await desk.province.insured.services.applyContribution(desk.actor, event);
  return applied.ok ? ok(applied.value.outcome) : { ok: false, refusal: tellingOf(applied.refusal) };
}

export async function credit(desk: Desk, body: CreditBody): Promise<Result<unknown, Refusal>> {
  const { eventId, insuranceType, amount: text, ...named } = body;
  const amount = parseYuan(text);
  if (!amount.ok) return refuse('amount-out-of-range', { field: 'amount' });
  const personId = await personOf(desk, named);
  if (!personId.ok) return personId;
  const funding = { eventId, insuranceType, amount: amount.value, personId: personId.value };
  return desk.province.insured.services.fundAccount(desk.actor, funding);
}

export async function agreement(
  { actor, province }: Desk,
  providerId: string,
  body: AgreementBody,
): Promise<Result<unknown, Refusal>> {
  const { traceCodesFrom, confirmsFrom, ...rest } = body;
  const days: { traceCodesFrom?: CalendarDate; confirmsFrom?: CalendarDate } = {};
  for (const [field, text] of Object.entries({ traceCodesFrom, confirmsFrom })) {
    const from = text === undefined ? null : parseCalendarDate(text);
    if (from !== null && !from.ok) return refuse('date-malformed', { field });
    if (from !== null) days[field as keyof typeof days] = from.value;
  }
  const changed = await setAgreement(province.care.deps, actor, { ...rest, ...days, providerId });
  if (changed.ok) return changed;
  const { code, field } = changed.refusal;
  return field === 'institutionId' ? refuse(code, { field: 'providerId' }) : changed;
}

export async function staff(
  { actor, province }: Desk,
  staffCode: string,
  body: StaffBody,
): Promise<Result<unknown, Refusal>> {
  const { untilOn: until } = body;
  const fromOn = parseCalendarDate(body.fromOn);
  if (!fromOn.ok) return refuse('date-malformed', { field: 'fromOn' });
  const untilOn = until === undefined ? ok(null) : parseCalendarDate(until);
  if (!untilOn.ok) return refuse('date-malformed', { field: 'untilOn' });
  const decision = { staffCode, ...body, fromOn: fromOn.value, untilOn: untilOn.value };
  return decideStaff(province.care.deps, actor, decision);
}

export function review(
  { actor, province }: Desk,
  settlementId: string,
  { note = '', ...body }: ReviewBody,
): Promise<Result<unknown, Refusal>> {
  return recordTraumaReview(province.care.deps, actor, { ...body, settlementId, note });
}

/** Work on a filing, once per request key; the answer says whether the key was known. */
function onFiling(
  { actor, province }: Desk,
  filingId: string,
  { requestKey, ...content }: { readonly requestKey: string },
  work: Parameters<typeof province.insured.once>[2],
): Promise<Result<unknown, Refusal>> {
  return province.insured
    .once(actor, { requestKey, content: { filingId, ...content } }, work)
    .then((done) =>
      done.ok
        ? ok({ outcome: done.value.isRepeated ? 'unchanged' : 'applied', filing: done.value.value })
        : done,
    );
}

export function decide(desk: Desk, filingId: string, body: DecisionBody): Promise<Result<unknown, Refusal>> {
  const { personId, decision, reason = '' } = body;
  const { actor } = desk;
  return onFiling(desk, filingId, body, (services) =>
    decision === 'return'
      ? services.returnFiling(actor, { personId, filingId, reason })
      : services.decideFiling(actor, { personId, filingId, accept: decision === 'approve', reason }),
  );
}

export function complete(
  desk: Desk,
  filingId: string,
  body: DocumentsBody,
): Promise<Result<unknown, Refusal>> {
  const { personId, documents } = body;
  return onFiling(desk, filingId, body, (services) =>
    services.completeFiling(desk.actor, { personId, filingId, documents }),
  );
}

export async function change(
  desk: Desk,
  filingId: string,
  body: ChangeBody,
): Promise<Result<unknown, Refusal>> {
  const { requestKey: _key, startsOn: day, ...rest } = body;
  const startsOn = day === undefined ? null : parseCalendarDate(day);
  if (startsOn !== null && !startsOn.ok) return refuse('date-malformed', { field: 'startsOn' });
  const submission: FilingSubmission = {
    ...rest,
    category: rest.category as FilingCategory,
    channel: 'window',
    ...(startsOn === null ? {} : { startsOn: startsOn.value }),
  };
  return onFiling(desk, filingId, body, (services) =>
    services.changeFiling(desk.actor, { filingId, submission }),
  );
}
