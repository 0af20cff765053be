import { formatDateTime } from '@zhijie/kernel';
import { comingDowntimes } from '../../care/downtime/service.ts';
import { signIn as open } from '../../care/operator-session/service.ts';
import type { HandlerOf } from '../handling.ts';

export const signIn: HandlerOf<'9001'> = async ({ deps, call, input, answer }) => {
  const coming = await comingDowntimes(deps.db, call.receivedAt);
  const warnings = coming.map(
    ({ startsAt, endsAt, reason }) =>
      `计划停机：${formatDateTime(startsAt)} 至 ${formatDateTime(endsAt)}，${reason}`,
  );
  return open(
    deps,
    call,
    {
      operatorId: input.operatorNumber,
      deviceAddress: input.macAddress ?? '',
      networkAddress: input.ipAddress ?? '',
    },
    ({ sessionId, at }) => answer({ signedAt: at, signInNumber: sessionId }, warnings),
  );
};
