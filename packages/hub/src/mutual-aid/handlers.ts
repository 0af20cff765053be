import { addressOf, type Handlers, type Question } from '@zhijie/exchange';
import { ok, refuse } from '@zhijie/kernel';
import type { MutualAid } from './mutual-aid.ts';
import type { Asker } from './views.ts';

const askerOf = ({ from, route }: Question): Asker => ({ from, area: route.insuredArea });

/** What provinces ask of the wallets. A province speaks for its own donors and insured (P-02). */
export function mutualAidHandlers(aid: MutualAid): Handlers {
  return {
    'quota.transfer@1': async (wish, { from }) =>
      addressOf(wish.donorArea) === from
        ? aid.transfer(wish)
        : refuse('not-permitted', { field: 'donorArea' }),
    'quota.read@1': (request, question) => aid.read(request, askerOf(question)),
    'quota.hold@1': (request, question) => aid.hold(request, askerOf(question)),
    'quota.confirm@1': (key, question) => aid.confirm(key, askerOf(question)),
    'quota.void@1': (key, question) => aid.void(key, askerOf(question)),
    'quota.outcome@1': (key, question) => aid.outcome(key, askerOf(question)),
    'mutual-aid.month@1': async ({ month }, { from }) => ok(await aid.month(month, from)),
  };
}
