import { signOut as close } from '../../care/operator-session/service.ts';
import type { HandlerOf } from '../handling.ts';

export const signOut: HandlerOf<'9002'> = ({ deps, call, envelope, input, answer }) => {
  const sessionId = input.signInNumber ?? envelope.signInNumber ?? '';
  return close(deps, call, { operatorId: input.operatorNumber, sessionId }, ({ at }) =>
    answer({ signedAt: at }),
  );
};
