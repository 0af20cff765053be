import type { CatalogueKind } from '../../care/deps.ts';
import { uploadMappings as upload } from '../../care/mapping/service.ts';
import { careRefusal } from '../../care/refusals.ts';
import { type HandlerOf, orNull } from '../handling.ts';

export const uploadMappings: HandlerOf<'3301'> = async ({ deps, call, input, answer }) => {
  const { providerId } = call.institution;
  const foreign = input.find((row) => row.providerId !== undefined && row.providerId !== providerId);
  if (foreign !== undefined) return careRefusal('not-permitted', 'providerId');
  const mappings = input.map((row) => ({
    hospitalItemCode: row.mappedItemCode,
    hospitalItemName: row.mappedItemName,
    kind: row.catalogueKind as CatalogueKind,
    itemCode: row.itemCode,
    startedOn: row.startedOn,
    endedOn: orNull(row.endedOn),
    details: {
      approvalNumber: row.approvalNumber,
      dosageForm: row.mappedDosageForm,
      excludedContent: row.excludedContent,
      itemContent: row.itemContent,
      pricedUnit: row.pricedUnit,
      specification: row.specification,
      packSpecification: row.packSpecification,
      remark: row.remark,
    },
  }));
  return upload(deps, call, mappings, () => answer({}));
};
