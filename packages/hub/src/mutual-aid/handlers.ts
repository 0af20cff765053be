import { addressOf, type Handlers } from '@zhijie/exchange';
import { ok, refuse } from '@zhijie/kernel';
import type { MutualAid } from './mutual-aid.ts';

/** What provinces ask of the wallets. A province speaks for its own donors and insured (P-02). */
export function mutualAidHandlers(aid: MutualAid): Handlers {
  return {
    'quota.transfer@1': async (wish, { from }) =>
      addressOf(wish.donorArea) === from
        ? aid.transfer(wish)
        : refuse('not-permitted', { field: 'donorArea' }),
    'quota.read@1': (request, { from }) => aid.read(request, from),
    'quota.hold@1': (request, { from }) => aid.hold(request, from),
    'quota.confirm@1': (key, { from }) => aid.confirm({ ...key, from }),
    'quota.void@1': (key, { from }) => aid.void({ ...key, from }),
    'quota.outcome@1': (key, { from }) => aid.outcome({ ...key, from }),
    'mutual-aid.month@1': async ({ month }, { from }) => ok(await aid.month(month, from)),
  };
}
