import { listApplications as list, type StandingApplication } from '../../care/clearing/application.ts';
import type { Institution } from '../../care/institution/store.ts';
import { type HandlerOf, map, orNull } from '../handling.ts';

export const listApplications: HandlerOf<'3205A'> = async ({ deps, call, input, answer }) => {
  const found = await list(deps, call, {
    agency: orNull(input.clearingAgency),
    state: orNull(input.clearingState),
    period: orNull(input.clearedMonth),
    clearingCategory: orNull(input.clearingCategory),
    from: orNull(input.startedOn),
    until: orNull(input.endedOn),
  });
  return map(found, (rows) => answer(rows.map((row) => rowOf(row, call.institution))));
};

const rowOf = ({ application, state }: StandingApplication, { providerId, name, area }: Institution) => ({
  providerName: name,
  providerId,
  clearingState: state,
  recordedAt: application.withdrawnAt ?? application.appliedAt,
  feeTotal: application.feeTotal,
  recognisedSum: application.recognisedTotal,
  fundsDeclared: application.fundsDeclared,
  paidInCashInQuery: application.paidInCash,
  paidByPersonalAccount: application.paidByAccount,
  startedOn: application.from,
  endedOn: application.until,
  clearedMonth: application.period,
  clearingAgency: area,
  recordedById: application.actorId.split('/').at(-1)!.slice(0, 20),
  agencyNumber: area,
  applicationId: application.applicationId,
});
