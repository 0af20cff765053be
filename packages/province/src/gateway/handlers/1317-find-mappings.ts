import { dateOf, instant } from '@zhijie/kernel';
import { pageOf } from '../../care/catalogue/page.ts';
import type { Call } from '../../care/deps.ts';
import { findMappings as find } from '../../care/mapping/service.ts';
import type { KeptMapping } from '../../care/mapping/store.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';
import { counters } from './page.ts';

export const findMappings: HandlerOf<'1317'> = async ({ deps, call, input, answer }) => {
  const found = await find(deps, call, {
    hospitalItemCode: orNull(input.hospitalItemCode),
    hospitalItemName: orNull(input.hospitalItemName),
    itemCode: orNull(input.itemCode),
    kind: orNull(input.catalogueKind),
    on: orNull(input.queriedOn),
    updatedSince: orNull(input.updatedOn),
    isValid: orNull(input.isValid),
  });
  const { providerId, area } = call.institution;
  const isOwn =
    (input.providerId === undefined || input.providerId === providerId) &&
    (input.catalogueRegion === undefined || input.catalogueRegion === area);
  const page = pageOf(isOwn ? found : [], { page: input.pageNumber, size: input.pageSize });
  return map(page, (one) =>
    answer({ mappings: one.rows.map((row) => rowOf(call, row)), page: counters(one) }),
  );
};

function rowOf({ institution }: Call, mapping: KeptMapping) {
  const { details, hospitalItemCode, hospitalItemName, kind, itemCode, isValid } = mapping;
  return {
    providerId: institution.providerId,
    hospitalItemCode,
    hospitalItemName,
    catalogueKind: kind,
    itemCode,
    catalogueRegion: institution.area,
    startedOn: mapping.startedOn,
    endedOn: mapping.endedOn ?? undefined,
    isValid,
    recordNumber: `${institution.providerId}-${hospitalItemCode}`.slice(0, 40),
    updatedOn: dateOf(instant(mapping.updatedAt)),
    createdOn: dateOf(instant(mapping.createdAt)),
    approvalNumber: details.approvalNumber,
    mappedDosageForm: details.dosageForm,
    excludedContent: details.excludedContent,
    itemContent: details.itemContent,
    pricedUnit: details.pricedUnit,
    specification: details.specification,
    packSpecification: details.packSpecification,
    remark: details.remark,
  };
}
