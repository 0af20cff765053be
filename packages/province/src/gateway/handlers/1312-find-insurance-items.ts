import { findItems } from '../../care/catalogue/find-items.ts';
import { pageOf } from '../../care/catalogue/page.ts';
import type { CatalogueKind } from '../../care/deps.ts';
import { type HandlerOf, map } from '../handling.ts';
import { validityOf } from './catalogue-row.ts';
import { counters } from './page.ts';

/** The codes of both directories are the same here: what is listed is what is insured, by its class. */
export const findInsuranceItems: HandlerOf<'1312'> = async ({ deps, call, input, answer }) => {
  const { area } = call.institution;
  const all = findItems(deps.catalogueOf(area), area, {
    itemCode: input.insuranceItemCode,
    name: input.insuranceItemName,
    soundCode: input.soundCode,
    kind: input.catalogueKind as CatalogueKind | undefined,
    category: input.feeCategory,
    paymentClass: input.paymentClass,
    area: input.catalogueRegion,
    on: input.queriedOn,
    // No item of these lists is of limited use, for maternity only, or without use in care.
    isValid:
      input.isLimitedUse === true || input.isForMaternity === true || input.isForCare === false
        ? false
        : input.isValid,
  });
  return map(pageOf(all, { page: input.pageNumber, size: input.pageSize }), (page) =>
    answer({
      items: page.rows.map((item) => ({
        insuranceItemCode: item.itemCode,
        insuranceItemName: item.name,
        ...validityOf(call, item),
        feeCategory: item.category,
        paymentClass: item.paymentClass,
        isLimitedUse: false,
        catalogueKind: item.kind,
        isForCare: true,
        isForMaternity: false,
        catalogueUse: 'care',
        compoundLimit: item.kind === 'herbal-pieces' ? 'both' : 'other',
        soundCode: item.soundCode,
      })),
      page: counters(page),
    }),
  );
};
