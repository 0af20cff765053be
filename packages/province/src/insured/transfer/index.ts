import type { Handlers } from '@zhijie/exchange';
import type { Actor } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { transfersOfAreas } from './agency.ts';
import { applyAtNewArea, decideJoining, driveJoinings, hearApplication } from './new-area.ts';
import { declineLeaving, hearJoined, issueCertificate, requestCertificate } from './old-area.ts';
import { applyForTransfer, driveLeavings, type TransferWish, transfersOfPerson } from './person.ts';

/** Handlers of what areas say to each other about a transfer of insurance. */
export const transferHandlers = (deps: InsuredDeps): Handlers => ({
  'relation.apply@1': hearApplication(deps),
  'relation.request@1': requestCertificate(deps),
  'relation.joined@1': hearJoined(deps),
});

/** What persons and agencies do about transfers of insurance. */
export const transferServices = (deps: InsuredDeps) => ({
  applyForTransfer: (actor: Actor, wish: TransferWish) => applyForTransfer(deps, actor, wish),
  transfersOfPerson: (actor: Actor, personId: string) => transfersOfPerson(deps, actor, personId),
  applyAtNewArea: (actor: Actor, wish: Parameters<typeof applyAtNewArea>[2]) =>
    applyAtNewArea(deps, actor, wish),
  decideJoining: (actor: Actor, decision: Parameters<typeof decideJoining>[2]) =>
    decideJoining(deps, actor, decision),
  issueCertificate: (actor: Actor, applicationId: string) => issueCertificate(deps, actor, applicationId),
  declineLeaving: (actor: Actor, decision: Parameters<typeof declineLeaving>[2]) =>
    declineLeaving(deps, actor, decision),
  transfersOfAreas: (actor: Actor, page: Parameters<typeof transfersOfAreas>[2]) =>
    transfersOfAreas(deps, actor, page),
});

/** Takes open transfers one step on, those that come and those that leave; answers how many moved. */
export const driveTransfers = async (deps: InsuredDeps): Promise<number> =>
  (await driveLeavings(deps)) + (await driveJoinings(deps));

export { transferFigures } from './doctor.ts';
export { TRANSFER_REFUSAL_TEXTS } from './words.ts';
