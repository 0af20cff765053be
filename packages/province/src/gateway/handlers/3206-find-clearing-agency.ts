import { clearingAgencyOf } from '../../care/clearing/application.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';
import { clearingCategoryOf } from '../settlement-output.ts';

export const findClearingAgency: HandlerOf<'3206A'> = async ({ deps, call, input, answer }) => {
  const { providerId } = call.institution;
  const found = await clearingAgencyOf(deps, call, orNull(input.settlementId));
  return map(found, ({ agency, settlement }) => {
    if (settlement === null) return answer([{ clearingAgency: agency, providerId }]);
    const { settlementId, careType } = settlement;
    const kind = { clearingCategory: clearingCategoryOf(careType), clearingMethod: 'by-item' } as const;
    return answer([{ clearingAgency: agency, providerId, settlementId, ...kind }]);
  });
};
