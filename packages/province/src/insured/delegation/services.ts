/** What pages and staff ask about acting for others. */
import type { Actor } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import * as delegation from './service.ts';
import { askForCode, grantByCode } from './text-code.ts';
import { identityVerified } from './verified.ts';
import {
  decideAtWindow,
  proposeAtWindow,
  type WindowDecision,
  type WindowProposal,
  windowActs,
} from './window.ts';

export const delegationServices = (deps: InsuredDeps) => ({
  actAs: (actor: Actor, personId: string) => delegation.actAs(deps, actor, personId),
  grantDelegation: (actor: Actor, request: Parameters<typeof delegation.grantDelegation>[2]) =>
    delegation.grantDelegation(deps, actor, request),
  askForDelegationCode: (actor: Actor, request: Parameters<typeof askForCode>[2]) =>
    askForCode(deps, actor, request),
  grantByCode: (actor: Actor, answer: Parameters<typeof grantByCode>[2]) => grantByCode(deps, actor, answer),
  endDelegation: (actor: Actor, delegationId: string) => delegation.endDelegation(deps, actor, delegationId),
  delegationsOf: (actor: Actor, personId: string) => delegation.delegationsOf(deps, actor, personId),
  principalsOf: (actor: Actor) => delegation.principalsOf(deps, actor),
  proposeAtWindow: (actor: Actor, proposal: WindowProposal) => proposeAtWindow(deps, actor, proposal),
  decideAtWindow: (actor: Actor, decision: WindowDecision) => decideAtWindow(deps, actor, decision),
  identityVerified: (actor: Actor, asked: Parameters<typeof identityVerified>[2]) =>
    identityVerified(deps, actor, asked),
  windowActs: (actor: Actor, limit?: number) => windowActs(deps, actor, limit),
});
