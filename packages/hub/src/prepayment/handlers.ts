import type { PrepaymentStep } from '@zhijie/clearing';
import type { Handlers, RequestOf } from '@zhijie/exchange';
import {
  ok,
  parseCalendarDate,
  parseMonth,
  type Refusal,
  type Result,
  refuse,
  totalFen,
} from '@zhijie/kernel';
import { actorOf } from '../clearing/handlers.ts';
import type { Prepayment } from './prepayment.ts';

/**
 * What a provincial agency may ask about the prepayment. The hub judges area and role (P-02); steps and
 * requests are idempotent by the keys inside them, kept apart by province.
 */
export function prepaymentHandlers(prepayment: Prepayment): Handlers {
  return {
    'prepayment.read@1': async ({ year }, { from }) => ok(await prepayment.view(year, from)),
    'prepayment.step@1': async ({ requestKey, orderId, operator, step }, { from }) => {
      const taken = stepOf(step);
      if (!taken.ok) return taken;
      const actor = actorOf(operator, from);
      return await prepayment.step({ stepId: `${from}-${requestKey}`, orderId, actor, step: taken.value });
    },
    'prepayment.request@1': async ({ requestKey, operator, period: text, amount }, { from }) => {
      const period = parseMonth(text);
      if (!period.ok) return refuse('not-a-month', { field: 'period' });
      return await prepayment.request({
        requestId: `${from}-${requestKey}`,
        careProvince: from,
        period: period.value,
        amount: amount === undefined ? undefined : totalFen(amount),
        actor: actorOf(operator, from),
      });
    },
  };
}

type Asked = RequestOf<'prepayment.step@1'>['step'];

/** A step of a message as a step of the order: dates that are dates. */
function stepOf(step: Asked): Result<PrepaymentStep, Refusal<'date-malformed'>> {
  if (step.kind === 'submit') return ok({ kind: 'submit' });
  if (step.kind === 'receive') {
    const receivedOn = parseCalendarDate(step.receivedOn);
    return receivedOn.ok
      ? ok({ kind: 'receive', receivedOn: receivedOn.value })
      : refuse('date-malformed', { field: 'receivedOn' });
  }
  const paidOn = parseCalendarDate(step.transfer.paidOn);
  if (!paidOn.ok) return refuse('date-malformed', { field: 'paidOn' });
  const transfer = { ...step.transfer, paidOn: paidOn.value, amount: totalFen(step.transfer.amount) };
  return ok({ kind: 'pay', transfer });
}
