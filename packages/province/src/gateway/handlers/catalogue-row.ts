import { LISTED_SINCE } from '../../care/catalogue/find-items.ts';
import type { Call, CatalogueEntry } from '../../care/deps.ts';

/** What every row of a catalogue query says of its validity; the list has no dates of its own. */
export function validityOf(call: Call, { itemCode }: CatalogueEntry) {
  return {
    catalogueRegion: call.institution.area,
    startedOn: LISTED_SINCE,
    isValid: true,
    recordNumber: `${call.institution.area}-${itemCode}`.slice(0, 40),
    updatedOn: LISTED_SINCE,
    createdOn: LISTED_SINCE,
  };
}
