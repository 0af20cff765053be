/** What must hold of acts, legs and everybody's books; statements and sums of the simulation's own. */
import { type Database, type Executor, statement } from '@zhijie/database';
import { GATEWAY } from '@zhijie/exchange';
import { gatewayBreaches } from '@zhijie/insurer';
import { donorBalance } from './donor.ts';
import type { Partners } from './partners.ts';
import { CARE, INSURED } from './place.ts';

type Databases = Readonly<Record<string, Database>>;

type KeptAct = {
  readonly actId: string;
  readonly word: string;
  readonly rest: number | null;
  readonly settlement: string | null;
};
type KeptLeg = {
  readonly legId: string;
  readonly actId: string;
  readonly kind: string;
  readonly payer: string;
  readonly state: string;
  readonly amount: number;
};

const ACTS = statement(
  'sim-acts',
  `SELECT a.act_id AS "actId", a.word, a.rest, s.state AS settlement FROM care.act a
   LEFT JOIN care.settlement s USING (provider_id, settlement_id) ORDER BY 1`,
);
const LEGS = statement(
  'sim-act-legs',
  `SELECT leg_id AS "legId", act_id AS "actId", kind, payer, state, amount FROM care.act_leg ORDER BY 1`,
);
/** What each payer at the insured place keeps of a leg, in one form. */
const KEPT = statement(
  'sim-kept-legs',
  `SELECT 'leg' AS book, leg_id AS "legId", state, amount FROM insured.leg
   UNION ALL SELECT 'insurer', payment_id, state, CASE WHEN state = 'confirmed' THEN amount ELSE 0 END
     FROM insured.commercial_payment WHERE way = 'leg'
   UNION ALL SELECT 'family', leg_id, state, CASE WHEN state = 'confirmed' THEN amount ELSE 0 END
     FROM insured.family_leg
   UNION ALL SELECT 'credit', leg_id, state, CASE WHEN state = 'confirmed' THEN amount ELSE 0 END
     FROM insured.credit_use
   ORDER BY 1, 2`,
);
const PENDING = statement(
  'sim-pending-holds',
  `SELECT (SELECT count(*) FROM insured.leg WHERE state IN ('opened', 'held'))
     + (SELECT count(*) FROM insured.commercial_payment WHERE state = 'held')
     + (SELECT count(*) FROM insured.family_leg WHERE state IN ('asked', 'held'))
     + (SELECT count(*) FROM insured.credit_use
        WHERE state IN ('asked', 'held', 'paying', 'undoing')) AS open`,
);
const PAID_BY_INSURER = statement(
  'sim-commercial-paid',
  `SELECT e.insurer, sum(p.amount)::bigint AS amount FROM insured.commercial_payment p
   JOIN insured.commercial_enrolment e USING (enrolment_id) WHERE p.state = 'confirmed' GROUP BY 1`,
);
const FACTS = statement(
  'sim-gateway-net',
  `SELECT insurer, sum(CASE kind WHEN 'paid' THEN amount ELSE -amount END)::bigint AS amount
   FROM gateway.payment_fact GROUP BY 1`,
);
const STANDS_ON = statement(
  'sim-answers-stood-on',
  `SELECT payment_id AS "legId", answer_text AS text FROM insured.commercial_payment
   WHERE answer_text IS NOT NULL AND amount > 0`,
);
const COUNTING = statement(
  'sim-answers-that-count',
  `SELECT text FROM gateway.answer WHERE outcome IN ('pays', 'declines')`,
);
const UNTOLD = statement(
  'sim-untold-insurers',
  'SELECT count(*) AS open FROM gateway.notice WHERE done_at IS NULL',
);
const UNDONE_COUNTERS = statement(
  'sim-counters-of-undone',
  `SELECT payment_id AS "legId" FROM insured.commercial_payment p JOIN insured.settlement s
     USING (person_id, settlement_id)
   WHERE s.state = 'reversed' AND p.state IN ('held', 'confirmed')`,
);
const ACCOUNTS = statement(
  'sim-guarded-accounts',
  `SELECT (SELECT sum(granted)::bigint FROM insured.credit_line WHERE state <> 'asked') AS granted,
     (SELECT coalesce(sum(balance), 0)::bigint FROM insured_ledger.account
      WHERE account_id LIKE 'credit-line/%') AS free`,
);
const READ = statement('sim-bank-read', 'SELECT count(*) AS read FROM insured.credit_bank_entry');

const OVER = ['paid', 'undone', 'failed'];

/** Acts that have not ended, holds that stand, what insurers and the bank have not been told. */
export async function openActs(databases: Databases, partners: Partners): Promise<number> {
  const acts = await databases[CARE]!.query<KeptAct>(ACTS, []);
  const [held] = await databases[INSURED]!.query<{ open: number }>(PENDING, []);
  const [untold] = await databases[GATEWAY]!.query<{ open: number }>(UNTOLD, []);
  const strays = strayPayments(await databases[CARE]!.query<KeptLeg>(LEGS, []), partners);
  const twice = doubledDebits(partners);
  const [bank] = await databases[INSURED]!.query<{ read: number }>(READ, []);
  const unread = partners.bank.entries(0).length - bank!.read;
  return acts.filter(isOpen).length + held!.open + untold!.open + strays.length + twice.length + unread;
}

/** Under way, or taken back past the act, which its node has still to follow. */
const isOpen = ({ word, settlement }: KeptAct): boolean =>
  !OVER.includes(word) || (word === 'paid' && settlement === 'reversed');

const sumOf = (legs: readonly KeptLeg[]): number => legs.reduce((sum, { amount }) => sum + amount, 0);

/** What the wallet holds of orders without a paid leg, or the other way round. */
function strayPayments(legs: readonly KeptLeg[], { wallet }: Partners): string[] {
  const paid = new Map(
    legs
      .filter(({ payer, state }) => payer === 'wallet' && state === 'confirmed')
      .map(({ legId, amount }) => [legId, amount]),
  );
  return [...new Set([...paid.keys(), ...wallet.references()])].flatMap((reference) => {
    const { order, state, refunds } = wallet.entry(reference);
    const back = refunds.reduce((sum, { cash }) => sum + cash, 0);
    const held = state === 'paid' ? order!.cash - back : 0;
    const ours = paid.get(reference) ?? 0;
    return held === ours ? [] : [`${reference}: the wallet holds ${held} fen, the act says ${ours}`];
  });
}

function netsOf({ bank }: Partners): Map<string, number> {
  const nets = new Map<string, number>();
  for (const { kind, reference, amount } of bank.entries(0)) {
    const sign = kind === 'debit' ? 1 : kind === 'return' || kind === 'correction' ? -1 : 0;
    nets.set(reference, (nets.get(reference) ?? 0) + sign * amount);
  }
  return nets;
}

/** Debits of the bank that are more than what was reserved. */
const doubledDebits = (partners: Partners): string[] =>
  [...netsOf(partners)].flatMap(([reference, net]) =>
    net > partners.bank.query(reference).amount ? [`${reference} is debited twice`] : [],
  );

/** Journey 8: `paid` is paid whole, and an act that ended otherwise keeps nobody's money. */
function halfPaid(acts: readonly KeptAct[], legs: readonly KeptLeg[], atRest: boolean): string[] {
  const byAct = Map.groupBy(legs, ({ actId }) => actId);
  return acts.flatMap(({ actId, word, rest, settlement }) => {
    const own = byAct.get(actId) ?? [];
    const payers = own.filter(({ kind }) => kind !== 'funds' && kind !== 'receipt');
    const confirmed = sumOf(payers.filter(({ state }) => state === 'confirmed'));
    const breaches: string[] = [];
    if (word === 'paid' && confirmed !== rest) breaches.push(`${actId} is paid with ${confirmed} of ${rest}`);
    if (word === 'paid' && settlement !== 'settled' && atRest)
      breaches.push(`${actId} is paid and its bill ${settlement}`);
    if ((word === 'undone' || word === 'failed') && sumOf(own) > 0)
      breaches.push(`${actId} is ${word} and keeps ${sumOf(own)} fen`);
    if ((word === 'undone' || word === 'failed') && settlement === 'settled')
      breaches.push(`${actId} is ${word} and its bill settled`);
    return breaches;
  });
}

type KeptBook = {
  readonly book: string;
  readonly legId: string;
  readonly state: string;
  readonly amount: number;
};

/** Care side, dispatcher and payer say the same of each leg. */
function legsDiffer(legs: readonly KeptLeg[], kept: readonly KeptBook[]): string[] {
  const here = new Map(legs.map((leg) => [leg.legId, leg.state === 'confirmed' ? leg.amount : 0]));
  return kept.flatMap(({ book, legId, state, amount }) => {
    const there = state === 'confirmed' ? amount : 0;
    const ours = here.get(legId) ?? 0;
    return there === ours ? [] : [`${legId}: ${ours} fen at the care side, ${there} (${state}) with ${book}`];
  });
}

async function insurersDiffer(databases: Databases, { insurers }: Partners): Promise<string[]> {
  const sums = async (db: Executor, query: ReturnType<typeof statement>) =>
    new Map(
      (await db.query<{ insurer: string; amount: number }>(query, [])).map((row) => [
        row.insurer,
        row.amount,
      ]),
    );
  const ours = await sums(databases[INSURED]!, PAID_BY_INSURER);
  const gateway = await sums(databases[GATEWAY]!, FACTS);
  return [...insurers].flatMap(([insurer, book]) => {
    const said = [ours.get(insurer) ?? 0, gateway.get(insurer) ?? 0, book.paidInAll()];
    return new Set(said).size === 1
      ? []
      : [`${insurer} paid ${said[0]} fen by the place, ${said[1]} by the gateway, ${said[2]} by itself`];
  });
}

/** An insurer that answers twice: what its payment stands on is the answer that the gateway counts. */
async function answersDiffer(databases: Databases): Promise<string[]> {
  const stoodOn = await databases[INSURED]!.query<{ legId: string; text: string }>(STANDS_ON, []);
  const counting = await databases[GATEWAY]!.query<{ text: string }>(COUNTING, []);
  const texts = new Set(counting.map(({ text }) => text));
  return stoodOn
    .filter(({ text }) => !texts.has(text))
    .map(({ legId }) => `${legId} stands on an answer of its insurer that does not count at the gateway`);
}

/** Every use of a line is at the bank, and the other way round. */
function bankDiffers(legs: readonly KeptLeg[], partners: Partners): string[] {
  const nets = netsOf(partners);
  const credit = legs.filter(({ kind }) => kind === 'credit');
  const wrong = credit.flatMap(({ legId, state, amount }) => {
    const ours = state === 'confirmed' ? amount : 0;
    const theirs = nets.get(legId) ?? 0;
    nets.delete(legId);
    const { state: said } = partners.bank.query(legId);
    const isFree = said !== 'reserved';
    return [
      ...(ours === theirs ? [] : [`${legId}: the act says ${ours} fen of credit, the bank ${theirs}`]),
      ...(isFree ? [] : [`${legId} is still reserved at the bank`]),
    ];
  });
  return [...wrong, ...[...nets].filter(([, net]) => net !== 0).map(([id]) => `${id}: only at the bank`)];
}

/** Undone, every counter is what it was: lines, the relative's account, products' years. */
async function countersDiffer(
  db: Executor,
  legs: readonly KeptLeg[],
  donorBefore: number,
): Promise<string[]> {
  const used = (kind: string) => sumOf(legs.filter((leg) => leg.kind === kind && leg.state === 'confirmed'));
  const [{ granted, free } = { granted: 0, free: 0 }] = await db.query<{ granted: number; free: number }>(
    ACCOUNTS,
    [],
  );
  const donor = await donorBalance({ [INSURED]: db });
  const kept = await db.query<{ legId: string }>(UNDONE_COUNTERS, []);
  return [
    ...(granted - free === used('credit')
      ? []
      : [`The lines lack ${granted - free} fen, ${used('credit')} are used`]),
    ...(donorBefore - donor === used('family')
      ? []
      : [`The relative's account lacks ${donorBefore - donor} fen, ${used('family')} are used`]),
    ...kept.map(({ legId }) => `${legId} counts in its product's year and its bill is reversed`),
  ];
}

/** At any moment: nothing that has ended is half paid. At rest also: everybody's books agree. */
export async function actBreaches(
  databases: Databases,
  of: { readonly partners: Partners; readonly donorBefore: number; readonly atRest: boolean },
): Promise<string[]> {
  const { partners, donorBefore, atRest } = of;
  const acts = await databases[CARE]!.query<KeptAct>(ACTS, []);
  const legs = await databases[CARE]!.query<KeptLeg>(LEGS, []);
  if (!atRest) return halfPaid(acts, legs, false);
  const kept = await databases[INSURED]!.query<KeptBook>(KEPT, []);
  const gateway = await gatewayBreaches(databases[GATEWAY]!);
  return [
    ...halfPaid(acts, legs, true),
    ...acts
      .filter(({ word }) => !OVER.includes(word))
      .map(({ actId, word }) => `${actId} is ${word} for ever`),
    ...strayPayments(legs, partners),
    ...bankDiffers(legs, partners),
    ...legsDiffer(legs, kept),
    ...(await insurersDiffer(databases, partners)),
    ...(await answersDiffer(databases)),
    ...(await countersDiffer(databases[INSURED]!, legs, donorBefore)),
    ...gateway.map(({ check, subject, found }) => `${GATEWAY} ${check} ${subject}: ${found}`),
  ];
}
