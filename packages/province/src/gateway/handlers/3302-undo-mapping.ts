import type { CatalogueKind } from '../../care/deps.ts';
import { withdrawMapping } from '../../care/mapping/service.ts';
import { careRefusal } from '../../care/refusals.ts';
import type { HandlerOf } from '../handling.ts';

export const undoMapping: HandlerOf<'3302'> = async ({ deps, call, input, answer }) => {
  const { providerId = call.institution.providerId, mappedItemCode, catalogueKind, itemCode } = input;
  if (providerId !== call.institution.providerId) return careRefusal('not-permitted', 'providerId');
  const key = { hospitalItemCode: mappedItemCode, kind: catalogueKind as CatalogueKind, itemCode };
  return withdrawMapping(deps, call, key, () => answer({}));
};
