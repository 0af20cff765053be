import { takesConfirmations } from '@zhijie/clearing';
import { sm3Hex } from '@zhijie/crypto';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  type CalendarDate,
  type CareType,
  type Fen,
  formatYuan,
  type Month,
  monthOf,
  ok,
  provinceOf,
  type Refusal,
  type Result,
} from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { momentsOf } from '../reconciliation/service.ts';
import { readItems, type StatementItem } from '../reconciliation/store.ts';
import { nettedOf, sumsOf } from '../reconciliation/totals.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { findSettlement } from '../settlement/store.ts';
import {
  type Application,
  findApplications,
  type KeptApplication,
  lockApplication,
  saveApplication,
  withdrawApplication,
} from './store.ts';

export type ApplicationRequest = Omit<
  Application,
  'providerId' | 'applicationId' | 'messageId' | 'actorId' | 'appliedAt'
> & { readonly careTypes: readonly CareType[]; readonly agency?: string | null };

/**
 * An institution applies to the agency of its own province, under whichever of its codes the message names.
 */
export const isOwnAgency = ({ institution }: Call, agency: string | null): boolean =>
  agency === null || provinceOf(agency) === provinceOf(institution.area);

export const refuseAgency = ({ institution }: Call, agency: string | null) =>
  careRefusal('agency-differs', 'clearingAgency', { agency: agency ?? '', expected: institution.area });

/** The first amount that is not what this side has; the number of visits may leave refunded ones out. */
function differenceOf(request: ApplicationRequest, items: readonly StatementItem[]): CareRefusal | null {
  const own = sumsOf(items);
  const amounts: readonly (readonly [field: string, declared: Fen, own: Fen | null])[] = [
    ['feeTotal', request.feeTotal, own.feeTotal],
    ['fundsDeclared', request.fundsDeclared, own.paidByFunds],
    ['paidByPersonalAccount', request.paidByAccount, own.paidByAccount],
    ['paidInCash', request.paidInCash, own.paidInCash],
  ];
  for (const [field, declared, expected] of amounts) {
    if (declared === expected) continue;
    const detail = { declared: formatYuan(declared), expected: formatYuan(expected!) };
    return careRefusal('application-differs', field, detail).refusal;
  }
  const counts = [own.count, own.count - 2 * nettedOf(items).size];
  if (counts.includes(request.visits)) return null;
  const detail = { declared: request.visits, expected: own.count };
  return careRefusal('application-differs', 'visitsCounted', detail).refusal;
}

/**
 * Applies for the clearing of a month and category (3203), with the sums that this side has too. Only until
 * the month's clearing is generated (procedures C-02, R-03). Refusals in order: `agency-differs` (where the
 * message names one), `statement-period`, `clearing-closed`, `application-differs`, `application-exists`.
 */
export function applyForClearing(
  deps: CareDeps,
  call: Call,
  request: ApplicationRequest,
  render: (applicationId: string) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  const { period, from, until, careTypes, agency = null, ...declared } = request;
  return once(
    deps,
    call,
    async (tx) => {
      if (!isOwnAgency(call, agency)) return refuseAgency(call, agency);
      if (from > until || monthOf(from) !== period || monthOf(until) !== period) {
        return careRefusal('statement-period', 'endedOn', { from, until });
      }
      if (!takesConfirmations(period, call.receivedAt)) {
        return careRefusal('clearing-closed', 'clearingMonth', { period });
      }
      const these = { providerId, ...momentsOf(from, until), insuranceType: null, careTypes };
      const items = (await readItems(tx, these)).filter(({ isOpen }) => !isOpen);
      const refusal = differenceOf(request, items);
      if (refusal !== null) return { ok: false, refusal };
      // The message id is unique within the institution, so the application's id is as well.
      const applicationId = sm3Hex(`application\n${providerId}\n${call.messageId}`).slice(0, 30);
      const { messageId, receivedAt: appliedAt } = call;
      const by = { providerId, applicationId, messageId, actorId: call.actor.id, appliedAt };
      const made = { ...declared, period, from, until, ...by };
      if (!(await saveApplication(tx, made)))
        return careRefusal('application-exists', 'clearingMonth', { period });
      await appendToJournal(tx, {
        kind: 'care.clearing-application',
        subject: applicationId,
        digest: digestOf(made),
      });
      return ok({ output: applicationId });
    },
    render,
  );
}

/**
 * Takes an application back (3204), until the month's clearing is generated; taken back twice has no further
 * effect. Refusals in order: `agency-differs`, `application-unknown`, `clearing-closed`.
 */
export function withdrawClearing(
  deps: CareDeps,
  call: Call,
  { applicationId, agency = null }: { readonly applicationId: string; readonly agency?: string | null },
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  return once(
    deps,
    call,
    async (tx) => {
      if (!isOwnAgency(call, agency)) return refuseAgency(call, agency);
      const found = await lockApplication(tx, providerId, applicationId);
      if (found === null) return careRefusal('application-unknown', 'applicationId', { applicationId });
      if (found.withdrawnAt !== null) return ok({ output: null });
      if (!takesConfirmations(found.period, call.receivedAt)) {
        return careRefusal('clearing-closed', 'applicationId', { period: found.period });
      }
      await withdrawApplication(tx, providerId, applicationId, call.receivedAt);
      const fact = { applicationId, providerId, withdrawnAt: call.receivedAt };
      const subject = `${applicationId}/withdrawn`;
      await appendToJournal(tx, { kind: 'care.clearing-application', subject, digest: digestOf(fact) });
      return ok({ output: null });
    },
    render,
  );
}

/** From the 21st on the month's clearing is generated: what stands then is accepted and stays. */
export type ApplicationState = 'not-applied' | 'applied' | 'accepted';

export type StandingApplication = { readonly application: KeptApplication; readonly state: ApplicationState };

const stateOf = ({ period, withdrawnAt }: KeptApplication, { receivedAt }: Call): ApplicationState => {
  if (withdrawnAt !== null) return 'not-applied';
  return takesConfirmations(period, receivedAt) ? 'applied' : 'accepted';
};

/**
 * The caller's applications of a month, kind or period of days, with how far each has come (3205A); a
 * withdrawn one is as if never applied. Refusal: `agency-differs`.
 */
export async function listApplications(
  deps: CareDeps,
  call: Call,
  by: {
    readonly agency: string | null;
    readonly state: string | null;
    readonly period: Month | null;
    readonly clearingCategory: string | null;
    readonly from: CalendarDate | null;
    readonly until: CalendarDate | null;
  },
): Promise<Result<readonly StandingApplication[], Refusal>> {
  const { agency, state, ...filter } = by;
  if (!isOwnAgency(call, agency)) return refuseAgency(call, agency);
  const { providerId } = call.institution;
  const found = await findApplications(deps.db, { providerId, ...filter });
  const standing = found.map((application) => ({ application, state: stateOf(application, call) }));
  return ok(standing.filter((one) => state === null || one.state === state));
}

export type ClearingAgency = {
  readonly agency: string;
  readonly settlement: { readonly settlementId: string; readonly careType: CareType } | null;
};

/**
 * Which agency clears (3206A): for a settlement that of the insured place, without one the agency to which
 * this institution applies. Refusal: `settlement-unknown`.
 */
export async function clearingAgencyOf(
  deps: CareDeps,
  call: Call,
  settlementId: string | null,
): Promise<Result<ClearingAgency, Refusal>> {
  const { providerId, area } = call.institution;
  if (settlementId === null) return ok({ agency: area, settlement: null });
  const found = await findSettlement(deps.db, providerId, settlementId);
  if (found === null || found.settledAt === null) {
    return careRefusal('settlement-unknown', 'settlementId', { settlementId });
  }
  return ok({ agency: found.insuredArea, settlement: { settlementId, careType: found.careType } });
}
