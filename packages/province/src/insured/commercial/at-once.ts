/**
 * A leg of an insurer whose product this node computes by itself: nobody outside is asked, so question,
 * payment and answer are one transaction (K-04, mode 1). Two round trips for a hold, two for a confirmation.
 * What is out of the ordinary answers null and goes the long way (`payer.ts`).
 */
import {
  type Executor,
  type FunctionCall,
  isRaised,
  isSerializationFailure,
  statement,
} from '@zhijie/database';
import type { Product } from '@zhijie/engine';
import { ok, type Result } from '@zhijie/kernel';
import { disclosureRow } from '../consent/disclose.ts';
import { CONSENT_ROWS, type ConsentRow } from '../consent/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { enteredOf, type HoldQuestion, type LegAnswer, saidDigest } from '../leg/at-once.ts';
import type { LegAsk, LegOutcome, LegWriting } from '../leg/payer.ts';
import { type LegAsker, type Opening, openingFields } from '../leg/store.ts';
import { type BillFile, type SettledBill, settledBillOf } from './bill.ts';
import { paymentOf, systemActor } from './commit.ts';
import { consentedAmong, disclosureAmong } from './consented.ts';
import { type Decision, decideInside, matterAmong } from './decide.ts';
import { changeDigest, paymentDigest } from './facts.ts';
import { isExpired, toldOf } from './leg-words.ts';
import type { Reason } from './reasons.ts';
import {
  ENROLMENT_FIELDS,
  type Enrolment,
  PAYMENT_FIELDS,
  paymentRow,
  type StoredPayment,
  type YearFile,
  yearFields,
} from './store.ts';
import { goingOutOf, type Paid } from './told.ts';
import { careTypesOf } from './year.ts';

/** Midnight of a day in China, ms. */
const midnight = (day: string): string =>
  `(extract(epoch from (${day} || 'T00:00:00+08')::timestamptz) * 1000)::bigint`;
const consentsTo = (insurer: string, person: string, product: string): string =>
  `coalesce((select json_agg(x) from (${CONSENT_ROWS} where c.person_id = ${person}
     and c.recipient_kind = 'insurer' and c.recipient_id = ${insurer} and c.purpose = 'claim-settlement'
     and c.product = ${product} order by c.given_at desc, c.consent_id desc) x), '[]')`;
/** Of a settlement what `settledBillOf` reads. */
const BILL = [
  ...['state', 'benefit_pack_hash', 'insured_area', 'care_area', 'provider_id', 'provider_name'],
  ...['care_type', 'referral_class', 'settled_at', 'paid_in_cash', 'input'],
].map((column) => `'${column}', b.${column}`);

const HOLDING_TEXT = `with e as materialized (select ${ENROLMENT_FIELDS} from insured.commercial_enrolment
     where person_id = $1 and product = $2 and cancelled_at is null)
   select json_build_object(${BILL.join(', ')}) as settlement,
     ${openingFields({ leg: '$5', settlement: '$3' })},
     (select row_to_json(x) from insured.settlement_earlier_year x
      where x.person_id = $1 and x.settlement_id = $3) as earlier,
     row_to_json(e) as enrolment, ${consentsTo('e.insurer', '$1', '$2')} as consents,
     coalesce((select json_agg(x) from (select ${PAYMENT_FIELDS} from insured.commercial_payment p
       where p.person_id = $1 and p.settlement_id = $3 and p.state <> 'voided'
       order by p.opened_at, p.payment_id) x), '[]') as payments,
     ${yearFields({
       from: midnight('e."startsOn"'),
       before: `(${midnight('e."endsOn"')} + 86400000)`,
       careTypes: '$4',
       settledAt: 'b.settled_at',
       settlement: '$3',
     })}
   from insured.settlement b left join e on true where b.person_id = $1 and b.settlement_id = $3`;
const HOLDING = statement('insured.commercial.holding', HOLDING_TEXT);
const HOLDS = `insured.hold_commercial_leg($1::jsonb, $2, $3, $4::jsonb, $5::bigint, $6::bigint, $7, $8, $9,
  $10, $11, $12, $13)`;
const HOLD = statement('insured.commercial.hold-leg', `select ${HOLDS} as outcome`);
const HELD = `select ${PAYMENT_FIELDS}, s.insured_area as "insuredArea", s.care_area as "careArea",
     s.provider_id as "hospitalId", s.provider_name as "hospitalName",
     json_build_object('careArea', l.care_area, 'providerId', l.provider_id) as asker,
     (select row_to_json(x) from (select ${ENROLMENT_FIELDS} from insured.commercial_enrolment
       where enrolment_id = p.enrolment_id) x) as enrolment,
     ${consentsTo('e.insurer', 'p.person_id', 'p.product')} as consents
   from insured.commercial_payment p join insured.leg l on l.leg_id = p.payment_id
   join insured.settlement s on s.person_id = p.person_id and s.settlement_id = p.settlement_id
   join insured.commercial_enrolment e on e.enrolment_id = p.enrolment_id
   where p.state = 'held' and l.state = 'held'`;
const CONFIRMING = statement('insured.commercial.confirming', `${HELD} and p.payment_id = $1`);

/** The same of all payments that are held of a bill, as a part of a statement that knows its columns. */
export const confirmingBeside = (of: Columns): FunctionCall => ({
  name: 'held',
  text: `(select coalesce(json_agg(x), '[]') from (${HELD}
    and p.person_id = ${of.person} and p.settlement_id = ${of.settlement}) x)`,
  values: [],
});
const CONFIRMS = 'insured.confirm_commercial_leg($1::jsonb, $2, $3, $4, $5)';
const CONFIRM = statement('insured.commercial.confirm-leg', `select ${CONFIRMS} as "isDone"`);

type Holding = BillFile &
  YearFile &
  Opening & {
    readonly enrolment: Enrolment | null;
    readonly consents: readonly ConsentRow[];
    readonly payments: readonly StoredPayment[];
  };

/** What a statement of the care side knows, in its own words; no name that stands alone in ours. */
export type Columns = { readonly person: string; readonly settlement: string };

/** The same as a part of a statement that knows person and settlement; null where it would not be read. */
export function holdingBeside(
  { commercial }: Pick<InsuredDeps, 'commercial'>,
  leg: Pick<LegAsk, 'legId' | 'payer'>,
  of: Columns,
): FunctionCall | null {
  const product = commercial?.products.productOf(leg.payer);
  if (product?.ok !== true || product.value.mode !== 'inside') return null;
  const known = [of.person, '$1', of.settlement, '$2', '$3'];
  const text = HOLDING_TEXT.replace(/\$(\d)/g, (_, number: string) => known[Number(number) - 1]!);
  return {
    name: 'holding',
    text: `(select json_build_object('legId', $3::text, 'file', row_to_json(h)) from (${text}) h)`,
    values: [product.value.id, careTypesOf(product.value), leg.legId],
  };
}

/** More than acts of one person that meet in a moment. */
const ATTEMPTS = 5;

/** Holds what the product pays; null when the insurer decides by itself or earlier bills are to count. */
export async function holdAtOnce(
  deps: InsuredDeps,
  ask: LegAsk,
  question: HoldQuestion,
): Promise<LegAnswer | null> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const prepared = await prepareHold(deps, ask, question);
    if (prepared === null || 'answer' in prepared) return prepared?.answer ?? null;
    const written = await writeHold(deps, prepared.values);
    if (written === 'conflict') continue;
    if (written !== 'kept') return null;
    await deps.crashpoint?.('insured.commercial.after-commit');
    return ok(prepared.outcome);
  }
  return null;
}

/** Likewise, written by whoever asks; null too when the leg is known or refused. */
export async function holdBeside(
  deps: InsuredDeps,
  ask: LegAsk,
  question: HoldQuestion & { readonly atHand?: unknown },
): Promise<LegWriting | null> {
  const prepared = await prepareHold(deps, ask, question);
  if (prepared === null || 'answer' in prepared) return null;
  const { outcome, values } = prepared;
  return { outcome, call: { name: 'hold', text: `insured.leg_stands(${HOLDS} = 'kept')`, values } };
}

type Prepared = { readonly outcome: LegOutcome; readonly values: FunctionCall['values'] };

async function prepareHold(
  deps: InsuredDeps,
  ask: LegAsk,
  question: HoldQuestion & { readonly atHand?: unknown },
): Promise<Prepared | { readonly answer: LegAnswer } | null> {
  const product = deps.commercial?.products.productOf(ask.payer);
  if (product?.ok !== true || product.value.mode !== 'inside') return null;
  const { personId, settlementId, legId } = ask;
  const key = [personId, product.value.id, settlementId, careTypesOf(product.value), legId];
  const atHand = question.atHand as { readonly legId?: string; readonly file: Holding } | undefined;
  const read = atHand?.legId === legId ? atHand.file : (await deps.db.query<Holding>(HOLDING, key))[0];
  if (read === undefined) return null;
  const judged = question.judge(read);
  if (!judged.ok) return { answer: judged };
  if (judged.value === 'opened') return null;
  if (judged.value !== 'new') return { answer: ok(judged.value) };
  const bill = await settledBillOf(deps, deps.db, { ...ask, file: read });
  return bill === null ? null : decidedHold(deps, { ask, question, product: product.value, bill, read });
}

async function decidedHold(
  deps: InsuredDeps,
  of: {
    readonly ask: LegAsk;
    readonly question: HoldQuestion;
    readonly product: Product;
    readonly bill: SettledBill;
    readonly read: Holding;
  },
): Promise<Prepared | null> {
  const { ask, question, product, bill, read } = of;
  const { personId, settlementId, legId, until: heldUntil } = ask;
  const asked = { personId, settlementId, product: product.id, asked: ask.asked };
  const { enrolment, consents, payments: others } = read;
  const consent = consentedAmong(consents, deps.now());
  const matter = matterAmong(deps, { ...asked, bill }, { enrolment, consent, others });
  const decided: Result<Decision, Reason> = matter.ok
    ? ok(await decideInside(deps, deps.db, matter.value, read))
    : matter;
  // Earlier bills of the year that nobody counted yet are counted with this one, the long way.
  if (decided.ok && decided.value.year.missed.length > 0) return null;
  const asking = { questionIdOf: () => legId, until: heldUntil };
  const payment = paymentOf(deps, { paymentId: legId, way: 'leg', asked, bill, asking, heldUntil }, decided);
  const outcome = toldOf(payment);
  const version = decided.ok ? decided.value.year.version : 0;
  const { row, actor, asked: askedDigest, said } = question.writing(outcome);
  const own = systemActor(deps);
  const leg = [JSON.stringify(row), askedDigest, said, paymentRow(payment), version, bill.cash];
  const actors = [actor.id, actor.kind, actor.node, own.id, own.kind, own.node];
  const values = [...leg, paymentDigest(payment), ...actors];
  return { outcome: enteredOf(outcome, ask.asked), values };
}

async function writeHold(
  deps: InsuredDeps,
  values: FunctionCall['values'],
): Promise<'kept' | 'undone' | 'exceeds' | 'known' | 'conflict'> {
  try {
    type Row = { outcome: 'kept' | 'undone' | 'exceeds' | 'known' };
    const [row] = await deps.db.query<Row>(HOLD, values);
    return row!.outcome;
  } catch (error) {
    if (isRaised(error, 'commercial_conflict') || isSerializationFailure(error)) return 'conflict';
    throw error;
  }
}

type Confirming = StoredPayment &
  Pick<Paid['bill'], 'insuredArea' | 'careArea' | 'hospitalId' | 'hospitalName'> & {
    readonly enrolment: Enrolment;
    readonly consents: readonly ConsentRow[];
    readonly asker: LegAsker;
  };

type Held = ReturnType<typeof heldOf>;

/** `atHand`: what `confirmingBeside` answered. */
async function readHeld(db: Executor, legId: string, atHand?: unknown): Promise<Held | null> {
  const held: readonly Confirming[] = Array.isArray(atHand) ? atHand : [];
  const known = held.find(({ paymentId }) => paymentId === legId);
  const row = known ?? (await db.query<Confirming>(CONFIRMING, [legId]))[0];
  return row === undefined ? null : heldOf(row);
}

function heldOf(row: Confirming) {
  const { insuredArea, careArea, hospitalId, hospitalName, enrolment, consents, asker, ...payment } = row;
  const bill = { settlementId: payment.settlementId!, insuredArea, careArea, hospitalId, hospitalName };
  return { payment, bill, enrolment, consents, asker };
}

/** Pays what is held; null when it is not, or its time or its consent is over. */
export async function confirmAtOnce(
  deps: InsuredDeps,
  legId: string,
  owns: (asker: LegAsker) => boolean,
): Promise<LegOutcome | null> {
  const prepared = preparedConfirm(deps, await readHeld(deps.db, legId), owns);
  if (prepared === null) return null;
  const [row] = await deps.db.query<{ isDone: boolean }>(CONFIRM, prepared.values);
  if (row?.isDone !== true) return null;
  await deps.crashpoint?.('insured.commercial.after-confirm');
  return prepared.outcome;
}

/** Likewise, written by whoever asks. */
export async function confirmBeside(
  deps: InsuredDeps,
  legId: string,
  owns: (asker: LegAsker) => boolean,
  atHand?: unknown,
): Promise<LegWriting | null> {
  const prepared = preparedConfirm(deps, await readHeld(deps.db, legId, atHand), owns);
  if (prepared === null) return null;
  const { outcome, values } = prepared;
  return { outcome, call: { name: 'confirm', text: `insured.leg_stands(${CONFIRMS})`, values } };
}

function preparedConfirm(
  deps: InsuredDeps,
  read: Held | null,
  owns: (asker: LegAsker) => boolean,
): Prepared | null {
  const { entryOf } = deps;
  const at = deps.now();
  if (entryOf === undefined || read === null || !owns(read.asker) || isExpired(read.payment, at)) return null;
  const { payment, consents } = read;
  const legId = payment.paymentId;
  const { content, out } = goingOutOf({ ...read, at });
  const made = out === null ? null : disclosureAmong(deps, consents, out, at);
  if (out !== null && made === null) return null;
  const disclosed = made === null ? null : disclosureRow(deps, made);
  const entry = entryOf({ message: 'commercial.paid@1', id: content.factId, body: content });
  const outcome = toldOf({ ...payment, state: 'confirmed' });
  const standing = consents.filter(({ revoked_at }) => revoked_at === null);
  const facts = {
    ...{ personId: payment.personId, legId, at, consents: standing.map((one) => one.consent_id) },
    disclosure: disclosed?.row ?? null,
    ...{ actorId: disclosed?.actor.id, actorKind: disclosed?.actor.kind, actorNode: disclosed?.actor.node },
    ...{ factId: entry.id, destination: entry.destination, message: entry.message },
  };
  const change = changeDigest({ paymentId: legId, state: 'confirmed', at, reason: null });
  const digests = [change, saidDigest(legId, outcome), disclosed?.digest ?? null];
  const values = [JSON.stringify(facts), ...digests, entry.payload];
  return { outcome: { ...outcome, heldUntil: null }, values };
}
