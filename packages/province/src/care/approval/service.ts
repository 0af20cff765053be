import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  type Actor,
  type CalendarDate,
  isDiagnosisCode,
  ok,
  type Quantity,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { lockInstitution } from '../institution/store.ts';
import { mayMaintainInstitution } from '../permissions.ts';
import { logAccess } from '../person/store.ts';
import {
  type Approval,
  type ApprovalItem,
  lockApproval,
  readApprovalItems,
  readSteps,
  readWaiting,
  saveApplication,
  saveApprovalItem,
  saveStep,
} from './store.ts';

export type ApprovalRefusal = Refusal<
  | 'not-permitted'
  | 'reason-missing'
  | 'until-before-from'
  | 'unknown-item'
  | 'institution-unknown'
  | 'diagnosis-malformed'
  | 'materials-missing'
  | 'quantity-not-positive'
  | 'approval-not-needed'
  | 'request-key-reused'
  | 'approval-unknown'
  | 'approval-decided'
  | 'checker-is-maker'
  | 'quantity-beyond-application'
>;
type Outcome<N extends string, T> = { readonly outcome: 'applied' | 'unchanged' } & { readonly [K in N]: T };

/**
 * The agency of a care place says that an item needs approval before use, from a day on (医疗保障基金使用监督管理条例
 * articles 15, 38(6): what is out of scope is not paid). Refusals: `not-permitted`, `reason-missing`,
 * `until-before-from`, `unknown-item`.
 */
export async function demandApproval(
  deps: CareDeps,
  actor: Actor,
  { reason: text, ...item }: ApprovalItem & { readonly reason: string },
): Promise<Result<Outcome<'item', ApprovalItem>, ApprovalRefusal>> {
  const reason = text.trim();
  const { careArea, itemCode, fromOn, untilOn } = item;
  if (!mayMaintainInstitution(actor, careArea)) return refuse('not-permitted');
  if (reason === '') return refuse('reason-missing', { field: 'reason' });
  if (untilOn !== null && untilOn < fromOn) return refuse('until-before-from', { field: 'untilOn' });
  const catalogue = deps.catalogueOf(careArea).items();
  if (!catalogue.some((one) => one.itemCode === itemCode))
    return refuse('unknown-item', { field: 'itemCode' });
  const at = deps.now();
  return deps.db.transaction(async (tx) => {
    const [known] = await readApprovalItems(tx, careArea, [itemCode]);
    const isSame = known?.kind === item.kind && known.fromOn === fromOn && known.untilOn === untilOn;
    if (isSame) return ok({ outcome: 'unchanged', item });
    await saveApprovalItem(tx, item, { reason, actorId: actor.id, at });
    return ok({ outcome: 'applied', item });
  });
}

/** What an institution applies for, for one person. */
export type Application = Pick<
  Approval,
  'providerId' | 'personId' | 'itemCode' | 'diagnosisCode' | 'reason' | 'materials' | 'quantity'
> & { readonly requestKey: string };

/**
 * Enters an application with its materials. The same key has one effect. Refusals: `institution-unknown`,
 * `not-permitted`, `materials-missing`, `reason-missing`, `diagnosis-malformed`, `quantity-not-positive`,
 * `approval-not-needed` (the care place demands none for the item), `request-key-reused`.
 */
export async function applyForApproval(
  deps: CareDeps,
  actor: Actor,
  { requestKey, ...told }: Application,
): Promise<Result<Outcome<'approval', Approval>, ApprovalRefusal>> {
  const wanted = { ...told, reason: told.reason.trim() };
  const at = deps.now();
  return deps.db.transaction(async (tx): Promise<Result<Outcome<'approval', Approval>, ApprovalRefusal>> => {
    const { providerId, personId, itemCode } = wanted;
    const institution = await lockInstitution(tx, providerId);
    if (institution === null) return refuse('institution-unknown', { field: 'providerId' });
    const careArea = institution.area;
    if (!mayMaintainInstitution(actor, careArea)) return refuse('not-permitted');
    const wrong = wrongIn(wanted);
    if (wrong !== null) return wrong;
    const [item] = await readApprovalItems(tx, careArea, [itemCode]);
    if (item === undefined) return refuse('approval-not-needed', { field: 'itemCode' });
    const approvalId = deps.ids.next('event', careArea, at);
    const fresh = { ...wanted, approvalId, careArea, submittedAt: at, submittedBy: actor.id };
    const known = await saveApplication(tx, fresh, requestKey);
    if (known !== null) {
      const names = ['providerId', 'personId', 'itemCode', 'diagnosisCode', 'reason', 'quantity'] as const;
      const differs = names.find((name) => known[name] !== wanted[name]);
      return differs === undefined
        ? ok({ outcome: 'unchanged', approval: known })
        : refuse('request-key-reused', { field: 'requestKey', detail: { differs } });
    }
    const access = { at, actorId: actor.id, providerId, personId, messageId: approvalId };
    await logAccess(tx, { ...access, purpose: 'approval' });
    const approval: Approval = { ...fresh, state: 'submitted', startsOn: null, endsOn: null };
    return ok({ outcome: 'applied', approval });
  });
}

function wrongIn(
  wanted: Omit<Application, 'requestKey'>,
): ReturnType<typeof refuse<ApprovalRefusal['code']>> | null {
  if (wanted.materials.length === 0) return refuse('materials-missing', { field: 'materials' });
  if (wanted.reason === '') return refuse('reason-missing', { field: 'reason' });
  if (!isDiagnosisCode(wanted.diagnosisCode))
    return refuse('diagnosis-malformed', { field: 'diagnosisCode' });
  return wanted.quantity > 0 ? null : refuse('quantity-not-positive', { field: 'quantity' });
}

/** A decision at the level that is next. Approving at the second level says the days, and may allow less. */
export type ApprovalDecision = {
  readonly approvalId: string;
  readonly decision: 'approve' | 'reject';
  readonly reason: string;
  readonly startsOn: CalendarDate;
  readonly endsOn: CalendarDate;
  readonly quantity: Quantity | null;
};

/**
 * Decides at the level that is next: the first reviews, the second, another person, decides; a rejection at
 * either ends it. Every decision has a reason; the last one is a leaf of the journal. The same decision
 * again by the same person changes nothing. Refusals: `approval-unknown`, `not-permitted`,
 * `reason-missing`, `approval-decided`, `checker-is-maker`, `until-before-from`,
 * `quantity-beyond-application`.
 */
export async function decideApproval(
  deps: CareDeps,
  actor: Actor,
  told: ApprovalDecision,
): Promise<Result<Outcome<'approval', Approval>, ApprovalRefusal>> {
  const wanted = { ...told, reason: told.reason.trim() };
  const decidedAt = deps.now();
  return deps.db.transaction(async (tx): Promise<Result<Outcome<'approval', Approval>, ApprovalRefusal>> => {
    const approval = await lockApproval(tx, wanted.approvalId);
    if (approval === null) return refuse('approval-unknown', { field: 'approvalId' });
    if (!mayMaintainInstitution(actor, approval.careArea)) return refuse('not-permitted');
    if (wanted.reason === '') return refuse('reason-missing', { field: 'reason' });
    const { approvalId, providerId, personId } = approval;
    const steps = await readSteps(tx, approvalId);
    const own = steps.find((step) => step.actorId === actor.id);
    if (own !== undefined) {
      const isSame = own.decision === wanted.decision && own.reason === wanted.reason;
      if (isSame) return ok({ outcome: 'unchanged', approval });
      return refuse(approval.state === 'reviewed' ? 'checker-is-maker' : 'approval-decided', {
        field: 'approvalId',
      });
    }
    const next = nextState(approval, wanted);
    if (!next.ok) return next;
    const level = approval.state === 'submitted' ? 1 : 2;
    const { decision, reason } = wanted;
    const step = { level, decision, reason, actorId: actor.id, decidedAt } as const;
    await saveStep(tx, next.value, step);
    const access = { at: decidedAt, actorId: actor.id, providerId, personId, messageId: approvalId };
    await logAccess(tx, { ...access, purpose: 'approval' });
    if (next.value.state !== 'reviewed') {
      const digest = digestOf({ ...next.value, steps: [...steps, step] });
      await appendToJournal(tx, { kind: 'care.approval', subject: approvalId, digest });
    }
    return ok({ outcome: 'applied', approval: next.value });
  });
}

function nextState(approval: Approval, wanted: ApprovalDecision): Result<Approval, ApprovalRefusal> {
  const { state } = approval;
  if (state === 'approved' || state === 'rejected')
    return refuse('approval-decided', { field: 'approvalId' });
  if (wanted.decision === 'reject') return ok({ ...approval, state: 'rejected' });
  const quantity = wanted.quantity ?? approval.quantity;
  if (quantity <= 0 || quantity > approval.quantity) {
    return refuse('quantity-beyond-application', { field: 'quantity' });
  }
  const { startsOn, endsOn } = wanted;
  if (endsOn < startsOn) return refuse('until-before-from', { field: 'endsOn' });
  const isLast = state === 'reviewed';
  return ok(
    isLast
      ? { ...approval, state: 'approved', quantity, startsOn, endsOn }
      : { ...approval, state: 'reviewed' },
  );
}

/** Applications that wait for the first or the second level; each look is logged. Refuses `not-permitted`. */
export async function waitingApprovals(
  deps: CareDeps,
  actor: Actor,
  page: { readonly level: 1 | 2; readonly after?: readonly [number, string]; readonly limit?: number },
): Promise<Result<Approval[], Refusal<'not-permitted'>>> {
  if (actor.kind !== 'agency') return refuse('not-permitted');
  const state = page.level === 1 ? 'submitted' : 'reviewed';
  const limit = Math.min(page.limit ?? 50, 500);
  const at = deps.now();
  return deps.db.transaction(async (tx) => {
    const found = await readWaiting(tx, actor.areas, { state, after: page.after ?? [0, ''], limit });
    for (const { providerId, personId, approvalId: messageId } of found) {
      await logAccess(tx, { providerId, personId, messageId, at, actorId: actor.id, purpose: 'approval' });
    }
    return ok(found);
  });
}
