import { createHospital, type Hospital } from '@zhijie/counterparties';
import type { Clock } from '@zhijie/kernel';
import { knownProviders } from '@zhijie/population';

/**
 * Test support: a hospital's own system over HTTP, usable outside of a test run too. Two of one hospital that
 * call at the same moment have different prefixes of their message ids.
 */
export function hospitalAt(url: string, providerId: string, now: Clock, prefix = 'PG'): Hospital {
  const provider = knownProviders.find((each) => each.providerId === providerId);
  if (provider === undefined) throw new Error(`Nobody knows the hospital ${providerId}`);
  return createHospital({
    providerId,
    name: provider.name,
    careRegion: provider.area,
    now,
    prefix,
    post: async (body) => {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/fsi/api/callService`, { method: 'POST', headers, body });
      return new Uint8Array(await response.arrayBuffer());
    },
  });
}
