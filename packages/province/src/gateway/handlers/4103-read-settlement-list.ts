import type { OutputOf } from '@zhijie/wire';
import { type FoundList, readList } from '../../care/settlement-list/service.ts';
import { type HandlerOf, map } from '../handling.ts';

export const readSettlementList: HandlerOf<'4103'> = async ({ deps, call, input, answer }) =>
  map(await readList(deps, call, input), (found) => answer(outputOf(found)));

/** The list as it was uploaded: it was read by the same dictionary, so it is written by it. */
function outputOf({ kept, content }: FoundList): OutputOf<'4103'> {
  const { list, ...rows } = content;
  const { listId: listSerial, state: listState, visitId, settlementId, personId } = kept;
  const header = { ...list, listSerial, listState, visitId, settlementId, personId };
  return { ...rows, list: header } as unknown as OutputOf<'4103'>;
}
