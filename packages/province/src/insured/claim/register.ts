/** The register of used invoices: this node's own rows, and the nation's behind them. */
import { type Executor, statement } from '@zhijie/database';
import { NoAnswer, NotDelivered, routeOf } from '@zhijie/exchange';
import { type InvoiceKey, invoiceDigest, isInvoiceKey } from '@zhijie/invoice';
import type { InsuredDeps } from '../deps.ts';
import { type ClaimCase, valueOfField } from './case.ts';
import type { ReviewFacts } from './review.ts';

/** The invoice of a claim; null while its code or number is not known. */
export function invoiceOf(claim: ClaimCase): InvoiceKey | null {
  const key = { code: valueOfField(claim, 'code') ?? '', number: valueOfField(claim, 'number') ?? '' };
  return isInvoiceKey(key) ? key : null;
}

const use = statement(
  'insured.invoice.use',
  `insert into insured.invoice_use (digest, claim_id, used_at) values ($1, $2, $3)
   on conflict (digest) where released_at is null do nothing returning claim_id`,
);
const own = statement(
  'insured.invoice.own',
  `select claim_id as "claimId", asked_at as "askedAt", is_taken as "isTaken" from insured.invoice_use
   where digest = $1 and released_at is null`,
);
const releaseOthers = statement(
  'insured.invoice.release-others',
  `update insured.invoice_use set released_at = $2
   where claim_id = $1 and released_at is null and digest <> $3`,
);
const release = statement(
  'insured.invoice.release',
  'update insured.invoice_use set released_at = $2 where claim_id = $1 and released_at is null',
);

/**
 * Puts the invoice into the claim's use, in place of one it used before; false, without effect, when another
 * claim of this node has it.
 */
export async function useInvoice(
  deps: InsuredDeps,
  tx: Executor,
  { claimId, invoice }: { readonly claimId: string; readonly invoice: InvoiceKey },
): Promise<boolean> {
  const digest = invoiceDigest(deps.directoryKey, invoice);
  if ((await tx.query(use, [digest, claimId, deps.now()])).length === 0) {
    const [row] = await tx.query<{ claimId: string }>(own, [digest]);
    if (row?.claimId !== claimId) return false;
  }
  await tx.query(releaseOthers, [claimId, deps.now(), digest]);
  return true;
}

/** Gives up the invoices of a claim; the nation is told by `tellRegister`. */
export async function releaseInvoices(deps: InsuredDeps, tx: Executor, claimId: string): Promise<void> {
  await tx.query(release, [claimId, deps.now()]);
}

/** Where the invoice of a claim stands in the registers, as far as this node knows. */
export async function registerStateOf(
  deps: InsuredDeps,
  db: Executor,
  { claimId, content }: { readonly claimId: string; readonly content: ClaimCase },
): Promise<ReviewFacts['register']> {
  const invoice = invoiceOf(content);
  if (invoice === null) return 'no-invoice';
  const digest = invoiceDigest(deps.directoryKey, invoice);
  const [row] = await db.query<{ claimId: string; askedAt: number | null; isTaken: boolean }>(own, [digest]);
  if (row === undefined) return 'free';
  if (row.claimId !== claimId || row.isTaken) return 'used';
  return row.askedAt === null ? 'unasked' : 'own';
}

type ToTell = {
  readonly digest: string;
  readonly claimId: string;
  readonly insuredArea: string;
  readonly isReleased: boolean;
};
const toTell = statement(
  'insured.invoice.to-tell',
  `select u.digest, u.claim_id as "claimId", c.insured_area as "insuredArea",
     u.released_at is not null as "isReleased"
   from insured.invoice_use u join insured.claim c on c.claim_id = u.claim_id
   where ((u.released_at is null and u.asked_at is null)
       or (u.released_at is not null and u.given_back_at is null))
     and ($1::text is null or u.claim_id = $1) order by u.used_at limit 50`,
);
const told = statement(
  'insured.invoice.told',
  `update insured.invoice_use set asked_at = $3, is_taken = $4
   where digest = $1 and claim_id = $2 and released_at is null`,
);
const givenBack = statement(
  'insured.invoice.given-back',
  `update insured.invoice_use set given_back_at = $3
   where digest = $1 and claim_id = $2 and released_at is not null and given_back_at is null`,
);

/**
 * Tells the nation what it does not know yet of invoices used and given up, of one claim or of all; asking
 * again changes nothing there. Answers how many were answered; what was not is told next time.
 */
export async function tellRegister(deps: InsuredDeps, claimId: string | null = null): Promise<number> {
  const { ask } = deps;
  if (ask === undefined) return 0;
  let answered = 0;
  for (const row of await deps.db.query<ToTell>(toTell, [claimId])) {
    const route = routeOf({ insuredArea: row.insuredArea });
    const { digest, claimId: useId } = row;
    try {
      if (row.isReleased) {
        const done = await ask('invoice.release@1', route, { digest, useId });
        if (!done.ok) continue;
        await deps.db.query(givenBack, [digest, useId, deps.now()]);
      } else {
        const done = await ask('invoice.use@1', route, { digest, use: 'claim', useId });
        if (!done.ok) continue;
        await deps.db.query(told, [digest, useId, deps.now(), done.value.outcome === 'taken']);
      }
      answered += 1;
    } catch (error) {
      if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
      deps.log?.({ level: 'warn', event: 'invoice-register-unanswered', claimId: useId });
    }
  }
  return answered;
}
