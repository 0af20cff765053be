import { type Fen, type Month, month, monthOf } from '@zhijie/kernel';
import { readAccumulators as read } from '../../care/settlement/query.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';

export const readAccumulators: HandlerOf<'5206'> = async ({ deps, call, input, answer }) => {
  const wanted: Month | null = orNull(input.cumulativeMonth);
  const found = await read(deps, call, { personId: input.personId, month: wanted });
  const shown = wanted ?? month(monthOf(call.receivedAt));
  return map(found, (years) =>
    answer({
      accumulators: years.flatMap(({ year, insuranceType, values }) =>
        values.map(({ counter, value }) => ({
          insuranceType,
          policyYear: year,
          cumulativeMonth: shown,
          counterCode: counter.slice(0, 10),
          counterValue: value as Fen,
        })),
      ),
    }),
  );
};
