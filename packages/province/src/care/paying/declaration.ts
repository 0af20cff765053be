import {
  type Actor,
  type CalendarDate,
  dateOf,
  formatYuan,
  type Month,
  ok,
  type Result,
  totalFen,
} from '@zhijie/kernel';
import type { CareDeps } from '../deps.ts';
import { auditItems } from './audit-items.ts';
import { type PayingRefusal, payingRefusal } from './refusals.ts';
import {
  type AccountVersion,
  accountVersions,
  addAccount,
  addTerms,
  type BankAccountOf,
  type Declaration,
  declarationOf,
  institutionOf,
  journal,
  liftStop,
  mayPay,
  saveDeclaration,
  stopInstitution,
  takeTurn,
  undeclaredItems,
} from './store.ts';
import { areTermsComplete, declareBy, endOfMonth, isOver, type PayTerms, payBy } from './terms.ts';

export type Outcome = { readonly outcome: 'applied' | 'unchanged' };
type Answer<T = object> = Promise<Result<Outcome & T, PayingRefusal>>;

export type DeclarationRequest = {
  readonly providerId: string;
  readonly period: Month;
  /** What the institution counts: bills and returns, and what they claim together, fen. */
  readonly items: number;
  readonly claimTotal: number;
};

/**
 * The institution's declaration of a month, in its name at its agency (医保办发〔2025〕13号 article 12; I-03): all
 * that was decided up to the end of the month and is in no declaration yet, with the count and sum that the
 * institution has too. In time until the 10th; later it goes with the next. Every item is audited. Refusals:
 * `institution-unknown`, `not-permitted`, `month-not-over`, `declared-otherwise`, `declaration-differs`.
 */
export function declareMonth(
  deps: CareDeps,
  actor: Actor,
  request: DeclarationRequest,
): Answer<{ readonly declaration: Declaration }> {
  const { providerId, period, items: stated, claimTotal } = request;
  const at = deps.now();
  return deps.db.transaction(async (tx) => {
    const institution = await institutionOf(tx, providerId);
    if (institution === null) return payingRefusal('institution-unknown', 'providerId');
    if (!mayPay(actor, institution.area)) return payingRefusal('not-permitted', 'providerId');
    if (!isOver(period, at)) return payingRefusal('month-not-over', 'period');
    await takeTurn(tx, institution.area);
    const known = await declarationOf(tx, providerId, period);
    if (known !== null) {
      const isSame = known.itemCount === stated && known.claimTotal === claimTotal;
      return isSame
        ? ok({ outcome: 'unchanged', declaration: known })
        : payingRefusal('declared-otherwise', known.itemCount === stated ? 'amount' : 'items');
    }
    const items = await undeclaredItems(tx, providerId, endOfMonth(period));
    const own = items.reduce((sum, { claim }) => sum + claim, 0);
    if (items.length !== stated || own !== claimTotal) {
      const detail = { items: items.length, amount: formatYuan(totalFen(own)) };
      return payingRefusal('declaration-differs', items.length === stated ? 'amount' : 'items', detail);
    }
    const on = dateOf(at);
    const isLate = on > declareBy(period);
    const made = { providerId, period, itemCount: stated, claimTotal: own, isLate, payBy: payBy(period, on) };
    const by = { providerId, by: actor.id, at };
    const audited = await auditItems(deps, tx, items, by);
    await saveDeclaration(
      tx,
      made,
      audited.map(({ isDefinite: _, ...item }) => item),
      by,
    );
    return ok({ outcome: 'applied', declaration: made });
  });
}

export type AccountRequest = BankAccountOf & { readonly owner: string; readonly fromOn: CalendarDate };

/**
 * The account of an institution, of the agency itself (its area), or of the treasury (`treasury/` and the
 * area), from a day on (as C-05). Refusals:
 * `institution-unknown`, `not-permitted`, `account-differs`, `account-in-the-past`.
 */
export function noteAccount(deps: CareDeps, actor: Actor, request: AccountRequest): Answer {
  const at = deps.now();
  const { owner, fromOn } = request;
  return deps.db.transaction(async (tx) => {
    const own = /^(?:treasury\/)?(\d{6})$/.exec(owner)?.[1];
    const area = own ?? (await institutionOf(tx, owner))?.area ?? null;
    if (area === null) return payingRefusal('institution-unknown', 'owner');
    if (!mayPay(actor, area)) return payingRefusal('not-permitted', 'owner');
    await takeTurn(tx, area);
    const known = await accountVersions(tx, owner);
    const same = known.find((version) => version.fromOn === fromOn);
    if (same !== undefined) {
      return isSameAccount(same, request)
        ? ok({ outcome: 'unchanged' })
        : payingRefusal('account-differs', 'fromOn');
    }
    if (known.length > 0 && fromOn < dateOf(at)) return payingRefusal('account-in-the-past', 'fromOn');
    await addAccount(tx, request, { by: actor.id, at });
    await journal(tx, 'bank-account', `${owner}/${fromOn}`, { ...request, by: actor.id, at });
    return ok({ outcome: 'applied' });
  });
}

const isSameAccount = (a: AccountVersion, b: BankAccountOf): boolean =>
  a.holder === b.holder &&
  a.bankName === b.bankName &&
  a.bankNumber === b.bankNumber &&
  a.number === b.number;

/**
 * How an institution is paid from a day on (I-01, I-05). Refusals: `institution-unknown`, `not-permitted`,
 * `reason-missing`, `terms-incomplete`, `terms-in-the-past`.
 */
export function setTerms(
  deps: CareDeps,
  actor: Actor,
  terms: PayTerms & { readonly reason: string },
): Answer {
  const at = deps.now();
  const { providerId, fromOn, reason } = terms;
  return deps.db.transaction(async (tx) => {
    const institution = await institutionOf(tx, providerId);
    if (institution === null) return payingRefusal('institution-unknown', 'providerId');
    if (!mayPay(actor, institution.area)) return payingRefusal('not-permitted', 'providerId');
    if (reason.trim() === '') return payingRefusal('reason-missing', 'reason');
    if (!areTermsComplete(terms)) return payingRefusal('terms-incomplete', 'mode');
    if (fromOn < dateOf(at)) return payingRefusal('terms-in-the-past', 'fromOn');
    await addTerms(tx, terms, { by: actor.id, at });
    await journal(tx, 'pay-terms', `${providerId}/${fromOn}`, { ...terms, by: actor.id, at });
    return ok({ outcome: 'applied' });
  });
}

/**
 * A person stops an institution's instant settlement, or lets it go on (I-06). Refusals:
 * `institution-unknown`, `not-permitted`, `reason-missing`, `stop-unknown`.
 */
export function stopOrLift(
  deps: CareDeps,
  actor: Actor,
  request: { readonly providerId: string; readonly isStopped: boolean; readonly reason: string },
): Answer {
  const at = deps.now();
  const { providerId, isStopped } = request;
  const reason = request.reason.trim();
  return deps.db.transaction(async (tx) => {
    const institution = await institutionOf(tx, providerId);
    if (institution === null) return payingRefusal('institution-unknown', 'providerId');
    if (!mayPay(actor, institution.area)) return payingRefusal('not-permitted', 'providerId');
    if (reason === '') return payingRefusal('reason-missing', 'reason');
    const made = { by: actor.id, at };
    if (!isStopped) {
      const isLifted = await liftStop(tx, { providerId, reason }, made);
      return isLifted ? ok({ outcome: 'applied' }) : payingRefusal('stop-unknown', 'providerId');
    }
    const stopId = deps.ids.next('event', institution.area, at);
    const isNew = await stopInstitution(tx, { stopId, providerId, cause: 'person', detail: reason }, made);
    return ok({ outcome: isNew ? 'applied' : 'unchanged' });
  });
}
