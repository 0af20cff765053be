import { monthOf, ok } from '@zhijie/kernel';
import type { OutputOf } from '@zhijie/wire';
import type { Institution } from '../../care/institution/store.ts';
import { type CheckedList, readListFaults as read } from '../../care/settlement-list/service.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { tellFault } from './4101-upload-settlement-list.ts';
import { ownPage } from './page.ts';

export const readListFaults: HandlerOf<'4104'> = async ({ deps, call, input, answer }) => {
  const { institution } = call;
  const page = ownPage(input, institution);
  if (!page.ok) return page;
  const { settlementId, personId, faultLevel, isReturned } = input;
  const of = { settlementId: orNull(settlementId), personId: orNull(personId), month: input.settledMonth };
  const by = { ...of, ...page.value, level: orNull(faultLevel), isRejected: orNull(isReturned) };
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
