/** What pages and recipients ask about consents, each with its actor. */
import type { Actor } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { type DisclosureRequest, disclose } from './disclose.ts';
import { disclosureKeyOf } from './sd-jwt.ts';
import * as consent from './service.ts';

export const consentServices = (deps: InsuredDeps) => ({
  consentForm: (actor: Actor, request: consent.ConsentRequest) => consent.consentForm(deps, actor, request),
  giveConsent: (actor: Actor, given: consent.ConsentRequest & consent.Agreement) =>
    consent.giveConsent(deps, actor, given),
  revokeConsent: (actor: Actor, request: Parameters<typeof consent.revokeConsent>[2]) =>
    consent.revokeConsent(deps, actor, request),
  consentsOf: (actor: Actor, query: Parameters<typeof consent.consentsOf>[2]) =>
    consent.consentsOf(deps, actor, query),
  consentTextOf: (actor: Actor, consentId: string) => consent.consentTextOf(deps, actor, consentId),
  disclose: (request: DisclosureRequest) => disclose(deps, request),
  /** The key with which recipients verify disclosures. */
  disclosureKey: () => disclosureKeyOf(deps.lookupKey).publicKey,
});
