/**
 * One-tap enrolment in a commercial product, paid from a personal account, for oneself or a near relative
 * (OS3).
 */
import { type Executor, refusable, rollBack } from '@zhijie/database';
import type { Premium, Product } from '@zhijie/engine';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  type Actor,
  type CalendarDate,
  calendarDate,
  dateOf,
  type Fen,
  fen,
  type Instant,
  monthOf,
  ok,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { personalAccount, premiumPayable, type Transfer, tryPostTransfers } from '@zhijie/ledger';
import { writeEntry } from '../access-log/store.ts';
import { enrol } from '../commercial/enrolment.ts';
import { cancelEnrolment } from '../commercial/store.ts';
import { recordDisclosure } from '../consent/disclose.ts';
import { consentFor } from '../consent/standing.ts';
import { holdConsents } from '../consent/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { refusalOfKin } from '../family/kinship.ts';
import { employeeAreaOf } from '../family/store.ts';
import { refusalToRead } from '../person/permissions.ts';
import { personSummary } from '../person/service.ts';
import { readPersonArea } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { examineApplicant, type Offer } from './rules.ts';
import * as store from './store.ts';

/** What an insurer needs to write a policy, and gets with consent only (K-03). */
export const UNDERWRITING_CLASSES = ['identity', 'coverage'] as const;

export type ProductOffer = {
  readonly product: string;
  readonly title: string;
  readonly insurer: { readonly id: string; readonly name: string };
  readonly premiums: readonly Premium[];
  readonly startsOn: CalendarDate | null;
  readonly endsOn: CalendarDate | null;
  /** Null: can be bought. */
  readonly obstacle: Refusal | null;
  readonly conditions: readonly string[];
};

async function applicantOf(deps: InsuredDeps, actor: Actor, personId: string) {
  const found = await personSummary(deps, actor, personId);
  if (!found.ok) return found;
  const { person, coverages } = found.value;
  return ok({ birthDate: calendarDate(person.birthDate), coverages });
}

/** Every product for sale, whether it takes the person today. Refuses `person-unknown`, `not-permitted`. */
export async function productsFor(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Result<readonly ProductOffer[], Refusal>> {
  const applicant = await applicantOf(deps, actor, personId);
  if (!applicant.ok) return applicant;
  const today = dateOf(deps.now());
  const products = deps.commercial?.products.products ?? [];
  return ok(
    products.flatMap((product) => {
      const { insurer } = product;
      if (product.enrolment === null || insurer === null) return [];
      const examined = examineApplicant(product, applicant.value, today);
      const none = { premiums: product.premiums, startsOn: null, endsOn: null };
      const { premiums, startsOn, endsOn } = examined.ok ? examined.value : none;
      const obstacle = examined.ok ? null : examined.refusal;
      const { id, title, conditions } = product;
      return [{ product: id, title, insurer, premiums, startsOn, endsOn, obstacle, conditions }];
    }),
  );
}

export type PurchaseRequest = {
  /** The same key has one effect. */
  readonly requestKey: string;
  readonly payerId: string;
  /** Who is to be covered. */
  readonly personId: string;
  /** What that person is to the payer; not for oneself. */
  readonly relation?: string | undefined;
  /** The payer answers in writing for a relation that the register does not know. */
  readonly byCommitment?: boolean | undefined;
  readonly product: string;
  /** Fen; one of the offered. */
  readonly premium: Fen;
};

type Checked = { readonly product: Product; readonly offer: Offer };

async function check(
  deps: InsuredDeps,
  actor: Actor,
  request: PurchaseRequest,
): Promise<Result<Checked, Refusal>> {
  const found = deps.commercial?.products.productOf(request.product);
  if (found === undefined || !found.ok) return refuse('product-unknown', { field: 'product' });
  // The node itself looks, because a payer may not read a relative's file.
  const node: Actor = {
    id: deps.node,
    kind: 'system',
    node: deps.node,
    areas: [],
    roles: [],
    name: actor.id,
  };
  const applicant = await applicantOf(deps, node, request.personId);
  if (!applicant.ok) return applicant;
  const examined = examineApplicant(found.value, applicant.value, dateOf(deps.now()));
  if (!examined.ok) return examined;
  const isOffered = examined.value.premiums.some(({ amount }) => amount === request.premium);
  if (!isOffered) return refuse('premium-choice', { field: 'premium' });
  return ok({ product: found.value, offer: examined.value });
}

/** A near relative by the register, or by the payer's written word. */
async function refusalOfRelative(tx: Executor, request: PurchaseRequest): Promise<Refusal | null> {
  const { payerId, personId, relation = '', byCommitment = false } = request;
  if (payerId === personId) return null;
  const relativeDigest = await store.readDirectoryDigest(tx, personId);
  if (relativeDigest === null) return refuse('person-unknown', { field: 'personId' }).refusal;
  return refusalOfKin(tx, { donorId: payerId, relativeDigest, relation, byCommitment });
}

/**
 * Whoever is no relative of somebody, or has no consent, learns nothing of that person: this comes before the
 * person is examined, whose age, insurance and health decide what is refused (K-03).
 */
async function refusalToAsk(deps: InsuredDeps, request: PurchaseRequest): Promise<Refusal | null> {
  const { payerId, personId, requestKey } = request;
  if (payerId === personId) return null;
  if ((await store.readByKey(deps.db, payerId, requestKey)) !== null) return null;
  const found = deps.commercial?.products.productOf(request.product);
  if (found === undefined || !found.ok) return refuse('product-unknown', { field: 'product' }).refusal;
  const kin = await refusalOfRelative(deps.db, request);
  if (kin !== null) return kin;
  const insurer = found.value.insurer?.id ?? '';
  const asked = { personId, insurer, product: found.value.id, at: deps.now() };
  const consents = await refusable(async () => ok(await consentsTo(deps.db, asked)));
  return consents.ok ? null : consents.refusal;
}

export type Bought = {
  readonly purchaseId: string;
  readonly policyNumber: string;
  readonly startsOn: string;
};

/**
 * Buys: consent of the person to be covered, cover, premium and what the insurer is told, in one transaction.
 * Only the payer, signed in, pays (never a delegate). Refuses `not-permitted`, `product-unknown`, what a
 * relation refuses (`not-relative`, `relation-unproven`) and what `consentFor` refuses before the person is
 * examined, what `examineApplicant` refuses, `premium-choice`, `purchase-differs`, `payer-not-employee`,
 * `enrolment-overlaps`, `premium-insufficient`.
 */
export async function buyProduct(
  deps: InsuredDeps,
  actor: Actor,
  request: PurchaseRequest,
): Promise<Result<Bought, Refusal>> {
  if (actor.kind !== 'person' || actor.id !== request.payerId) return refuse('not-permitted');
  const stranger = await refusalToAsk(deps, request);
  if (stranger !== null) return { ok: false, refusal: stranger };
  const checked = await check(deps, actor, request);
  if (!checked.ok) return checked;
  return refusable(() =>
    durably(deps, 'premium', async (tx): Promise<Result<Bought, Refusal>> => {
      await store.holdPurchases(tx, request.payerId);
      const known = await store.readByKey(tx, request.payerId, request.requestKey);
      if (known !== null) return repeated(known, request);
      return ok(await buyIn(deps, tx, { actor, request, ...checked.value }));
    }),
  );
}

function repeated(known: store.PurchaseRow, request: PurchaseRequest): Result<Bought, Refusal> {
  const isSame =
    known.person_id === request.personId &&
    known.product === request.product &&
    known.premium === request.premium;
  if (!isSame) return refuse('purchase-differs', { field: 'requestKey' });
  const { purchase_id: purchaseId, policy_number: policyNumber, starts_on: startsOn } = known;
  return ok({ purchaseId, policyNumber, startsOn });
}

type Buying = Checked & { readonly actor: Actor; readonly request: PurchaseRequest };

/** No cover without its money: what is refused here rolls everything back. */
async function buyIn(deps: InsuredDeps, tx: Executor, buying: Buying): Promise<Bought> {
  const { actor, request, product, offer } = buying;
  const { payerId, personId, premium } = request;
  const insurer = product.insurer!.id;
  const kin = await refusalOfRelative(tx, request);
  if (kin !== null) rollBack(kin);
  const area = await employeeAreaOf(tx, payerId, dateOf(deps.now()));
  if (area === null) rollBack(refuse('payer-not-employee').refusal);
  const at = deps.now();
  const purchaseId = deps.ids.next('event', area, at);
  const consentIds = await consentsTo(tx, { personId, insurer, product: product.id, at });
  const { startsOn, endsOn } = offer;
  const policyNumber = `Z${purchaseId}`;
  const enrolling = { insurer, product: product.id, policyNumber, startsOn, endsOn, premium } as const;
  const enrolled = await enrol(deps, tx, {
    actor,
    personId,
    enrolling: { ...enrolling, source: 'purchase' },
  });
  if (!enrolled.ok) rollBack(enrolled.refusal);
  await postPremium(tx, { purchaseId, payerId, insurer, product: product.id, premium, at, way: 'paid' });
  const row: store.StoredPurchase = {
    purchase_id: purchaseId,
    person_id: personId,
    payer_id: payerId,
    relation: payerId === personId ? null : (request.relation ?? null),
    product: product.id,
    insurer,
    policy_number: policyNumber,
    enrolment_id: enrolled.value.enrolmentId,
    premium,
    starts_on: startsOn,
    request_key: request.requestKey,
    bought_at: at,
    bought_by: actor.id,
  };
  await store.insertPurchase(tx, row);
  await appendToJournal(tx, { kind: 'insured.premium', subject: purchaseId, digest: digestOf(row) });
  await writeEntry(tx, { personId: payerId, at, actor, purpose: 'enrolment', subject: purchaseId });
  await recordDisclosure(deps, tx, {
    recipient: { kind: 'insurer', id: insurer },
    personId,
    purpose: 'underwriting',
    product: product.id,
    subject: policyNumber,
    fields: UNDERWRITING_CLASSES,
    outcome: { outcome: 'disclosed', consentIds, tokenDigest: purchaseId },
    disclosureId: deps.ids.next('event', area, at),
    at,
  });
  return { purchaseId, policyNumber, startsOn };
}

async function consentsTo(
  tx: Executor,
  of: { readonly personId: string; readonly insurer: string; readonly product: string; readonly at: Instant },
): Promise<readonly string[]> {
  const { personId, insurer, product, at } = of;
  await holdConsents(tx, personId, 'shared');
  const found: string[] = [];
  for (const dataClass of UNDERWRITING_CLASSES) {
    const recipient = { kind: 'insurer', id: insurer } as const;
    const standing = await consentFor(tx, {
      personId,
      recipient,
      product,
      purpose: 'underwriting',
      dataClass,
      at,
    });
    if (!standing.ok) rollBack(standing.refusal);
    found.push(standing.value.consentId);
  }
  return [...new Set(found)];
}

async function postPremium(
  tx: Executor,
  of: {
    readonly purchaseId: string;
    readonly payerId: string;
    readonly insurer: string;
    readonly product: string;
    readonly premium: number;
    readonly at: Instant;
    readonly way: 'paid' | 'returned';
  },
): Promise<void> {
  const account = personalAccount(of.payerId);
  const payable = premiumPayable(of.insurer, of.product);
  const [debit, credit] = of.way === 'paid' ? [account, payable] : [payable, account];
  const code = `premium-${of.way}`;
  const transfer: Transfer = {
    transferId: `${of.purchaseId}.${code}`,
    debit,
    credit,
    amount: fen(of.premium),
    code,
    reference: of.purchaseId,
    month: monthOf(of.at),
    postedAt: of.at,
  };
  const [posted] = await tryPostTransfers(tx, 'insured_ledger', [transfer]);
  const { status } = posted!;
  if (status === 'posted' || status === 'exists') return;
  rollBack(refuse('premium-insufficient', { field: 'premium', detail: { status } }).refusal);
}

/**
 * Gives a purchase back before its first day: the whole premium to the account that paid, the cover ended.
 * Again without effect. Payer or covered person. Refuses `purchase-unknown`, also to a stranger,
 * `purchase-begun`.
 */
export function returnPurchase(
  deps: InsuredDeps,
  actor: Actor,
  purchaseId: string,
): Promise<Result<{ readonly purchaseId: string; readonly returned: number }, Refusal>> {
  type Returned = Result<{ purchaseId: string; returned: number }, Refusal>;
  return durably(deps, 'premium', async (tx): Promise<Returned> => {
    const row = await store.readPurchase(tx, purchaseId);
    const isTheirs =
      row !== null && actor.kind === 'person' && [row.payer_id, row.person_id].includes(actor.id);
    if (row === null || !isTheirs) return refuse('purchase-unknown', { field: 'purchaseId' });
    await store.holdPurchases(tx, row.payer_id);
    const at = deps.now();
    const { insurer, product, premium, payer_id: payerId, policy_number: policyNumber } = row;
    const done = { purchaseId, returned: premium };
    if (row.returned_at !== null) return ok(done);
    if (dateOf(at) >= row.starts_on) return refuse('purchase-begun', { field: 'purchaseId' });
    if (!(await store.insertReturn(tx, purchaseId, at, actor.id))) return ok(done);
    await cancelEnrolment(tx, { insurer, policyNumber, at });
    await postPremium(tx, { purchaseId, payerId, insurer, product, premium, at, way: 'returned' });
    const digest = digestOf({ purchaseId, at, by: actor.id });
    await appendToJournal(tx, { kind: 'insured.premium-returned', subject: purchaseId, digest });
    await writeEntry(tx, { personId: payerId, at, actor, purpose: 'enrolment', subject: purchaseId });
    return ok(done);
  });
}

/** Purchases for and by a person, the newest first. Refuses `person-unknown`, `not-permitted`. */
export async function purchasesOf(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Promise<Result<readonly store.PurchaseRow[], Refusal>> {
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId));
  if (refused !== null) return refused;
  return ok(await store.readPurchases(deps.db, personId));
}
