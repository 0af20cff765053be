import { type AuditCase, audit, EXAMPLE_KNOWLEDGE, type Finding } from '@zhijie/audit';
import type { Executor } from '@zhijie/database';
import { ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { accessOf, logAccess } from '../person/store.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { findVisit } from '../visit/store.ts';
import { type AuditResponse, type AuditStage, findFindings, saveFindings, saveResponse } from './store.ts';

/** One visit of one patient, as the hospital tells it. */
export type AuditedVisit = AuditCase & {
  readonly personId: string;
  readonly visitId: string;
  readonly providerId: string;
};

/** A finding under its own id. */
export type ToldFinding = Finding & {
  readonly findingId: string;
  readonly personId: string;
  readonly visitId: string;
};

const refusedBy = (refusal: CareRefusal) => ({ ok: false as const, refusal });

/**
 * Evaluates the rules over visits before (3101) or during treatment (3102) and keeps what they found
 * (procedures V-15; 医保办函〔2025〕40号). Where the visit is registered here, sex and birth date are those of the
 * register. A finding never blocks: the doctor changes the order or goes on with a reason. Refusals:
 * `not-permitted` (a visit of another institution), `person-differs`.
 */
export function auditVisits(
  deps: CareDeps,
  call: Call,
  wanted: { readonly stage: AuditStage; readonly visits: readonly AuditedVisit[] },
  render: (findings: readonly ToldFinding[]) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return once(
    deps,
    call,
    async (tx) => {
      const findings: ToldFinding[] = [];
      for (const [index, told] of wanted.visits.entries()) {
        const visit = await registered(tx, call, told, index);
        if (!visit.ok) return visit;
        findings.push(...findingsOf(deps, call, visit.value));
      }
      const { providerId } = call.institution;
      const kept = findings.map(({ entry, ...finding }) => {
        const { severity } = entry;
        return { ...finding, severity, providerId, stage: wanted.stage };
      });
      await saveFindings(tx, kept, { messageId: call.messageId, at: call.receivedAt });
      return ok({ output: findings });
    },
    render,
  );
}

async function registered(
  tx: Executor,
  call: Call,
  told: AuditedVisit,
  index: number,
): Promise<Result<AuditedVisit, CareRefusal>> {
  const { providerId } = call.institution;
  if (told.providerId !== providerId) return careRefusal('not-permitted', `visits[${index}].institutionId`);
  const known = await findVisit(tx, providerId, told.visitId);
  await logAccess(tx, { ...accessOf(call), personId: told.personId, purpose: 'audit' });
  if (known === null) return ok(told);
  if (known.personId !== told.personId) {
    const { visitId } = told;
    return refusedBy(careRefusal('person-differs', `visits[${index}].personId`, { visitId }).refusal);
  }
  const { gender, birthDate } = known;
  return ok({ ...told, person: { gender, birthDate } });
}

function findingsOf(deps: CareDeps, call: Call, visit: AuditedVisit): ToldFinding[] {
  const { personId, visitId } = visit;
  return audit(visit, deps.auditKnowledge ?? EXAMPLE_KNOWLEDGE).map((finding) => ({
    ...finding,
    personId,
    visitId,
    findingId: deps.ids.next('event', call.institution.area, call.receivedAt),
  }));
}

/**
 * Keeps what the doctor did about findings (3103), all or none; the same answer again changes nothing.
 * Going on needs a reason. Refusals: `finding-unknown`, `response-reason-missing`, `finding-answered`
 * (another answer stands).
 */
export function answerFindings(
  deps: CareDeps,
  call: Call,
  wanted: { readonly stage: AuditStage; readonly responses: readonly AuditResponse[] },
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  return once(
    deps,
    call,
    async (tx) => {
      const ids = wanted.responses.map(({ findingId }) => findingId);
      const known = await findFindings(tx, call.institution.providerId, ids);
      for (const [index, told] of wanted.responses.entries()) {
        const response = { ...told, reason: told.reason.trim() };
        const { findingId } = response;
        const field = (name: string) => `responses[${index}].${name}`;
        const finding = known.find((one) => one.findingId === findingId && one.stage === wanted.stage);
        if (finding === undefined) return careRefusal('finding-unknown', field('findingId'), { findingId });
        if (response.response === 'continued' && response.reason === '') {
          return careRefusal('response-reason-missing', field('reason'), { findingId });
        }
        const isSame = finding.response === response.response && finding.reason === response.reason;
        if (isSame) continue;
        const made = { actorId: call.actor.id, at: call.receivedAt };
        if (finding.response !== null || !(await saveResponse(tx, response, made))) {
          return careRefusal('finding-answered', field('findingId'), { findingId });
        }
      }
      return ok({ output: null });
    },
    render,
  );
}
