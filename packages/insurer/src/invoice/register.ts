import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { NoAnswer, NotDelivered, routeOf } from '@zhijie/exchange';
import { type InvoiceKey, invoiceDigest, isInvoiceKey } from '@zhijie/invoice';
import { ok, type Result } from '@zhijie/kernel';
import type { GatewayDeps } from '../deps.ts';
import { hasRole, type InsurerActor } from '../operator.ts';
import { type GatewayRefusal, no } from '../refusals.ts';

/**
 * `expense`: reimburses what was paid, and uses the receipt up for every insurer; `benefit`: a fixed sum
 * (定额给付), which may be claimed at several insurers, once at each.
 */
export type InvoicePurpose = 'expense' | 'benefit';

const TURN = statement(
  'gateway-invoice-turn',
  `SELECT pg_advisory_xact_lock(hashtextextended('gateway.invoice ' || $1, 0))`,
);
const LIVE = statement(
  'gateway-invoice-live',
  `SELECT insurer, claim_reference AS "claimReference", purpose FROM gateway.invoice_use
   WHERE digest = $1 AND released_at IS NULL AND purpose = $2 AND ($2 = 'expense' OR insurer = $3)`,
);
const USED = statement(
  'gateway-bill-used',
  `SELECT 1 FROM gateway.invoice_use
   WHERE settlement_id = $1 AND purpose = 'expense' AND released_at IS NULL LIMIT 1`,
);
// What was paid of the bill in one stop, or as a claim of it, and not taken back.
const CLAIMED = statement(
  'gateway-bill-claimed',
  `SELECT 1 FROM gateway.payment_fact p
   WHERE p.settlement_id = $1 AND p.kind = 'paid'
     AND NOT EXISTS (SELECT FROM gateway.payment_fact u WHERE u.kind = 'undone' AND u.undoes = p.fact_id)
   LIMIT 1`,
);
const ADD = statement(
  'gateway-use-invoice',
  `INSERT INTO gateway.invoice_use (digest, purpose, insurer, claim_reference, settlement_id, used_at,
     used_by)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
const RELEASE = statement(
  'gateway-release-invoice',
  `UPDATE gateway.invoice_use SET released_at = greatest($4, used_at)
   WHERE digest = $1 AND insurer = $2 AND claim_reference = $3 AND released_at IS NULL
   RETURNING purpose`,
);

/** Whoever decides about a bill's receipt waits for the one before. */
export async function takeInvoiceTurn(tx: Executor, of: string): Promise<void> {
  await tx.query(TURN, [of]);
}

/** Whether a claim outside the platform has used the receipt of this settlement for its expense. */
export async function billIsUsed(tx: Executor, settlementId: string): Promise<boolean> {
  return (await tx.query(USED, [settlementId])).length > 0;
}

type Use = {
  readonly invoice: InvoiceKey;
  readonly purpose: InvoicePurpose;
  readonly claimReference: string;
};

/**
 * Registers a receipt as used for a claim of an insurer's own. Refused when it is used: by another claim, or
 * because its bill was paid by the platform. The answer is the same whoever used it; it names no
 * insurer (OS2). The same use again changes nothing.
 */
export async function useInvoice(
  deps: GatewayDeps,
  actor: InsurerActor,
  { invoice, purpose, claimReference }: Use,
): Promise<Result<{ outcome: 'registered' | 'known' }, GatewayRefusal>> {
  if (!hasRole(actor, 'claims')) return no('not-permitted');
  if (!isInvoiceKey(invoice)) return no('invoice-malformed', 'invoiceNumber');
  const digest = invoiceDigest(deps.invoiceKey, invoice);
  const settled = await settlementOf(deps, digest);
  if (!settled.ok) return settled;
  const settlementId = settled.value;
  return deps.db.transaction(async (tx) => {
    await takeInvoiceTurn(tx, digest);
    if (settlementId !== null) await takeInvoiceTurn(tx, settlementId);
    type Live = { insurer: string; claimReference: string };
    const [live] = await tx.query<Live>(LIVE, [digest, purpose, actor.insurer]);
    if (live !== undefined) {
      const isOwn = live.insurer === actor.insurer && live.claimReference === claimReference;
      return isOwn ? ok({ outcome: 'known' }) : no('invoice-used', 'invoiceNumber');
    }
    const isClaimed = settlementId !== null && (await tx.query(CLAIMED, [settlementId])).length > 0;
    if (purpose === 'expense' && isClaimed) return no('invoice-used', 'invoiceNumber');
    const at = deps.now();
    const { insurer, id } = actor;
    await tx.query(ADD, [digest, purpose, insurer, claimReference, settlementId, at, id]);
    const leaf = digestOf({ digest, purpose, insurer, claimReference, at });
    await appendToJournal(tx, { kind: 'gateway.invoice-used', subject: claimReference, digest: leaf });
    return ok({ outcome: 'registered' });
  });
}

/** Gives up a use of one's own, when its claim came to nothing. */
export async function releaseInvoice(
  deps: GatewayDeps,
  actor: InsurerActor,
  { invoice, claimReference }: Omit<Use, 'purpose'>,
): Promise<Result<{ outcome: 'released' }, GatewayRefusal>> {
  if (!hasRole(actor, 'claims')) return no('not-permitted');
  if (!isInvoiceKey(invoice)) return no('invoice-malformed', 'invoiceNumber');
  const digest = invoiceDigest(deps.invoiceKey, invoice);
  const at = deps.now();
  return deps.db.transaction(async (tx) => {
    const rows = await tx.query(RELEASE, [digest, actor.insurer, claimReference, at]);
    if (rows.length === 0) return no('invoice-not-in-use', 'claimReference');
    const leaf = digestOf({ digest, insurer: actor.insurer, claimReference, at });
    await appendToJournal(tx, { kind: 'gateway.invoice-released', subject: claimReference, digest: leaf });
    return ok({ outcome: 'released' });
  });
}

/** Of which direct settlement the receipt is, as the nation's register knows it. */
async function settlementOf(
  { ask }: GatewayDeps,
  digest: string,
): Promise<Result<string | null, GatewayRefusal>> {
  try {
    const done = await ask('invoice.settled@1', routeOf({}), { digest });
    return done.ok ? ok(done.value.settlementId) : no('nation-unanswered');
  } catch (error) {
    if (error instanceof NotDelivered || error instanceof NoAnswer) return no('nation-unanswered');
    throw error;
  }
}
