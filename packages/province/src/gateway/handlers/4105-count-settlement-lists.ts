import { ok } from '@zhijie/kernel';
import { careTypes } from '@zhijie/wire';
import { careRefusal } from '../../care/refusals.ts';
import { countSettlementLists as count } from '../../care/settlement-list/service.ts';
import type { HandlerOf } from '../handling.ts';

export const countSettlementLists: HandlerOf<'4105'> = async ({ deps, call, input, answer }) => {
  const { providerId } = call.institution;
  if ((input.providerId ?? providerId) !== providerId) return careRefusal('not-permitted', 'providerId');
  // The list comes as JSON text, or with commas: only the codes in it matter.
  const codes = input.careTypeCodes.match(/\d+/g) ?? [];
  const known = [...new Set(codes.flatMap((code) => careTypes.wordOf(code) ?? []))];
  const { countedFrom: from, countedUntil: until, countsRefunds = false } = input;
  const found = await count(deps, call, { careTypes: known, from, until, withRefunds: countsRefunds });
  return ok(answer({ listsDue: found.due, listsUploaded: found.uploaded }));
};
