import { addDays, dateOf } from '@zhijie/kernel';
import { listUnreconciled as list } from '../../care/clearing/unreconciled.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';
import { careTypesOf } from '../settlement-output.ts';

/** Without days: the last month's, which is what the daily reconciliation looks back on. */
const DAYS = 31;

export const listUnreconciled: HandlerOf<'3209A'> = async ({ deps, call, input, answer }) => {
  const { clearingCategory, clearingAgency, endedOn: until = dateOf(call.receivedAt) } = input;
  const found = await list(deps, call, {
    agency: orNull(clearingAgency),
    careTypes: clearingCategory === undefined ? null : careTypesOf(clearingCategory),
    from: input.startedOn ?? addDays(until, 1 - DAYS),
    until,
  });
  return map(found, ({ settlements, isComplete }) =>
    answer(
      settlements.map(({ settlementId, insuredArea }) => ({
        openSettlementId: settlementId,
        openInsuredRegion: insuredArea,
      })),
      isComplete ? [] : ['国家端暂未答复三方对账结果，只列出本地结果未定的结算，请稍后再查'],
    ),
  );
};
