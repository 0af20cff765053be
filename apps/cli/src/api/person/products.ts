/** Products a person may hold or buy from the personal account, for oneself or a near relative (OS3). */
import {
  type Fen,
  fen,
  formatDateTime,
  formatYuan,
  type Instant,
  ok,
  parseYuan,
  refuse,
} from '@zhijie/kernel';
import { INSURED_REFUSAL_TEXTS, type ProductOffer, UNDERWRITING_CLASSES } from '@zhijie/province';
import { asCaller, type Routes } from './affairs.ts';
import { Empty, PurchaseBody } from './affairs-schema.ts';
import type { Provinces, Services } from './caller.ts';

const own: Readonly<Record<string, string>> = INSURED_REFUSAL_TEXTS;

const offerOf = ({ premiums, obstacle, ...offer }: ProductOffer) => ({
  ...offer,
  premiums: premiums.map(({ amount, for: whom }) => ({ amount: formatYuan(fen(amount)), for: whom })),
  obstacle: obstacle === null ? null : { code: obstacle.code, text: own[obstacle.code] ?? '暂不能投保。' },
  asks: UNDERWRITING_CLASSES,
});

type Listed<T> = T extends { readonly ok: true; readonly value: readonly (infer R)[] } ? R : never;
type PurchaseRow = Listed<Awaited<ReturnType<Services['purchasesOf']>>>;
const when = (at: number | null): string | null => (at === null ? null : formatDateTime(at as Instant));

const purchaseOf = (row: PurchaseRow) => ({
  purchaseId: row.purchase_id,
  personId: row.person_id,
  payerId: row.payer_id,
  relation: row.relation,
  product: row.product,
  policyNumber: row.policy_number,
  premium: formatYuan(row.premium as Fen),
  startsOn: row.starts_on,
  boughtAt: when(row.bought_at),
  returnedAt: when(row.returned_at),
});

/** Products, purchases; buying and giving back are the payer's own: nobody does it for another. */
export function productRoutes({ get, post }: Routes, provinces: Provinces): void {
  get('/api/person/products', Empty, (who) =>
    asCaller(provinces, who, async ({ actor, personId, services }) => {
      const offers = await services.productsFor(actor, personId);
      if (!offers.ok) return offers;
      const purchases = await services.purchasesOf(actor, personId);
      if (!purchases.ok) return purchases;
      return ok({ products: offers.value.map(offerOf), purchases: purchases.value.map(purchaseOf) });
    }),
  );
  post('/api/person/purchases', PurchaseBody, (who, { relative, premium, requestKey, product }) =>
    asCaller(provinces, who, async ({ actor, personId: payerId, services, province }) => {
      const amount = parseYuan(premium);
      if (!amount.ok) return refuse('premium-choice', { field: 'premium' });
      const asked = { requestKey, payerId, product, premium: amount.value };
      if (relative === undefined) return services.buyProduct(actor, { ...asked, personId: payerId });
      const system = {
        id: 'enrolment',
        kind: 'system',
        node: province.address,
        areas: [],
        roles: [],
      } as const;
      const found = await services.findPerson(system, relative.certificateNumber);
      if (!found.ok) return found;
      const { relation, byCommitment } = relative;
      const { personId } = found.value;
      return services.buyProduct(actor, { ...asked, personId, relation, byCommitment });
    }),
  );
  post('/api/person/purchases/:purchaseId/return', Empty, (who, _body, { purchaseId = '' }) =>
    asCaller(provinces, who, async ({ actor, services }) => {
      const done = await services.returnPurchase(actor, purchaseId);
      return done.ok ? ok({ purchaseId, returned: formatYuan(done.value.returned as Fen) }) : done;
    }),
  );
}
