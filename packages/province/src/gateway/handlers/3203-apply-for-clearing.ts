import type { InputOf } from '@zhijie/wire';
import { applyForClearing as apply } from '../../care/clearing/application.ts';
import { type HandlerOf, orNull } from '../handling.ts';
import { careTypesOf } from '../settlement-output.ts';

/** 3203, and 3203A which may name the agency besides. */
const declaredBy = (input: InputOf<'3203'> | InputOf<'3203A'>) => ({
  agency: 'clearingAgency' in input ? orNull(input.clearingAgency) : null,
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
});

export const applyForClearing: HandlerOf<'3203'> = ({ deps, call, input, answer }) =>
  apply(deps, call, declaredBy(input), (applicationId) => answer({ applicationId }));

export const applyForClearingA: HandlerOf<'3203A'> = ({ deps, call, input, answer }) =>
  apply(deps, call, declaredBy(input), (applicationId) => answer({ applicationId }));
