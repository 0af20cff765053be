import { assert } from '@zhijie/kernel';
import { knownProviders } from '@zhijie/population';

/** Name and area of a hospital of the demo network. */
export function areaOfProvider(providerId: string): { readonly name: string; readonly area: string } {
  const provider = knownProviders.find((candidate) => candidate.providerId === providerId);
  assert(provider !== undefined, 'A story happens in a known hospital');
  return provider;
}
