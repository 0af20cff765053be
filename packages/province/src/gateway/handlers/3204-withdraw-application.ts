import { withdrawClearing } from '../../care/clearing/application.ts';
import type { HandlerOf } from '../handling.ts';

export const withdrawApplication: HandlerOf<'3204'> = ({ deps, call, input, answer }) =>
  withdrawClearing(deps, call, input.applicationId, () => answer({}));
