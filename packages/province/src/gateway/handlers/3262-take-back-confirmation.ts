import { takeBackRows } from '../../care/clearing/service.ts';
import type { HandlerOf } from '../handling.ts';
import { periodOf } from './clearing-period.ts';

export const takeBackConfirmation: HandlerOf<'3262'> = ({ deps, call, input, answer }) =>
  takeBackRows(
    deps,
    call,
    {
      period: periodOf(input, call.receivedAt),
      reference: input.confirmationReference ?? '',
    },
    () => answer({}),
  );
