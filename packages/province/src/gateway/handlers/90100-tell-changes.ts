import { addDays, dateOf, formatDateTime, ok, startOfDay } from '@zhijie/kernel';
import { settlementChanges } from '../../care/payment-order/query.ts';
import { type HandlerOf, orNull } from '../handling.ts';

const DAYS = 90;

/**
 * Whether settlements changed. Its answer is public nowhere: what is known stands in the warning text, in
 * words, and the output is empty.
 */
export const tellChanges: HandlerOf<'90100'> = async ({ deps, call, input, answer }) => {
  const since = startOfDay(addDays(dateOf(call.receivedAt), -DAYS));
  const personId = orNull(input.personId);
  const { settled, reversed, open, lastAt } = await settlementChanges(deps, call, { personId, since });
  const who = personId === null ? '本机构' : '该人员在本机构';
  const last = lastAt === null ? '没有结算' : `最近一次变动 ${formatDateTime(lastAt)}`;
  const text = `${who}近 ${DAYS} 天：已结算 ${settled} 笔，其中已撤销 ${reversed} 笔，结果未定 ${open} 笔；${last}。`;
  return ok(answer({}, [text]));
};
