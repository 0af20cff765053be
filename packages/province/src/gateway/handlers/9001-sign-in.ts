import { signIn as open } from '../../care/operator-session/service.ts';
import type { HandlerOf } from '../handling.ts';

export const signIn: HandlerOf<'9001'> = ({ deps, call, input, answer }) =>
  open(
    deps,
    call,
    {
      operatorId: input.operatorNumber,
      deviceAddress: input.macAddress ?? '',
      networkAddress: input.ipAddress ?? '',
    },
    ({ sessionId, at }) => answer({ signedAt: at, signInNumber: sessionId }),
  );
