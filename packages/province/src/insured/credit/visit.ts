/** A visit that a credit line pays for: no deposit, and settled also after the patient has left (VI5). */
import { statement } from '@zhijie/database';
import type { Handler, HandlerResult } from '@zhijie/exchange';
import { fen, ok, refuse } from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { actorOf, refusalOfRoute } from '../person/permissions.ts';
import { durably } from '../transaction.ts';
import { letsBankKnow } from './consent.ts';
import { productNamed } from './deps.ts';
import { freeOf } from './money.ts';
import * as store from './store.ts';

const FLAG = statement(
  'insured.credit.flag-visit',
  `insert into insured.credit_visit (provider_id, visit_id, person_id, line_id, flagged_at)
   values ($1, $2, $3, $4, $5) on conflict do nothing returning line_id`,
);
const FLAGGED = statement(
  'insured.credit.flagged-visit',
  `select line_id as "lineId" from insured.credit_visit
   where provider_id = $1 and visit_id = $2 and person_id = $3`,
);

/**
 * Flags a visit for the person's own line that frees from deposits; the same again answers the same. Refuses
 * `not-permitted`, `credit-visit-unknown` when there is no open line, or none the person still agrees to.
 */
export function flagVisit(deps: InsuredDeps): Handler<'credit.flag@1'> {
  return async ({ personId, visitId }, question): Promise<HandlerResult<'credit.flag@1'>> => {
    const denied = refusalOfRoute(deps.node, question);
    if (denied !== null) return denied;
    const { providerId } = question.route;
    return durably(deps, 'credit-flag', async (tx): Promise<HandlerResult<'credit.flag@1'>> => {
      const at = deps.now();
      await writeEntry(tx, { personId, at, actor: actorOf(question), purpose: 'credit', subject: visitId });
      const [flagged] = await tx.query<{ lineId: string }>(FLAGGED, [providerId, visitId, personId]);
      const lines = await store.linesOf(tx, personId);
      for (const line of lines) {
        const product = productNamed(deps, line.product);
        const isWanted = flagged === undefined || flagged.lineId === line.lineId;
        if (!isWanted || line.state !== 'open' || product?.isDepositFree !== true) continue;
        if (!(await letsBankKnow(tx, line, at))) continue;
        const { lineId } = line;
        if ((await tx.query(FLAG, [providerId, visitId, personId, lineId, at])).length === 1) {
          const of = { lineId, subject: visitId, amount: null, personId, at };
          await store.addStep(tx, { ...of, kind: 'visit-flagged' });
        }
        const available = await freeOf(tx, lineId, null);
        return ok({
          payer: lineId,
          bank: product.bankName,
          contract: line.contract!,
          available: fen(available),
        });
      }
      return refuse('credit-visit-unknown', { field: 'personId' });
    });
  };
}
