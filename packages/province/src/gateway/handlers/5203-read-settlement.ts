import { ageOn, dateOf } from '@zhijie/kernel';
import type { OutputOf } from '@zhijie/wire';
import type { Institution } from '../../care/institution/store.ts';
import { type FoundSettlement, readSettlement as read } from '../../care/settlement/query.ts';
import { type HandlerOf, map } from '../handling.ts';
import { clearingCategoryOf, fundRows } from '../settlement-output.ts';

export const readSettlement: HandlerOf<'5203'> = async ({ deps, call, input, answer }) =>
  map(await read(deps, call, input), (found) =>
    answer(outputOf(found, call.institution), replacementOf(found)),
  );

/** The interface has no field for it: the cashier is told. */
const replacementOf = ({ replacesSettlementId: replaced }: FoundSettlement): string[] =>
  replaced === null ? [] : [`本次结算替代已撤销的结算 ${replaced}`];

function outputOf({ view, isReversed }: FoundSettlement, institution: Institution): OutputOf<'5203'> {
  const ended = view.endedAt ?? (view.kind === 'inpatient' ? view.settledAt : view.startedAt);
  return {
    settlement: {
      ...view.parts,
      settlementId: view.settlementId!,
      visitId: view.visitId,
      personId: view.personId,
      personName: view.name,
      certificateType: 'id-card',
      certificateNumber: view.certificateNumber,
      gender: view.gender,
      birthDate: view.birthDate,
      age: ageOn(view.birthDate, dateOf(view.settledAt)),
      insuranceType: view.insuranceType,
      personGroup: view.personGroup,
      isCivilServant: view.isCivilServant,
      insuringAgency: view.insuredArea,
      paymentPlace:
        view.insuredArea.slice(0, 2) === view.careArea.slice(0, 2) ? 'institution' : 'cross-province',
      providerId: institution.providerId,
      providerName: institution.name,
      hospitalLevel: institution.level,
      providerRegion: institution.area,
      startedOn: dateOf(view.startedAt),
      endedOn: dateOf(ended),
      settledAt: view.settledAt,
      careType: view.careType,
      clearingCategory: clearingCategoryOf(view.careType),
      clearingMethod: 'by-item',
      clearingAgency: view.insuredArea,
      accountBalance: view.accountBalance,
      originalMessageId: view.messageId,
      isRefund: isReversed,
      policyYear: view.policyYear,
      diseaseCode: view.diseaseCode ?? undefined,
      diseaseName: view.diseaseName ?? undefined,
      invoiceNumber: view.invoiceNumber ?? undefined,
    },
    funds: fundRows(view),
  };
}
