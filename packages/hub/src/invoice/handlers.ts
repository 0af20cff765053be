import { type Database, retrying, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import type { Handlers } from '@zhijie/exchange';
import { type Clock, ok } from '@zhijie/kernel';

const USE = statement('hub-invoice-use', 'SELECT hub.use_invoice($1, $2, $3, $4, $5, $6) AS outcome');
const SETTLED = statement(
  'hub-invoice-settled',
  `SELECT use_id AS "useId" FROM hub.invoice_use
   WHERE digest = $1 AND use = 'direct' AND released_at IS NULL`,
);
const RELEASE = statement(
  'hub-invoice-release',
  `UPDATE hub.invoice_use SET released_at = greatest($4, used_at)
   WHERE digest = $1 AND use_id = $2 AND node = $3 AND released_at IS NULL RETURNING use_id`,
);

/**
 * The register of used invoices. The same use again changes nothing; a use is given up only by the node that
 * registered it.
 */
export function invoiceHandlers({ db, now }: { readonly db: Database; readonly now: Clock }): Handlers {
  return {
    'invoice.use@1': async ({ digest, use, useId }, { from }) => {
      const at = now();
      const values = [digest, use, useId, from, at, digestOf({ digest, use, useId, node: from, at })];
      const [row] = await retrying(() => db.query<{ outcome: string }>(USE, values));
      const outcome = row!.outcome;
      if (outcome === 'registered' || outcome === 'known') return ok({ outcome, takenBy: null });
      return ok({ outcome: 'taken', takenBy: outcome === 'claim' ? 'claim' : 'direct' });
    },
    'invoice.settled@1': async ({ digest }) => {
      const [row] = await db.query<{ useId: string }>(SETTLED, [digest]);
      return ok({ settlementId: row?.useId ?? null });
    },
    'invoice.release@1': async ({ digest, useId }, { from }) => {
      const at = now();
      const isReleased = await db.transaction(async (tx) => {
        const rows = await tx.query(RELEASE, [digest, useId, from, at]);
        const leaf = digestOf({ digest, useId, node: from, at });
        if (rows.length > 0)
          await appendToJournal(tx, { kind: 'hub.invoice-released', subject: useId, digest: leaf });
        return rows.length > 0;
      });
      return ok({ outcome: isReleased ? 'released' : 'not-in-use' });
    },
  };
}
