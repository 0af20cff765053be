import type { Actor } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { buyProduct, type PurchaseRequest, productsFor, purchasesOf, returnPurchase } from './service.ts';

export type { ProductOffer, PurchaseRequest } from './service.ts';
export { UNDERWRITING_CLASSES } from './service.ts';
export { ENROLMENT_FACTS } from './tables.ts';

/** What pages ask about products for sale. */
export const enrolmentServices = (deps: InsuredDeps) => ({
  productsFor: (actor: Actor, personId: string) => productsFor(deps, actor, personId),
  buyProduct: (actor: Actor, request: PurchaseRequest) => buyProduct(deps, actor, request),
  returnPurchase: (actor: Actor, purchaseId: string) => returnPurchase(deps, actor, purchaseId),
  purchasesOf: (actor: Actor, personId: string) => purchasesOf(deps, actor, personId),
});
