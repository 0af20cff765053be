import { fen, formatYuan } from '@zhijie/kernel';
import { reconcileTotals as reconcile, type TotalsCompared } from '../../care/reconciliation/service.ts';
import type { HandlerOf } from '../handling.ts';
import { careTypesOf } from '../settlement-output.ts';

export const reconcileTotals: HandlerOf<'3201'> = ({ deps, call, input, answer }) =>
  reconcile(
    deps,
    call,
    {
      agency: input.settlementAgency,
      insuranceType: input.insuranceType,
      clearingCategory: input.clearingCategory,
      careTypes: careTypesOf(input.clearingCategory),
      from: input.statementFrom,
      until: input.statementUntil,
      sums: {
        feeTotal: input.feeTotal,
        paidByFunds: input.paidByFunds,
        paidByAccount: input.paidByPersonalAccount,
        paidInCash: null,
        count: input.settlementCount,
      },
      reading: input.isRefund === false ? 'without-refunds' : 'all',
    },
    (compared) =>
      answer({
        settlementAgency: input.settlementAgency,
        statementResult: compared.isEqual ? 'equal' : 'differs',
        statementExplanation: explanationOf(compared),
      }),
  );

function explanationOf({ isEqual, statementId, hospital, own, open }: TotalsCompared): string {
  const pending = open === 0 ? '' : `另有 ${open} 笔结果未定，未计入。`;
  if (isEqual) return `平。对账单 ${statementId}，${own.count} 笔。${pending}`;
  const amounts = (
    [
      ['总额', hospital.feeTotal, own.feeTotal],
      ['基金', hospital.paidByFunds, own.paidByFunds],
      ['个账', hospital.paidByAccount ?? own.paidByAccount!, own.paidByAccount!],
    ] as const
  )
    .filter(([, theirs, ours]) => theirs !== ours)
    .map(
      ([name, theirs, ours]) =>
        `${name}本院${formatYuan(theirs)}平台${formatYuan(ours)}差${formatYuan(fen(theirs - ours))}`,
    );
  const counted = hospital.count === own.count ? [] : [`笔数本院${hospital.count}平台${own.count}`];
  return `不平：${[...amounts, ...counted].join('；')}。${pending}请用 3202 对明细。`;
}
