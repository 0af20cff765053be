import { takesConfirmations } from '@zhijie/clearing';
import { sm3Hex } from '@zhijie/crypto';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { type CareType, type Fen, formatYuan, monthOf, ok, type Refusal, type Result } from '@zhijie/kernel';
import type { Call, CareDeps } from '../deps.ts';
import { momentsOf } from '../reconciliation/service.ts';
import { readItems, type StatementItem } from '../reconciliation/store.ts';
import { nettedOf, sumsOf } from '../reconciliation/totals.ts';
import { type CareRefusal, careRefusal } from '../refusals.ts';
import { once } from '../request-key/service.ts';
import { type Application, lockApplication, saveApplication, withdrawApplication } from './store.ts';

export type ApplicationRequest = Omit<
  Application,
  'providerId' | 'applicationId' | 'messageId' | 'appliedAt'
> & { readonly careTypes: readonly CareType[] };

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
 * the month's clearing is generated (procedures C-02, R-03). Refusals in order: `statement-period`,
 * `clearing-closed`, `application-differs`, `application-exists`.
 */
export function applyForClearing(
  deps: CareDeps,
  call: Call,
  request: ApplicationRequest,
  render: (applicationId: string) => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  const { period, from, until, careTypes, ...declared } = request;
  return once(
    deps,
    call,
    async (tx) => {
      if (from > until || monthOf(from) !== period || monthOf(until) !== period) {
        return careRefusal('statement-period', 'endedOn', { from, until });
      }
      if (!takesConfirmations(period, call.receivedAt)) {
        return careRefusal('clearing-closed', 'clearingMonth', { period });
      }
      const by = { providerId, ...momentsOf(from, until), insuranceType: null, careTypes };
      const items = (await readItems(tx, by)).filter(({ isOpen }) => !isOpen);
      const refusal = differenceOf(request, items);
      if (refusal !== null) return { ok: false, refusal };
      // The message id is unique within the institution, so the application's id is as well.
      const applicationId = sm3Hex(`application\n${providerId}\n${call.messageId}`).slice(0, 30);
      const { messageId, receivedAt: appliedAt } = call;
      const made = { ...declared, period, from, until, providerId, applicationId, messageId, appliedAt };
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
 * effect. Refusals in order: `application-unknown`, `clearing-closed`.
 */
export function withdrawClearing(
  deps: CareDeps,
  call: Call,
  applicationId: string,
  render: () => Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const { providerId } = call.institution;
  return once(
    deps,
    call,
    async (tx) => {
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
