import { changeListStates } from '../../care/settlement-list/service.ts';
import type { HandlerOf } from '../handling.ts';

export const changeListState: HandlerOf<'4102'> = ({ deps, call, input, answer }) => {
  const changes = input.states.map(({ listState: state, ...one }) => ({ ...one, state }));
  return changeListStates(deps, call, changes, () => answer({}));
};
