/** Identification by face (ID3, Q-11). */
import type { Handlers } from '@zhijie/exchange';
import type { Actor } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { askPrincipalToLook, grantByFace } from './delegate.ts';
import { challengeFace, matchFace } from './identify.ts';
import * as face from './service.ts';

export { forgetLapsedFaces } from './end.ts';

export const faceHandlers = (deps: InsuredDeps): Handlers => ({
  'face.challenge@1': challengeFace(deps),
  'face.match@1': matchFace(deps),
});

/** What a person's own pages ask about faces. */
export const faceServices = (deps: InsuredDeps) => ({
  faceForm: (actor: Actor, personId: string) => face.faceForm(deps, actor, personId),
  enrolFace: (actor: Actor, given: face.FaceEnrolment) => face.enrolFace(deps, actor, given),
  faceState: (actor: Actor, personId: string) => face.faceState(deps, actor, personId),
  revokeFace: (actor: Actor, request: Parameters<typeof face.revokeFace>[2]) =>
    face.revokeFace(deps, actor, request),
  askPrincipalToLook: (actor: Actor, request: Parameters<typeof askPrincipalToLook>[2]) =>
    askPrincipalToLook(deps, actor, request),
  grantByFace: (actor: Actor, request: Parameters<typeof grantByFace>[2]) =>
    grantByFace(deps, actor, request),
});
