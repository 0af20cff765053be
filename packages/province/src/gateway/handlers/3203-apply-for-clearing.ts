import { applyForClearing as apply } from '../../care/clearing/application.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { careTypesOf } from '../settlement-output.ts';

export const applyForClearing: HandlerOf<'3203'> = ({ deps, call, input, answer }) =>
  apply(
    deps,
    call,
    {
      clearingCategory: input.clearingCategory,
      clearingMethod: orNull(input.clearingMethod),
      careTypes: careTypesOf(input.clearingCategory),
      period: input.clearingMonth,
      from: input.startedOn,
      until: input.endedOn,
      visits: input.visitsCounted,
      feeTotal: input.feeTotal,
      recognisedTotal: input.recognisedTotal,
      fundsDeclared: input.fundsDeclared,
      paidInCash: input.paidInCashInQuery,
      paidByAccount: input.paidByPersonalAccount,
    },
    (applicationId) => answer({ applicationId }),
  );
