import { pageOf } from '../../care/catalogue/page.ts';
import { type HandlerOf, map } from '../handling.ts';
import { counters } from './page.ts';

/** The synthetic list of no care place holds an ethnic drug: whatever the conditions, nothing is found. */
export const findEthnicDrugs: HandlerOf<'1304'> = async ({ input, answer }) => {
  const page = pageOf<never>([], { page: input.pageNumber, size: input.pageSize });
  return map(page, (found) => answer({ items: found.rows, page: counters(found) }));
};
