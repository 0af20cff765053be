import { reverseByMessage } from '../../care/settlement/reverse.ts';
import type { HandlerOf } from '../handling.ts';

export const reverseCall: HandlerOf<'2601'> = ({ deps, call, input }) =>
  reverseByMessage(deps, call, {
    personId: input.personId,
    originalMessageId: input.reversedMessageId,
    originalTransaction: input.reversedTransaction,
  });
