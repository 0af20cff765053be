import { findItems } from '../../care/catalogue/find-items.ts';
import { pageOf } from '../../care/catalogue/page.ts';
import { type HandlerOf, map } from '../handling.ts';
import { validityOf } from './catalogue-row.ts';
import { counters } from './page.ts';

const LEVELS = ['level-1', 'level-2', 'level-3'] as const;

/** Beyond the ceiling the person pays: the one treatment of these lists (procedures P-01). */
const BORNE_BY_PERSON = '1';

/** One row per item with a ceiling and level of institution; the ceiling is the same at every level. */
export const findPriceLimits: HandlerOf<'1318'> = async ({ deps, call, input, answer }) => {
  const { area } = call.institution;
  const items = findItems(deps.catalogueOf(area), area, {
    itemCode: input.insuranceItemCode,
    area: input.catalogueRegion,
    on: input.queriedOn,
    isValid: (input.overLimitTreatment ?? BORNE_BY_PERSON) === BORNE_BY_PERSON ? input.isValid : false,
  });
  const levels = LEVELS.filter(
    (level) => input.priceLimitKind === undefined || level === input.priceLimitKind,
  );
  const all = items.flatMap((item) =>
    item.ceiling === null ? [] : levels.map((level) => ({ item, level, ceiling: item.ceiling! })),
  );
  return map(pageOf(all, { page: input.pageNumber, size: input.pageSize }), (page) =>
    answer({
      limits: page.rows.map(({ item, level, ceiling }) => ({
        insuranceItemCode: item.itemCode,
        priceLimitKind: level,
        overLimitTreatment: BORNE_BY_PERSON,
        itemPriceCeiling: ceiling,
        ...validityOf(call, item),
      })),
      page: counters(page),
    }),
  );
};
