import { withdrawClearing } from '../../care/clearing/application.ts';
import type { HandlerOf } from '../handling.ts';

export const withdrawApplication: HandlerOf<'3204'> = ({ deps, call, input, answer }) =>
  withdrawClearing(deps, call, input, () => answer({}));

export const withdrawApplicationA: HandlerOf<'3204A'> = ({ deps, call, input, answer }) => {
  const { applicationId, clearingAgency: agency } = input;
  return withdrawClearing(deps, call, { applicationId, agency }, () => answer({}));
};
