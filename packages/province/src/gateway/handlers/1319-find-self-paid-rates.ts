import { findItems } from '../../care/catalogue/find-items.ts';
import { pageOf } from '../../care/catalogue/page.ts';
import { type HandlerOf, map } from '../handling.ts';
import { validityOf } from './catalogue-row.ts';
import { counters } from './page.ts';

/** The share that is paid first does not depend on who is insured how: the code of "others". */
const EVERYBODY = '99';

export const findSelfPaidRates: HandlerOf<'1319'> = async ({ deps, call, input, answer }) => {
  const { area } = call.institution;
  const { selfPaidPersonKind = EVERYBODY, selfPaidKind = 'self-paid-first' } = input;
  const isListed = selfPaidPersonKind === EVERYBODY && selfPaidKind === 'self-paid-first';
  const all = findItems(deps.catalogueOf(area), area, {
    itemCode: input.insuranceItemCode,
    area: input.catalogueRegion,
    on: input.queriedOn,
    isValid: isListed ? input.isValid : false,
  });
  return map(pageOf(all, { page: input.pageNumber, size: input.pageSize }), (page) =>
    answer({
      rates: page.rows.map((item) => ({
        insuranceItemCode: item.itemCode,
        selfPaidPersonKind: EVERYBODY,
        selfPaidKind: 'self-paid-first',
        selfPaidFirstRate: item.selfPaidFirstRate,
        ...validityOf(call, item),
      })),
      page: counters(page),
    }),
  );
};
