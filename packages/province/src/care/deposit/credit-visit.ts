import { NoAnswer, NotDelivered, routeOf } from '@zhijie/exchange';
import { type Actor, dateOf, type Fen, fen, monthOf, ok, type Result, refuse } from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { mayHandle } from '../institution/may-handle.ts';
import { findVisit } from '../visit/store.ts';
import type { DepositRefusal } from './refusals.ts';
import { pledgeCredit } from './service.ts';
import type { Stay } from './store.ts';

/** Whom a leg of kind credit names as its payer, and what the line could pay now, fen. */
export type CreditVisit = {
  readonly payer: string;
  readonly bank: string;
  readonly contract: string;
  readonly available: Fen;
};

/**
 * Flags a visit of a patient who signed for medical credit: the insured side says which line, a stay
 * is free of deposits, and it may be settled after the patient has left. Safe to repeat. Refusals:
 * `not-permitted`, `visit-unknown`, `visit-closed`, `credit-not-available`, `insured-place-silent`.
 */
export async function flagCreditVisit(
  deps: Pick<CareDeps, 'db' | 'now' | 'ask'>,
  actor: Actor,
  stay: Stay,
): Promise<Result<CreditVisit, DepositRefusal>> {
  const { providerId, visitId } = stay;
  if (!(await mayHandle(deps.db, actor, providerId))) return refuse('not-permitted', { field: 'providerId' });
  const visit = await findVisit(deps.db, providerId, visitId);
  if (visit === null) return refuse('visit-unknown', { field: 'visitId', detail: { visitId } });
  const { personId, insuredArea, careArea, kind } = visit;
  const month = monthOf(dateOf(deps.now()));
  const route = routeOf({ careArea, insuredArea, providerId, personId, month });
  const said = await deps.ask('credit.flag@1', route, { personId, visitId }).catch((error: unknown) => {
    if (error instanceof NotDelivered || error instanceof NoAnswer) return null;
    throw error;
  });
  if (said === null) return refuse('insured-place-silent', { field: 'visitId' });
  if (!said.ok) return refuse('credit-not-available', { field: 'visitId' });
  const { payer, bank, contract, available } = said.value;
  if (kind === 'inpatient') {
    const pledged = await pledgeCredit(deps, actor, { providerId, visitId, bank, contract });
    if (!pledged.ok) return pledged;
  }
  return ok({ payer, bank, contract, available: fen(available) });
}
