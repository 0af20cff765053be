/** What the rest of the node uses of the commercial layer. */
import type { Actor } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { cancelCover, coversOf, type ListLine, takeListLine } from './enrolment.ts';
import { claimLater, laterClaimsOf, settleLater } from './later.ts';
import { endExpiredHolds } from './payer.ts';
import { commercialSlip, commercialSlips } from './slip.ts';

export type { CommercialDeps } from './deps.ts';
export type { Cover, Enrolling, ListLine } from './enrolment.ts';
export { type GatewayLine, gatewayLine } from './gateway-line.ts';
export type { LaterClaim } from './later-store.ts';
export type { InsurerLine, SignedAnswer } from './line.ts';
export type { CommercialSlip, SlipCursor } from './slip.ts';

/** What people and agencies ask of commercial covers, each with its actor. */
export const commercialServices = (deps: InsuredDeps) => ({
  takeListLine: (actor: Actor, line: ListLine) => takeListLine(deps, actor, line),
  cancelCover: (actor: Actor, key: Parameters<typeof cancelCover>[2]) => cancelCover(deps, actor, key),
  coversOf: (actor: Actor, query: Parameters<typeof coversOf>[2]) => coversOf(deps, actor, query),
  commercialSlip: (actor: Actor, key: Parameters<typeof commercialSlip>[2]) =>
    commercialSlip(deps, actor, key),
  commercialSlips: (actor: Actor, query: Parameters<typeof commercialSlips>[2]) =>
    commercialSlips(deps, actor, query),
  laterClaimsOf: (actor: Actor, personId: string) => laterClaimsOf(deps, actor, { personId }),
  claimLater: (actor: Actor, claim: Parameters<typeof claimLater>[2]) => claimLater(deps, actor, claim),
});

/** Ends holds that lapsed and asks again for claims that wait; answers how much it looked at. */
export const driveCommercial = async (deps: InsuredDeps): Promise<number> =>
  (await endExpiredHolds(deps)) + (await settleLater(deps));
