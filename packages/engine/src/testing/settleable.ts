import { AID_CATEGORIES, type Fen, PROVIDER_LEVELS, REFERRAL_CLASSES } from '@zhijie/kernel';
import { emptyAccumulators } from '../accumulators.ts';
import { type AdjudicationInput, adjudicate } from '../adjudicate.ts';
import { type Circumstances, EDGE_ROUTES } from '../circumstances.ts';
import { askedOf, emptyBill, groupsOf, STATED, variationsOf } from '../lint/persons.ts';
import type { Plan } from '../plan/plan.ts';

/** A kind of person and visit whose bills the plan can settle, up to an in-scope amount (fen). */
export type Kind = { readonly person: AdjudicationInput; readonly most: number };

const YUAN = 100;
/** In-scope amounts that a kind is tried with, the largest first. */
const TRIED = [2_000_000, 500_000, 100_000, 20_000, 3_000, 300].map((amount) => amount * YUAN);

export function withEligible(bill: AdjudicationInput, eligible: number): AdjudicationInput {
  const { excluded, overLimit, selfPaidFirst } = bill.fees;
  const total = eligible + excluded + overLimit + selfPaidFirst;
  return { ...bill, fees: { ...bill.fees, eligible, total } as AdjudicationInput['fees'] };
}

/**
 * Every kind that the plan can settle: level, group and filing class or edge, with aid and office, nothing
 * stated and everything stated; at home also each thing that the place asks about in turn otherwise. Empty
 * where a figure that every bill needs is not provided.
 */
export function settleableKinds(plan: Plan): readonly Kind[] {
  const known = found.get(plan);
  if (known !== undefined) return known;
  const kinds = candidates(plan).flatMap((person) => {
    const most = TRIED.find((amount) => adjudicate(plan, withEligible(person, amount)).ok);
    return most === undefined ? [] : [{ person, most }];
  });
  found.set(plan, kinds);
  return kinds;
}

const found = new WeakMap<Plan, readonly Kind[]>();

/** What the plan lacks for every kind, most often met first; for the list of plans that cannot settle. */
export function lackingOf(plan: Plan): string[] {
  const met = new Map<string, number>();
  for (const person of candidates(plan)) {
    const outcome = adjudicate(plan, withEligible(person, TRIED.at(-1)!));
    if (outcome.ok || person.referral !== 'local' || person.circumstances?.route !== undefined) continue;
    const what = String(outcome.refusal.detail?.what ?? outcome.refusal.code).replace(/（.*/, '');
    met.set(what, (met.get(what) ?? 0) + 1);
  }
  return [...met].sort((a, b) => b[1] - a[1]).map(([what]) => what);
}

type Own = Partial<AdjudicationInput>;

function candidates(plan: Plan): AdjudicationInput[] {
  const offices: readonly Own[] = plan.insuranceType === 'employee' ? [{}, { civilServant: true }] : [{}];
  const owns = [...offices, ...AID_CATEGORIES.slice(1).map((aidCategory) => ({ aidCategory }))];
  const visits: readonly Own[] = [
    ...REFERRAL_CLASSES.map((referral) => ({ referral })),
    ...EDGE_ROUTES.map((route) => ({ referral: 'long-term' as const, circumstances: { route } })),
  ];
  const asked = new Set([...askedOf(plan)].filter((name) => name !== 'route'));
  const known: readonly Circumstances[] = [{}, STATED];
  const turns = variationsOf(asked).map((one) => ({ ...STATED, ...one }));
  const places = groupsOf(plan).flatMap((group) => PROVIDER_LEVELS.map((level) => ({ group, level })));
  return places.flatMap((place) => [
    ...visits.flatMap((visit) =>
      owns.flatMap((own) => known.map((facts) => person(plan, { ...place, ...visit, ...own }, facts))),
    ),
    ...turns.flatMap((facts) => offices.map((own) => person(plan, { ...place, ...own }, facts))),
  ]);
}

/** With facts stated besides those of the visit; without any when there is none. */
function person(plan: Plan, own: Own, facts: Circumstances): AdjudicationInput {
  const circumstances = { ...facts, ...own.circumstances };
  return emptyBill(plan, Object.keys(circumstances).length === 0 ? own : { ...own, circumstances });
}

/** What is taken from a drawn bill that the plan refuses, one after another, until it settles. */
const REPAIRS: readonly ((bill: AdjudicationInput, kind: Kind) => AdjudicationInput)[] = [
  (bill) => bill,
  (bill) => ({ ...bill, useAccount: false, accountBalance: 0 as Fen }),
  ({ circumstances: _, ...bill }, { person }) =>
    person.circumstances === undefined ? bill : { ...bill, circumstances: person.circumstances },
  (bill) => ({ ...bill, accumulators: { ...bill.accumulators, admissions: 0, admissionsByLevel: 0 } }),
  (bill) => ({ ...bill, accumulators: emptyAccumulators(bill.accumulators.year) }),
  (bill, { person }) => ({ ...bill, age: person.age }),
  (bill, { most }) => withEligible(bill, Math.min(bill.fees.eligible, most)),
];

/** The drawn bill, made one of the kind as far as the plan needs it; the same each time. */
export function asSettleable(plan: Plan, drawn: AdjudicationInput, kind: Kind): AdjudicationInput {
  const { level, group, referral, aidCategory, civilServant, circumstances } = kind.person;
  const { circumstances: more, ...rest } = drawn;
  const { cause: _c, route: _r, provider: _p, careArea: _a, ...facts } = more ?? {};
  const stated = { ...facts, ...circumstances };
  let bill: AdjudicationInput = { ...rest, level, group, referral, aidCategory, civilServant };
  if (Object.keys(stated).length > 0) bill = { ...bill, circumstances: stated };
  for (const repair of REPAIRS) {
    bill = repair(bill, kind);
    if (adjudicate(plan, bill).ok) break;
  }
  return bill;
}
