import { addDays, dateOf, type Fen, fen, ok } from '@zhijie/kernel';
import type { OutputOf } from '@zhijie/wire';
import type { Institution } from '../../care/institution/store.ts';
import { momentsOf } from '../../care/reconciliation/service.ts';
import { type DueListOfStay, listUploads as list } from '../../care/settlement-list/service.ts';
import type { DueList } from '../../care/settlement-list/store.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { ownPage } from './page.ts';

/** Without days: those of a month back. */
const DAYS = 31;

export const listUploads: HandlerOf<'4160'> = async ({ deps, call, input, answer }) => {
  const page = ownPage(input, call.institution);
  if (!page.ok) return page;
  const { lastSettledUntil: last = dateOf(call.receivedAt), isListNormal, diagnosisGroup } = input;
  const found = await list(deps, call, {
    ...momentsOf(input.settledUntil ?? addDays(last, 1 - DAYS), last),
    isSound: orNull(isListNormal),
    diagnosis: orNull(diagnosisGroup),
    ...page.value,
  });
  return ok(answer(found.map((one) => rowOf(one, call.institution))));
};

type Row = OutputOf<'4160'>[number];

/** A subcategory (亚目) of the classification of diseases: the code up to the first digit behind the point. */
const subcategoryOf = (code: string): string => code.slice(0, 5);

function rowOf({ due, view, mainDiagnosis }: DueListOfStay, { providerId, name, area }: Institution): Row {
  const { parts, startedAt, endedAt, settledAt } = view;
  const claim: Fen = fen(parts.paidByFunds + parts.paidByPersonalAccount);
  return {
    providerId,
    providerName: name,
    poolingAreaNumber: area,
    personId: view.personId,
    personName: view.name,
    catalogueRegion: view.insuredArea,
    insuranceType: view.insuranceType,
    fundAmount: parts.paidByPooledFund,
    selfPaidOfList: fen(parts.borneByPerson - parts.feeExcluded),
    totalOfList: parts.feeTotal,
    eligibleOfList: parts.feeEligible,
    paidByFunds: parts.paidByFunds,
    payableToHospital: claim,
    settledUntil: dateOf(settledAt),
    stayBeganAt: startedAt,
    stayEndedAt: endedAt ?? settledAt,
    isListNormal: due.errors === 0,
    diagnosisCode: mainDiagnosis?.code,
    diagnosisName: mainDiagnosis?.name,
    diagnosisGroup: mainDiagnosis === null ? undefined : subcategoryOf(mainDiagnosis.code),
    listRemark: toldOf(due),
  };
}

const STATES = { draft: '已上传，未提交', submitted: '已提交', approved: '已审核', rejected: '已退回' };

function toldOf({ state, errors, warnings }: DueList): string {
  if (state === null) return '未上传';
  return `${STATES[state]}；质控错误 ${errors} 处，提示 ${warnings} 处`;
}
