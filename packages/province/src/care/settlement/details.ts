import { NoAnswer, NotDelivered } from '@zhijie/exchange';
import type { CareDeps } from '../deps.ts';
import { readLinesOf } from '../fee-line/store.ts';
import { lineRows } from './bill.ts';
import { routeOfIntent } from './decide.ts';
import { markDelivered, readDueDetails } from './store.ts';

const AT_ONCE = 20;

/**
 * Sends the lines of settled stays to the insured side: due within 3 days of the settlement (procedures V-04;
 * 医保发〔2022〕22号 annex article 39), sent as soon as the settlement is done. Answers how many were accepted.
 */
export async function deliverDetails(deps: CareDeps): Promise<number> {
  let accepted = 0;
  for (const settlement of await readDueDetails(deps.db, AT_ONCE)) {
    const { settlementId, personId } = settlement;
    const lines = lineRows(await readLinesOf(deps.db, settlement, settlementId));
    try {
      const body = { settlementId, personId, lines };
      const answer = await deps.ask('settlement.details@1', routeOfIntent(settlement), body);
      if (!answer.ok) {
        deps.log({ level: 'warn', event: 'details-refused', settlementId, code: answer.refusal.code });
        continue;
      }
      await markDelivered(deps.db, settlement, deps.now());
      accepted += 1;
    } catch (error) {
      if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
      deps.log({ level: 'warn', event: 'details-unanswered', settlementId });
    }
  }
  return accepted;
}
