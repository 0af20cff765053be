export {
  IDENTITY_REFUSAL_TEXTS,
  type IdentityRefusal,
  type IdentityRefusalCode,
} from './refusals.ts';
export {
  decideIdentity,
  type IdentityCheck,
  identityAllows,
  identityChecks,
  identityPaper,
  proposeIdentity,
} from './service.ts';
export { IDENTITY_CARDS, type IdentityCard } from './store.ts';
