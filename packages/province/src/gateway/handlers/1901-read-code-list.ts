import { calendarDate, ok } from '@zhijie/kernel';
import { officialDictionaries } from '@zhijie/wire';
import { careRefusal } from '../../care/refusals.ts';
import type { HandlerOf } from '../handling.ts';

/** The lists have no history: one version, of the day on which they were taken from the public editions. */
const LISTED_ON = calendarDate('2026-11-01');
const VERSION = 1;

/**
 * A code that this network knows and does not take is listed as invalid, unless only valid ones are wanted.
 * Refusal: `code-list-unknown`. The lists are flat: below a parent code there is nothing.
 */
export const readCodeList: HandlerOf<'1901'> = async ({ input, answer }) => {
  const { codeListName, codeListParent, wantsValidCodes } = input;
  const list = officialDictionaries.get(codeListName);
  if (list === undefined) return careRefusal('code-list-unknown', 'codeListName', { codeList: codeListName });
  const isTop = codeListParent === undefined || codeListParent === '0' || codeListParent === codeListName;
  const entries = list.entries.filter(
    ({ isTaken }) => isTop && (wantsValidCodes === undefined || isTaken === wantsValidCodes),
  );
  return ok(
    answer({
      codes: entries.map(({ code, label, isTaken }, index) => ({
        codeListName,
        codeLabel: label,
        codeValue: code,
        codeOrder: index + 1,
        isTakenCode: isTaken,
        codeCreatedBy: 'system',
        codeCreatedOn: LISTED_ON,
        codeListVersion: VERSION,
      })),
    }),
  );
};
