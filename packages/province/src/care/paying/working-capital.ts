import { type Executor, statement } from '@zhijie/database';
import {
  type Actor,
  canonicalJson,
  dateOf,
  type Fen,
  fen,
  type Month,
  monthOf,
  ok,
  type Result,
} from '@zhijie/kernel';
import { payableToProvider, postTransfers } from '@zhijie/ledger';
import type { CareDeps } from '../deps.ts';
import { workingCapital } from './accounts.ts';
import { keepBatch, type Proposed } from './batch.ts';
import { batchOfKey, linesOfBatch } from './batch-store.ts';
import type { Outcome } from './declaration.ts';
import { duesOf } from './due.ts';
import { type PayingRefusal, payingRefusal } from './refusals.ts';
import { institutionOf, journal, mayPay, takeTurn } from './store.ts';
import { monthlyAverage, WORKING_CAPITAL } from './terms.ts';

/** What working capital may be spent on: medical costs, never building, running or debt (I-08). */
export const PURPOSES = ['drugs', 'consumables'] as const;
export type Purpose = (typeof PURPOSES)[number];

const LAST_YEAR = statement(
  'care-paying-last-year',
  `SELECT coalesce(sum(claim_total), 0)::bigint AS total FROM care.declaration
   WHERE provider_id = $1 AND left(period, 4) = $2`,
);
const GRANT = statement(
  'care-paying-grant',
  `INSERT INTO care.working_capital (grant_id, provider_id, year, amount, monthly_average, surplus_months,
     reason, granted_by, granted_at, line_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);
// A grant whose batch was sent back was never one.
const OF_YEAR = statement(
  'care-paying-grant-of-year',
  `SELECT g.grant_id AS "grantId" FROM care.working_capital g
   JOIN care.payment_line_progress p ON p.line_id = g.line_id
   WHERE g.provider_id = $1 AND g.year = $2 AND p.batch_state <> 'rejected'`,
);
const GRANTS = statement(
  'care-paying-grants',
  `SELECT g.grant_id AS "grantId", g.provider_id AS "providerId", i.area, g.year, g.amount,
     p.executed - p.owed_again AS paid, coalesce((SELECT sum(u.amount) FROM care.working_capital_use u
       WHERE u.grant_id = g.grant_id), 0)::bigint AS used,
     (SELECT (m.debits - m.credits)::bigint
      FROM care_ledger.movement('working-capital/' || g.provider_id) m) AS outstanding
   FROM care.working_capital g JOIN care.institution i ON i.provider_id = g.provider_id
   JOIN care.payment_line_progress p ON p.line_id = g.line_id
   WHERE g.grant_id = coalesce($1, g.grant_id) AND i.area = ANY ($2) AND p.batch_state <> 'rejected'
   ORDER BY g.grant_id`,
);
const USE = statement(
  'care-paying-use',
  `INSERT INTO care.working_capital_use (use_id, grant_id, purpose, amount, document, reported_by,
     reported_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
const USE_OF = statement(
  'care-paying-use-of',
  `SELECT grant_id AS "grantId", purpose, amount, document FROM care.working_capital_use WHERE use_id = $1`,
);

export type Grant = {
  readonly grantId: string;
  readonly providerId: string;
  readonly area: string;
  readonly year: string;
  readonly amount: number;
  /** What the bank paid of it, what was reported as spent, and what lies with the institution, fen. */
  readonly paid: number;
  readonly used: number;
  readonly outstanding: number;
};

/** Grants of these areas. */
export const grantsOf = (db: Executor, areas: readonly string[], grantId: string | null = null) =>
  db.query<Grant>(GRANTS, [grantId, [...areas]]);

export type GrantRequest = {
  readonly providerId: string;
  readonly amount: Fen;
  /** For how many months the fund's surplus lasts. */
  readonly surplusMonths: number;
  readonly reason: string;
  readonly requestKey: string;
};

/**
 * Lends an institution working capital for the year, once, as a batch of its own that another person releases
 * (I-08): applied for in the first quarter, at most the average month of the year before, and only from a
 * fund whose surplus lasts. The terms are `WORKING_CAPITAL`. Refusals: `institution-unknown`,
 * `not-permitted`, `reason-missing`, `request-key-reused`, `not-first-quarter`, `surplus-too-small`,
 * `grant-too-large`, `grant-exists`, those of a batch.
 */
export function grantWorkingCapital(
  deps: CareDeps,
  actor: Actor,
  request: GrantRequest,
): Promise<Result<Proposed, PayingRefusal>> {
  const { providerId, amount, surplusMonths, requestKey } = request;
  const reason = request.reason.trim();
  const at = deps.now();
  const year = dateOf(at).slice(0, 4);
  return deps.db.transaction(async (tx): Promise<Result<Proposed, PayingRefusal>> => {
    const institution = await institutionOf(tx, providerId);
    if (institution === null) return payingRefusal('institution-unknown', 'providerId');
    const { area } = institution;
    if (!mayPay(actor, area)) return payingRefusal('not-permitted', 'providerId');
    if (reason === '') return payingRefusal('reason-missing', 'reason');
    await takeTurn(tx, area);
    const known = await batchOfKey(tx, actor.id, requestKey);
    if (known !== null) {
      const [line] = await linesOfBatch(tx, known.batchId);
      const isSame = known.kind === 'working-capital' && known.total === amount;
      return isSame && line?.providerId === providerId
        ? ok({ outcome: 'unchanged', batch: known, skipped: [] })
        : payingRefusal('request-key-reused', 'requestKey');
    }
    const month = Number(dateOf(at).slice(5, 7));
    if (month > WORKING_CAPITAL.lastMonthToApply) return payingRefusal('not-first-quarter', 'providerId');
    if (surplusMonths < WORKING_CAPITAL.surplusMonthsAtLeast)
      return payingRefusal('surplus-too-small', 'surplusMonths', {
        least: WORKING_CAPITAL.surplusMonthsAtLeast,
      });
    const before = String(Number(year) - 1);
    const [last] = await tx.query<{ total: number }>(LAST_YEAR, [providerId, before]);
    const average = monthlyAverage(last!.total);
    if (amount > average) return payingRefusal('grant-too-large', 'amount', { most: average });
    if ((await tx.query(OF_YEAR, [providerId, year])).length > 0)
      return payingRefusal('grant-exists', 'providerId');
    const lines = [{ providerId, period: monthOf(at), amount, basis: { average }, items: [] }];
    const wanted = {
      area,
      kind: 'working-capital',
      period: monthOf(at),
      requestKey,
      lines,
      skipped: [],
    } as const;
    const made = await keepBatch(deps, tx, wanted, { by: actor.id, at });
    if (!made.ok) return made;
    const [line] = await linesOfBatch(tx, made.value.batch.batchId);
    const grantId = deps.ids.next('event', area, at);
    const values = [grantId, providerId, year, amount, average, surplusMonths, reason, actor.id, at];
    await tx.query(GRANT, [...values, line!.lineId]);
    await journal(tx, 'working-capital', grantId, { grantId, ...request, reason, year, by: actor.id, at });
    return made;
  });
}

export type UseRequest = {
  readonly useId: string;
  readonly grantId: string;
  readonly purpose: Purpose;
  readonly amount: Fen;
  /** Which invoice or list shows it. */
  readonly document: string;
};

/**
 * What an institution spent of the working capital that reached it (I-08). Refusals: `grant-unknown`,
 * `not-permitted`, `reason-missing` (no document), `request-key-reused`, `use-too-large`.
 */
export function reportUse(
  deps: CareDeps,
  actor: Actor,
  request: UseRequest,
): Promise<Result<Outcome, PayingRefusal>> {
  const { useId, grantId, purpose, amount } = request;
  const document = request.document.trim();
  const at = deps.now();
  return inTurnOfGrant(deps, actor, grantId, async (tx, grant) => {
    if (document === '') return payingRefusal('reason-missing', 'document');
    const [known] = await tx.query<Omit<UseRequest, 'useId'>>(USE_OF, [useId]);
    if (known !== undefined) {
      const isSame = canonicalJson(known) === canonicalJson({ grantId, purpose, amount, document });
      return isSame ? ok({ outcome: 'unchanged' }) : payingRefusal('request-key-reused', 'useId');
    }
    if (grant.used + amount > grant.paid)
      return payingRefusal('use-too-large', 'amount', { most: grant.paid - grant.used });
    await tx.query(USE, [useId, grantId, purpose, amount, document, actor.id, at]);
    await journal(tx, 'working-capital-use', useId, { ...request, document, by: actor.id, at });
    return ok({ outcome: 'applied' });
  });
}

/**
 * At the year's end what is lent is set against what is owed (I-08); what is repaid by bank comes as a
 * movement of the account (`working-capital-repaid`). Refusals: `grant-unknown`, `not-permitted`,
 * `request-key-reused`, `offset-too-large`.
 */
export function offsetWorkingCapital(
  deps: CareDeps,
  actor: Actor,
  {
    grantId,
    amount,
    requestKey,
  }: { readonly grantId: string; readonly amount: Fen; readonly requestKey: string },
): Promise<Result<Outcome, PayingRefusal>> {
  const at = deps.now();
  return inTurnOfGrant(deps, actor, grantId, async (tx, { providerId, outstanding }) => {
    const [due] = await duesOf(tx, [providerId], monthOf(at));
    const reference = `${grantId}.${requestKey}`;
    const transfer = {
      transferId: `${reference}.offset`,
      debit: payableToProvider(providerId),
      credit: workingCapital(providerId),
      amount: fen(amount),
      code: 'working-capital-offset',
      reference,
      month: monthOf(at) as Month,
      postedAt: at,
    };
    const [known] = await tx.query<{ amount: number }>(OFFSET, [transfer.transferId]);
    if (known !== undefined)
      return known.amount === amount
        ? ok({ outcome: 'unchanged' })
        : payingRefusal('request-key-reused', 'requestKey');
    const most = Math.max(Math.min(outstanding, due!.balance - due!.underWay), 0);
    if (amount > most) return payingRefusal('offset-too-large', 'amount', { most });
    await postTransfers(tx, 'care_ledger', [transfer]);
    await journal(tx, 'working-capital-offset', reference, { grantId, amount, by: actor.id, at });
    return ok({ outcome: 'applied' });
  });
}

const OFFSET = statement(
  'care-paying-offset-known',
  'SELECT amount FROM care_ledger.transfer WHERE transfer_id = $1',
);

async function inTurnOfGrant(
  deps: CareDeps,
  actor: Actor,
  grantId: string,
  work: (tx: Executor, grant: Grant) => Promise<Result<Outcome, PayingRefusal>>,
): Promise<Result<Outcome, PayingRefusal>> {
  return deps.db.transaction(async (tx) => {
    const area = await areaOfGrant(tx, grantId);
    if (area === null) return payingRefusal('grant-unknown', 'grantId');
    if (!mayPay(actor, area)) return payingRefusal('not-permitted', 'grantId');
    await takeTurn(tx, area);
    const [grant] = await grantsOf(tx, [area], grantId);
    return work(tx, grant!);
  });
}

const AREA = statement(
  'care-paying-area-of-grant',
  `SELECT i.area FROM care.working_capital g JOIN care.institution i ON i.provider_id = g.provider_id
   WHERE g.grant_id = $1`,
);

async function areaOfGrant(db: Executor, grantId: string): Promise<string | null> {
  return (await db.query<{ area: string }>(AREA, [grantId]))[0]?.area ?? null;
}
