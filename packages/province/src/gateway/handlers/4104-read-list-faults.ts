import { monthOf, ok } from '@zhijie/kernel';
import type { OutputOf } from '@zhijie/wire';
import type { Institution } from '../../care/institution/store.ts';
import { careRefusal } from '../../care/refusals.ts';
import { type CheckedList, readListFaults as read } from '../../care/settlement-list/service.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { tellFault } from './4101-upload-settlement-list.ts';

const LARGEST_PAGE = 100;

export const readListFaults: HandlerOf<'4104'> = async ({ deps, call, input, answer }) => {
  const { settledMonth: month, pageNumber: page = 1, pageSize = LARGEST_PAGE } = input;
  const { institution } = call;
  if ((input.providerId ?? institution.providerId) !== institution.providerId) {
    return careRefusal('not-permitted', 'providerId');
  }
  if (page < 1 || pageSize < 1 || pageSize > LARGEST_PAGE) {
    return careRefusal('page-invalid', 'pageNumber', { value: `${page}/${pageSize}` });
  }
  const { settlementId, personId, faultLevel, isReturned } = input;
  const filter = { settlementId: orNull(settlementId), personId: orNull(personId), month, page, pageSize };
  const by = { ...filter, level: orNull(faultLevel), isRejected: orNull(isReturned) };
  const found = await read(deps, call, by);
  return ok(answer(found.map((one) => rowOf(one, institution))));
};

type Row = OutputOf<'4104'>[number];

function rowOf({ kept, faults, view }: CheckedList, { providerId, name }: Institution): Row {
  const isReturned = kept.state === 'rejected';
  return {
    providerId,
    providerName: name,
    settledMonth: monthOf(view.settledAt),
    settlementId: kept.settlementId,
    personId: kept.personId,
    personName: view.name,
    isListSound: kept.errors === 0,
    faultLevel: kept.errors > 0 ? 'error' : 'warning',
    isReturned,
    checkVersion: kept.checkVersion,
    certificateType: 'id-card',
    listedCertificate: view.certificateNumber,
    checkedAt: kept.checkedAt,
    faults: faults.map((fault) => {
      const { code, told } = tellFault(fault);
      return {
        faultField: code,
        faultText: told,
        faultLevel: fault.level,
        isReturned,
        faultValue: fault.value.slice(0, 60),
      };
    }),
  };
}
