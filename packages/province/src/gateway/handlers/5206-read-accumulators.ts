import { type Fen, fen, type Month, month, monthOf } from '@zhijie/kernel';
import { readAccumulators as read } from '../../care/settlement/query.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';

/** Counts of five levels in one number, which no receiver could read. */
const INTERNAL = 'admissionsByLevel';

/** The field has two decimals: an amount in fen, or a count in hundredths. */
function counterValue(counter: string, value: number): Fen {
  return fen(counter === 'admissions' ? value * 100 : value);
}

export const readAccumulators: HandlerOf<'5206'> = async ({ deps, call, input, answer }) => {
  const wanted: Month | null = orNull(input.cumulativeMonth);
  const found = await read(deps, call, { personId: input.personId, month: wanted });
  const shown = wanted ?? month(monthOf(call.receivedAt));
  return map(found, (years) =>
    answer({
      accumulators: years.flatMap(({ year, insuranceType, values }) =>
        values
          .filter(({ counter }) => counter !== INTERNAL)
          .map(({ counter, value }) => ({
            insuranceType,
            policyYear: year,
            cumulativeMonth: shown,
            counterCode: counter,
            counterValue: counterValue(counter, value),
          })),
      ),
    }),
  );
};
