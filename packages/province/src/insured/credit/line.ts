/** Signing for a line, and opening it at the bank. */
import { sm3Hex } from '@zhijie/crypto';
import {
  type Actor,
  assert,
  calendarDate,
  dateOf,
  minFen,
  ok,
  type Refusal,
  type Result,
  refuse,
  speaksForPerson,
} from '@zhijie/kernel';
import { personalAccountPrefix } from '../account/account.ts';
import type { InsuredDeps } from '../deps.ts';
import { personRecord } from '../person/record.ts';
import { readById } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { letsBankKnow } from './consent.ts';
import { productNamed, productsOf, saidBy } from './deps.ts';
import { openLine } from './money.ts';
import { type CreditProduct, obstacleToSign } from './product.ts';
import { CREDIT_REFUSAL_TEXTS } from './refusals.ts';
import * as store from './store.ts';

type Answer<T> = Promise<Result<T, Refusal>>;

/** The person's own business, or that of a delegate for credit; whoever else asks learns nothing. */
export const refusalToUse = (actor: Actor, personId: string): Result<never, Refusal> | null =>
  speaksForPerson(actor, personId, 'credit') ? null : refuse('not-permitted', { field: 'personId' });

/** What a bank needs to know of the holder, and what decides whether a product is open to them; logged. */
async function holderOf(deps: InsuredDeps, actor: Actor, personId: string) {
  const key = { accountPrefix: personalAccountPrefix(), personId };
  const entry = { at: deps.now(), actor, purpose: 'credit', subject: null } as const;
  const file = await readById(deps.db, key, entry);
  if (file === null) return null;
  const { name, certificateNumber } = personRecord(deps, file);
  const areas = file.coverages.map((coverage) => coverage.insured_area);
  return { name, certificateNumber, birthDate: calendarDate(file.birth_date), areas };
}

export type OfferedProduct = CreditProduct & { readonly obstacle: string | null; readonly isSigned: boolean };

/** The products of the person's area, and why one is not open to them. Refuses `not-permitted`. */
export async function creditProducts(
  deps: InsuredDeps,
  actor: Actor,
  personId: string,
): Answer<readonly OfferedProduct[]> {
  const denied = refusalToUse(actor, personId);
  if (denied !== null) return denied;
  const holder = await holderOf(deps, actor, personId);
  if (holder === null) return refuse('person-unknown');
  const lines = await store.linesOf(deps.db, personId);
  const today = dateOf(deps.now());
  const offered = productsOf(deps).filter(({ areas }) => holder.areas.some((area) => areas.includes(area)));
  return ok(
    offered.map((product) => {
      const code = obstacleToSign(product, holder, today);
      const isSigned = lines.some((line) => line.product === product.product && line.state !== 'refused');
      return { ...product, isSigned, obstacle: code === null ? null : CREDIT_REFUSAL_TEXTS[code] };
    }),
  );
}

export type Signing = {
  readonly personId: string;
  readonly product: string;
  readonly requestKey: string;
};

/**
 * Signs for a product and asks its bank for a line. The bank is told nothing unless the person agreed
 * to it separately. Refusals: `not-permitted`, `credit-product-unknown`, `person-unknown`,
 * `credit-product-elsewhere`, `credit-not-yet-offered`, `credit-age`, `credit-consent-missing`,
 * `credit-request-differs`, `credit-signed-already`.
 */
export async function signCredit(deps: InsuredDeps, actor: Actor, asked: Signing): Answer<store.Line> {
  const { personId, requestKey } = asked;
  const denied = refusalToUse(actor, personId);
  if (denied !== null) return denied;
  const product = productNamed(deps, asked.product);
  if (product === null) return refuse('credit-product-unknown', { field: 'product' });
  const holder = await holderOf(deps, actor, personId);
  if (holder === null) return refuse('person-unknown');
  const obstacle = obstacleToSign(product, holder, dateOf(deps.now()));
  if (obstacle !== null) return refuse(obstacle, { field: 'product' });
  const signed = await durably(deps, 'credit-sign', async (tx): Answer<store.Line> => {
    const known = await store.lineByKey(tx, personId, requestKey);
    if (known !== null)
      return known.product === product.product
        ? ok(known)
        : refuse('credit-request-differs', { field: 'requestKey' });
    const at = deps.now();
    const { bank } = product;
    if (!(await letsBankKnow(tx, { personId, bank, product: product.product }, at)))
      return refuse('credit-consent-missing', { field: 'consent' });
    const line = {
      lineId: deps.ids.next('event', holder.areas[0]!, at),
      personId,
      product: product.product,
      bank,
      requestKey,
      // What was agreed to stays provable when the bank's file changes.
      termsDigest: sm3Hex(`${product.title}\n${product.terms}\n${product.interest}`),
      signedAt: at,
    };
    if (!(await store.addLine(tx, line))) return refuse('credit-signed-already', { field: 'product' });
    const { lineId } = line;
    await store.addStep(tx, {
      lineId,
      kind: 'signed',
      subject: line.termsDigest,
      amount: null,
      personId,
      at,
    });
    return ok((await store.findLine(tx, lineId))!);
  });
  return signed.ok ? ok(await driveLine(deps, signed.value)) : signed;
}

/** Asks the bank for a line that it has not answered; answers the line as it is then. */
export async function driveLine(deps: InsuredDeps, line: store.Line): Promise<store.Line> {
  const product = productNamed(deps, line.product);
  if (line.state !== 'asked' || product === null) return line;
  const actor: Actor = { id: line.bank, kind: 'system', node: deps.node, areas: [], roles: [] };
  const holder = await holderOf(deps, actor, line.personId);
  assert(holder !== null, 'A line belongs to a person');
  const { name, certificateNumber } = holder;
  const asking = {
    reference: line.lineId,
    product: line.product,
    limit: product.limit,
    holder: { name, certificateNumber },
  };
  const answer = await saidBy(deps, line.bank, (bank) => bank.open(asking));
  if (answer === null) return line;
  return durably(deps, 'credit-open', async (tx) => {
    const now = (await store.lockLine(tx, line.lineId))!;
    if (now.state !== 'asked') return now;
    const at = deps.now();
    const made = answer.said;
    const granted = made === null ? null : minFen(made.limit, product.limit);
    const state = granted === null ? 'refused' : 'open';
    const opened = { ...now, state, contract: made?.contract ?? null, granted } as const;
    await store.changeLine(tx, opened, at);
    if (granted !== null) await openLine(tx, opened, granted, at);
    const kind = granted === null ? 'refused' : 'opened';
    const of = { lineId: now.lineId, subject: opened.contract ?? line.bank, personId: null };
    await store.addStep(tx, { ...of, kind, amount: granted, at });
    return opened;
  });
}
