import type { Actor } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { decideClaim, proposeClaim } from './decide.ts';
import { addPaper, type NewPaper, paperOf } from './papers.ts';
import { type BankFact, payClaim, reverseClaim, takeMoneyBack } from './pay.ts';
import { correctClaim, openClaim, submitClaim, withdrawClaim } from './service.ts';
import { claimOf, claimsOfAreas, claimsOfPerson } from './view.ts';

/** What a claimant and an agency ask of manual claims, each with its actor. */
export const claimServices = (deps: InsuredDeps) => ({
  openClaim: (actor: Actor, request: Parameters<typeof openClaim>[2]) => openClaim(deps, actor, request),
  addClaimPaper: (actor: Actor, paper: NewPaper) => addPaper(deps, actor, paper),
  claimPaper: (actor: Actor, key: Parameters<typeof paperOf>[2]) => paperOf(deps, actor, key),
  correctClaim: (actor: Actor, request: Parameters<typeof correctClaim>[2]) =>
    correctClaim(deps, actor, request),
  submitClaim: (actor: Actor, claimId: string) => submitClaim(deps, actor, { claimId }),
  withdrawClaim: (actor: Actor, request: Parameters<typeof withdrawClaim>[2]) =>
    withdrawClaim(deps, actor, request),
  proposeClaim: (actor: Actor, request: Parameters<typeof proposeClaim>[2]) =>
    proposeClaim(deps, actor, request),
  decideClaim: (actor: Actor, request: Parameters<typeof decideClaim>[2]) =>
    decideClaim(deps, actor, request),
  payClaim: (actor: Actor, fact: BankFact) => payClaim(deps, actor, fact),
  takeClaimMoneyBack: (actor: Actor, fact: BankFact) => takeMoneyBack(deps, actor, fact),
  reverseClaim: (actor: Actor, request: Parameters<typeof reverseClaim>[2]) =>
    reverseClaim(deps, actor, request),
  claimOf: (actor: Actor, claimId: string) => claimOf(deps, actor, { claimId }),
  claimsOfAreas: (actor: Actor, page: Parameters<typeof claimsOfAreas>[2]) =>
    claimsOfAreas(deps, actor, page),
  claimsOfPerson: (actor: Actor, personId: string) => claimsOfPerson(deps, actor, personId),
});
