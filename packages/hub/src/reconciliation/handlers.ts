import type { Handlers } from '@zhijie/exchange';
import { ok } from '@zhijie/kernel';
import { actorOf } from '../clearing/handlers.ts';
import type { Reconciliation } from './reconciliation.ts';

/** What a provincial agency may ask of the daily reconciliation, in its own name only (P-02). */
export function reconciliationHandlers(reconciliation: Reconciliation): Handlers {
  return {
    'reconciliation.month@1': async ({ month }, { from }) => {
      const view = await reconciliation.month(month, from);
      return view.ok ? ok({ ...view.value, days: [...view.value.days] }) : view;
    },
    'reconciliation.day@1': ({ day }, { from }) => reconciliation.day(day, from),
    'reconciliation.sheet@1': async ({ day }, { from }) => {
      const file = await reconciliation.sheet(day, from);
      return file.ok ? ok({ file: file.value }) : file;
    },
    'reconciliation.errors@1': async ({ on }, { from }) => {
      const rows = await reconciliation.errors(on, from);
      return rows.ok ? ok({ rows: [...rows.value] }) : rows;
    },
    'reconciliation.act@1': ({ operator, requestKey, ...order }, { from }) =>
      reconciliation.act({
        ...order,
        requestKey: `${from}-${requestKey}`,
        province: from,
        actor: actorOf(operator, from),
      }),
  };
}
