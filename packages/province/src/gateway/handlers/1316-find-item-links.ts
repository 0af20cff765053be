import { findItems } from '../../care/catalogue/find-items.ts';
import { pageOf } from '../../care/catalogue/page.ts';
import type { CatalogueKind } from '../../care/deps.ts';
import { type HandlerOf, map } from '../handling.ts';
import { validityOf } from './catalogue-row.ts';
import { counters } from './page.ts';

/** Every item of the medical directory is the item of the insurance directory with the same code. */
export const findItemLinks: HandlerOf<'1316'> = async ({ deps, call, input, answer }) => {
  const { area } = call.institution;
  const { itemCode, insuranceItemCode } = input;
  const isOneItem =
    itemCode === undefined || insuranceItemCode === undefined || itemCode === insuranceItemCode;
  const all = findItems(deps.catalogueOf(area), area, {
    itemCode: itemCode ?? insuranceItemCode,
    kind: input.catalogueKind as CatalogueKind | undefined,
    area: input.catalogueRegion,
    on: input.queriedOn,
    isValid: isOneItem ? input.isValid : false,
  });
  return map(pageOf(all, { page: input.pageNumber, size: input.pageSize }), (page) =>
    answer({
      links: page.rows.map((item) => ({
        itemCode: item.itemCode,
        insuranceItemCode: item.itemCode,
        catalogueKind: item.kind,
        ...validityOf(call, item),
      })),
      page: counters(page),
    }),
  );
};
