import { statement, useTestDatabase } from '@zhijie/database';
import { calendarDate, fen, instant } from '@zhijie/kernel';
import { personalAccount } from '@zhijie/ledger';
import { beforeAll, describe, expect, test } from 'vitest';
import { readBalance } from '../account/store.ts';
import { insuredInvariants } from '../index.ts';
import { exampleProducts } from '../testing/commercial.ts';
import {
  allMigrations,
  at,
  examplePersons,
  type Harness,
  harness,
  personActor,
  personId,
  SYSTEM,
  valueIn,
} from '../testing/harness.ts';
import { type Applicant, examineApplicant } from './rules.ts';

const db = useTestDatabase(allMigrations);
const PRODUCT = 'demo-a-2026';
const payer = personId('journey-1');
const parent = personId('journey-referral');
const me = personActor(payer);
let h: Harness;

beforeAll(async () => {
  h = harness(db, { commercial: { products: exampleProducts() } });
  await h.side.seed(examplePersons);
  // The payer works: an employee's account with 250.00 yuan.
  const employ = statement(
    'test.employ',
    `update insured.coverage set insurance_type = 'employee', person_group = 'active' where person_id = $1`,
  );
  await db.query(employ, [payer]);
  const balance = await readBalance(db, personalAccount(payer));
  const amount = fen(25_000 - balance);
  const event = { personId: payer, insuranceType: 'employee', amount, eventId: 'FUND-1' } as const;
  valueIn(await h.side.services.fundAccount(SYSTEM, event));
});

async function agree(who: string): Promise<void> {
  const request = {
    personId: who,
    recipient: { kind: 'insurer', id: 'demo-life', name: '示例人寿保险（虚构）' },
    purpose: 'underwriting',
    product: PRODUCT,
    dataClasses: ['identity', 'coverage'],
  } as const;
  const form = valueIn(await h.side.services.consentForm(personActor(who), request));
  const agreed = { textHash: form.textHash, separately: form.sensitiveClasses, channel: 'web' } as const;
  valueIn(await h.side.services.giveConsent(personActor(who), { ...request, ...agreed }));
}

const balance = () => readBalance(db, personalAccount(payer));
const buy = (own: object = {}) =>
  h.side.services.buyProduct(me, {
    requestKey: 'B-1',
    payerId: payer,
    personId: payer,
    product: PRODUCT,
    premium: fen(9900),
    ...own,
  });

describe('OS3 one-tap enrolment', () => {
  test('K-03 without consent nothing is bought; with it cover, premium and disclosure come together', async () => {
    const offered = valueIn(await h.side.services.productsFor(me, payer));
    expect(offered.map(({ product, obstacle }) => [product, obstacle])).toEqual([[PRODUCT, null]]);
    expect(await buy()).toMatchObject({ refusal: { code: 'consent-missing' } });
    expect(await balance()).toBe(25_000);
    await agree(payer);
    const bought = valueIn(await buy());
    expect(valueIn(await buy())).toEqual(bought);
    expect(await buy({ premium: fen(9901) })).toMatchObject({ refusal: { code: 'premium-choice' } });
    expect(await balance()).toBe(15_100);
    const on = calendarDate('2026-03-11');
    const [cover] = valueIn(await h.side.services.coversOf(me, { personId: payer, on }));
    expect(cover).toMatchObject({ product: PRODUCT, premium: 9900, startsOn: on, source: 'purchase' });
    const log = valueIn(await h.side.services.accessLog(me, { personId: payer, limit: 20 }));
    const told = log.find((row) => row.purpose === 'disclosure');
    expect(told).toMatchObject({ actor_id: 'insurer/demo-life', fields: ['identity', 'coverage'] });
    expect(await buy({ requestKey: 'B-2' })).toMatchObject({ refusal: { code: 'enrolment-overlaps' } });
    expect(await balance()).toBe(15_100);
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('Q-12 for a near relative: by the register or in writing, with the relative’s own consent', async () => {
    const forParent = { requestKey: 'B-3', personId: parent, relation: 'parent' };
    expect(await buy(forParent)).toMatchObject({ refusal: { code: 'relation-unproven' } });
    const written = { ...forParent, byCommitment: true };
    expect(await buy({ ...written, relation: 'friend' })).toMatchObject({
      refusal: { code: 'not-relative' },
    });
    expect(await buy(written)).toMatchObject({ refusal: { code: 'consent-missing' } });
    await agree(parent);
    valueIn(await buy(written));
    expect(await balance()).toBe(5200);
    const covers = valueIn(
      await h.side.services.coversOf(personActor(parent), {
        personId: parent,
        on: calendarDate('2026-03-11'),
      }),
    );
    expect(covers).toHaveLength(1);
  });

  test('K-03 of a stranger nothing is learnt: kinship and consent come before age, insurance and premium', async () => {
    const elsewhere = personId('a1');
    const wrongPremium = { requestKey: 'B-9', personId: elsewhere, relation: 'sibling', premium: fen(1) };
    expect(await buy(wrongPremium)).toMatchObject({ refusal: { code: 'relation-unproven' } });
    expect(await buy({ ...wrongPremium, byCommitment: true })).toMatchObject({
      refusal: { code: 'consent-missing' },
    });
  });

  test('never overdrawn, also by two at once; nothing is left of a purchase that is not paid', async () => {
    const third = personId('journey-temporary');
    await agree(third);
    const asked = { personId: third, relation: 'sibling', byCommitment: true };
    const [one, other] = await Promise.all([
      buy({ requestKey: 'B-4', ...asked }),
      buy({ requestKey: 'B-5', ...asked }),
    ]);
    for (const each of [one, other])
      expect(each).toMatchObject({ refusal: { code: 'premium-insufficient' } });
    expect(await balance()).toBe(5200);
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('given back before its first day with the whole premium, once; afterwards no more', async () => {
    const [forParent, forSelf] = valueIn(await h.side.services.purchasesOf(me, payer));
    const stranger = personActor(personId('a1'));
    const back = (actor: typeof me, id: string) => h.side.services.returnPurchase(actor, id);
    expect(await back(stranger, forSelf!.purchase_id)).toMatchObject({
      refusal: { code: 'purchase-unknown' },
    });
    expect(valueIn(await back(me, forSelf!.purchase_id)).returned).toBe(9900);
    expect(valueIn(await back(me, forSelf!.purchase_id)).returned).toBe(9900);
    expect(await balance()).toBe(15_100);
    h.clock.now = instant(at('2026-03-11 00:00:00'));
    expect(await back(me, forParent!.purchase_id)).toMatchObject({ refusal: { code: 'purchase-begun' } });
    expect(await insuredInvariants(db)).toEqual([]);
  });

  test('the doctor finds a premium without its purchase', async () => {
    const stray = statement(
      'test.stray',
      `select insured_ledger.post(array['X.premium-paid'], array['premium-payable/a/b'],
         array['premium-payable/c/d'], array[1]::bigint[], array['premium-paid'], 'X', '2026-03', 1)`,
    );
    await db.query(stray, []);
    expect((await insuredInvariants(db)).map(({ invariant }) => invariant)).toContain(
      'premiums-belong-to-purchases',
    );
  });
});

const product = exampleProducts().productOf(PRODUCT);
const applicant: Applicant = {
  birthDate: calendarDate('1985-03-12'),
  coverages: [{ insuranceType: 'resident', insuredArea: '990100', status: 'in-force' }],
};
const on = calendarDate('2026-03-10');

test.each([
  ['takes a person of the area', {}, {}, on, null],
  ['not before it opens', {}, {}, calendarDate('2025-09-30'), 'product-closed'],
  ['not after it closes', {}, {}, calendarDate('2026-12-31'), 'product-closed'],
  ['not from another area', {}, { insuredArea: '410100' }, on, 'product-other-area'],
  ['not while benefits are suspended', {}, { status: 'suspended' }, on, 'product-other-insurance'],
  ['not with another insurance', { insurance: ['employee'] }, {}, on, 'product-other-insurance'],
  ['not at another age', { maxAge: 17 }, {}, on, 'product-age'],
] as const)('OS3 the underwriting check: %s', (_name, rule, coverage, today, code) => {
  const base = valueIn(product);
  const { maxAge = null, insurance = base.enrolment!.insurance } = rule as {
    maxAge?: number;
    insurance?: readonly ('employee' | 'resident')[];
  };
  const changed = {
    ...base,
    premiums: base.premiums.map((premium) => ({ ...premium, maxAge })),
    enrolment: { ...base.enrolment!, insurance },
  };
  const who = { ...applicant, coverages: applicant.coverages.map((each) => ({ ...each, ...coverage })) };
  const result = examineApplicant(changed, who, today);
  expect(result.ok ? null : result.refusal.code).toBe(code);
});
