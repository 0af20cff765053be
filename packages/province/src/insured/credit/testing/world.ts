/** Test support: an insured side with a willing bank, a holder who signed, and settled bills. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Database } from '@zhijie/database';
import { assert, calendarDate, type Fen, fen, instant } from '@zhijie/kernel';
import type { ConsentRequest } from '../../consent/service.ts';
import {
  at,
  examplePersons,
  type Harness,
  harness,
  inpatientBill,
  personActor,
  personId,
  valueIn,
} from '../../testing/harness.ts';
import { readCreditProducts } from '../product.ts';
import { type WillingBank, willingBank } from './willing-bank.ts';

const FOLDER = fileURLToPath(new URL('../../../../../../policies/credit/', import.meta.url));

export function creditProducts() {
  const read = readCreditProducts(
    readdirSync(FOLDER)
      .filter((path) => path.endsWith('.json'))
      .map((path) => ({ path, text: readFileSync(`${FOLDER}${path}`, 'utf8') })),
  );
  assert(read.ok, 'The products of the repository load');
  return read.value;
}

export const SON = personId('journey-1');
export const MOTHER = personId('journey-temporary');
export const MOTHER_NAME = '周示临';
export const SON_ACTOR = personActor(SON);
export const MOTHER_ACTOR = personActor(MOTHER);

/** Everybody is insured and treated here. */
export const HOME = { insuredArea: '990100', careArea: '990100', providerId: 'H99010000001' };

export type CreditWorld = Harness & {
  readonly bank: WillingBank;
  /** Agrees to what a request says, each sensitive class by itself; answers the consent's id. */
  agree(request: ConsentRequest): Promise<string>;
  sign(product?: string): Promise<string>;
  /** A settled stay whose cash part is this; answers the settlement. */
  bill(who: string, cash: Fen): Promise<string>;
  /** To this moment of Beijing. */
  goTo(moment: string): void;
};

export async function creditWorld(
  db: Database,
  own: Parameters<typeof harness>[1] = {},
): Promise<CreditWorld> {
  const bank = willingBank();
  const products = creditProducts();
  const h = harness(db, { credit: { products, bankOf: () => bank }, ...own });
  h.clock.now = at('2026-03-02 10:00:00');
  await h.side.seed(examplePersons);
  let bills = 0;
  const { services } = h.side;
  const agree: CreditWorld['agree'] = async (request) => {
    const actor = personActor(request.personId);
    const form = valueIn(await services.consentForm(actor, request));
    const agreed = { textHash: form.textHash, separately: form.sensitiveClasses, channel: 'web' } as const;
    return valueIn(await services.giveConsent(actor, { ...request, ...agreed })).consentId;
  };
  return {
    ...h,
    bank,
    agree,
    async sign(product = 'example-59') {
      const { bank: id } = h.deps.credit!.products.find((one) => one.product === product)!;
      const recipient = { kind: 'bank', id, name: '示例银行' } as const;
      const dataClasses = ['identity', 'cashPart'] as const;
      await agree({ personId: SON, recipient, purpose: 'credit', product, dataClasses });
      const asked = { personId: SON, product, requestKey: `sign-${product}` };
      return valueIn(await services.signCredit(SON_ACTOR, asked)).lineId;
    },
    async bill(who, cash) {
      bills += 1;
      const totals = { total: cash, excluded: cash, overLimit: 0, selfPaidFirst: 0, eligible: 0 };
      const fees = { kind: 'categories' as const, rows: [{ category: 'western-drug', fees: totals }] };
      const on = calendarDate('2026-03-02');
      const { careArea, providerId } = HOME;
      const dates = { admittedOn: '2026-02-27', dischargedOn: on, careArea, providerId };
      const visitId = `V-${bills}`;
      const bill = inpatientBill({ personId: who, visitId, totals, fees, ...dates });
      const settlementId = `S-credit-${bills}`;
      const request = {
        settlementId,
        requestedAt: h.clock.now,
        bill: { ...bill, usesPersonalAccount: false },
      };
      const settled = valueIn(await h.ask('settlement.settle@1', request, HOME));
      assert(settled.parts.paidInCash === cash, 'All of it is paid in cash');
      return settlementId;
    },
    goTo(moment) {
      h.clock.now = instant(at(moment));
    },
  };
}

export const yuan = (amount: number): Fen => fen(Math.round(amount * 100));
