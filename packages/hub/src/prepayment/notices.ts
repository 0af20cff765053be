import { monthsAfter, noticeOf } from '@zhijie/clearing';
import type { Database } from '@zhijie/database';
import { dateOf, type Instant, monthOf } from '@zhijie/kernel';
import { addNotice, noticesOf, standingShares, takePrepaymentTurn } from './store.ts';
import { careProvincesOf, poolUsage, useOfMonth } from './usage.ts';

/**
 * Notes every change of a care province's alert level (PF-03), of the running month and of the one before:
 * that is known as trades until its clearing is generated, and by its clearing from then on.
 */
export function observe(db: Database, at: Instant): Promise<number> {
  return db.transaction(async (tx) => {
    await takePrepaymentTurn(tx);
    const standing = await standingShares(tx);
    const on = dateOf(at);
    const now = monthOf(at);
    let noted = 0;
    for (const period of [monthsAfter(now, -1), now]) {
      const use = await useOfMonth(tx, period);
      for (const careProvince of careProvincesOf(standing, use.shares)) {
        const [last] = await noticesOf(tx, { careProvince, period });
        const { used, prepayment } = poolUsage(careProvince, use, standing);
        const notice = noticeOf(last?.to ?? 'normal', { on, used }, prepayment);
        if (notice === null) continue;
        const version = (last?.version ?? 0) + 1;
        await addNotice(tx, { careProvince, period, version, basis: use.basis }, notice);
        noted += 1;
      }
    }
    return noted;
  });
}
