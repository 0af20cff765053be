/** Who holds which product: written from insurers' lists and purchases, recognised at every bill. */

import type { Executor } from '@zhijie/database';
import type { HealthState, Product } from '@zhijie/engine';
import {
  type Actor,
  addDays,
  type CalendarDate,
  daysBetween,
  ok,
  parseCalendarDate,
  type Refusal,
  type Result,
  refuse,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { mayReadPerson, refusalToRead } from '../person/permissions.ts';
import { findPerson, personSummary, sameName } from '../person/service.ts';
import { readPersonArea } from '../person/store.ts';
import { readStanding } from '../registration/store.ts';
import { healthOf } from './health.ts';
import * as store from './store.ts';

/** A line of an insurer's list, or a purchase. */
export type Enrolling = {
  /** Must be the product's own where that is known. */
  readonly insurer: string;
  readonly product: string;
  readonly policyNumber: string;
  readonly startsOn: string;
  readonly endsOn: string;
  /** Fen. */
  readonly premium: number;
  readonly version?: string | null;
  /** From the registrations unless the insurer says. */
  readonly health?: HealthState;
  /** From the cover of the year before unless the insurer says. */
  readonly years?: number;
  readonly householdYears?: number | null;
  readonly source?: store.Enrolment['source'];
};

export type ListLine = Enrolling & { readonly name: string; readonly certificateNumber: string };

/** The longest gap after which a cover still counts as continued, days. */
const NO_GAP = 1;

/** Ids of one product end in its year: the cover of the year before is that of the same product. */
const familyOf = (product: string): string => product.replace(/-\d{4}$/, '');

function yearsAfter(before: readonly store.Enrolment[], enrolling: Enrolling, from: CalendarDate): number {
  const last = before.find(
    (one) =>
      one.cancelledAt === null &&
      familyOf(one.product) === familyOf(enrolling.product) &&
      one.endsOn < from &&
      daysBetween(one.endsOn, from) <= NO_GAP,
  );
  return last === undefined ? 1 : last.years + 1;
}

const periodOf = (
  enrolling: Enrolling,
): Result<{ readonly startsOn: CalendarDate; readonly endsOn: CalendarDate }, Refusal> => {
  const startsOn = parseCalendarDate(enrolling.startsOn);
  const endsOn = parseCalendarDate(enrolling.endsOn);
  const isPeriod = startsOn.ok && endsOn.ok && startsOn.value <= endsOn.value;
  if (!isPeriod) return refuse('enrolment-period-wrong', { field: startsOn.ok ? 'endsOn' : 'startsOn' });
  return ok({ startsOn: startsOn.value, endsOn: endsOn.value });
};

function productFor(deps: InsuredDeps, enrolling: Enrolling): Result<Product, Refusal> {
  const found = deps.commercial?.products.productOf(enrolling.product);
  if (found === undefined || !found.ok) return refuse('enrolment-product-unknown', { field: 'product' });
  const { insurer } = found.value;
  const isOwn = insurer === null || insurer.id === enrolling.insurer;
  return isOwn ? found : refuse('enrolment-product-unknown', { field: 'insurer' });
}

/**
 * Enters a cover of a known person in the caller's transaction, once per insurer and policy number. Refuses
 * `enrolment-product-unknown`, `enrolment-period-wrong`, `enrolment-differs` (the number is known with other
 * content), `enrolment-overlaps`. Premium in fen.
 */
export async function enrol(
  deps: InsuredDeps,
  tx: Executor,
  { actor, personId, enrolling }: { readonly actor: Actor; personId: string; enrolling: Enrolling },
): Promise<Result<store.Enrolment, Refusal>> {
  const product = productFor(deps, enrolling);
  if (!product.ok) return product;
  const period = periodOf(enrolling);
  if (!period.ok) return period;
  const held = await store.readEnrolments(tx, personId);
  const { startsOn } = period.value;
  const years = enrolling.years ?? yearsAfter(held, enrolling, startsOn);
  const chronic = await readStanding(tx, personId, { kind: 'chronic', from: '0000-01-01', until: startsOn });
  const standing = chronic.map((one) => ({
    kind: 'chronic' as const,
    disease: one.disease_code,
    institution: null,
    from: one.starts_on,
    until: one.ends_on,
    isPayable: null,
  }));
  const at = deps.now();
  const area = (await readPersonArea(tx, personId))?.areas[0] ?? deps.areas[0]!;
  const enrolment: store.Enrolment = {
    enrolmentId: deps.ids.next('event', area, at),
    personId,
    insurer: enrolling.insurer,
    product: enrolling.product,
    policyNumber: enrolling.policyNumber,
    version: enrolling.version ?? null,
    health: enrolling.health ?? healthOf(standing, { startsOn, years }),
    years,
    householdYears: enrolling.householdYears ?? null,
    premium: enrolling.premium,
    ...period.value,
    source: enrolling.source ?? 'insurer-list',
    enrolledAt: at,
    enrolledBy: actor.id,
    cancelledAt: null,
  };
  if (!(await store.insertEnrolment(tx, enrolment))) return knownBefore(tx, enrolment);
  await writeEntry(tx, { personId, at, actor, purpose: 'enrolment', subject: enrolment.enrolmentId });
  return ok(enrolment);
}

async function knownBefore(
  tx: Executor,
  enrolment: store.Enrolment,
): Promise<Result<store.Enrolment, Refusal>> {
  const known = await store.readEnrolment(tx, enrolment);
  if (known === null) return refuse('enrolment-overlaps', { field: 'product' });
  const field = (['personId', 'product', 'startsOn', 'endsOn', 'premium', 'version'] as const).find(
    (name) => known[name] !== enrolment[name],
  );
  return field === undefined && known.cancelledAt === null
    ? ok(known)
    : refuse('enrolment-differs', { field: field ?? 'policyNumber' });
}

/**
 * Takes one line of an insurer's list, from an agency of the person's area or the node itself. The insurer
 * learns only whether it was taken. Refuses `not-permitted`, those of `findPerson`,
 * `enrolment-person-unknown` when the name is another's, and those of `enrol`.
 */
export async function takeListLine(
  deps: InsuredDeps,
  actor: Actor,
  line: ListLine,
): Promise<Result<{ readonly enrolmentId: string }, Refusal>> {
  const { name, certificateNumber, ...enrolling } = line;
  const found = await findPerson(deps, actor, certificateNumber);
  if (!found.ok) return found;
  const { personId } = found.value;
  const summary = await personSummary(deps, actor, personId);
  if (!summary.ok || !sameName(summary.value.person.name, name)) {
    return refuse('enrolment-person-unknown', { field: 'name' });
  }
  const done = await deps.db.transaction((tx) => enrol(deps, tx, { actor, personId, enrolling }));
  return done.ok ? ok({ enrolmentId: done.value.enrolmentId }) : done;
}

/** Ends a cover by its number; payments stay. Refuses `enrolment-unknown`, `not-permitted`. */
export async function cancelCover(
  deps: InsuredDeps,
  actor: Actor,
  key: { readonly insurer: string; readonly policyNumber: string },
): Promise<Result<{ readonly enrolmentId: string }, Refusal>> {
  const known = await store.readEnrolment(deps.db, key);
  if (known === null) return refuse('enrolment-unknown', { field: 'policyNumber' });
  const person = await readPersonArea(deps.db, known.personId);
  if (person === null || actor.kind === 'person' || !mayReadPerson(actor, person)) {
    return refuse('not-permitted');
  }
  const at = deps.now();
  const { enrolmentId, personId } = known;
  await deps.db.transaction(async (tx) => {
    if (!(await store.cancelEnrolment(tx, { ...key, at }))) return;
    await writeEntry(tx, { personId, at, actor, purpose: 'enrolment', subject: enrolmentId });
  });
  return ok({ enrolmentId });
}

/** A cover as its holder sees it. */
export type Cover = store.Enrolment & {
  readonly title: string;
  readonly insurerName: string;
  readonly isInForce: boolean;
};

/**
 * What the person holds, newest first: nobody needs to remember a policy. Logged. Refuses `person-unknown`,
 * `not-permitted`.
 */
export async function coversOf(
  deps: InsuredDeps,
  actor: Actor,
  { personId, on }: { readonly personId: string; readonly on: CalendarDate },
): Promise<Result<Cover[], Refusal>> {
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId), 'any');
  if (refused !== null) return refused;
  const held = await store.readEnrolments(deps.db, personId);
  await writeEntry(deps.db, { personId, at: deps.now(), actor, purpose: 'own-record', subject: null });
  return ok(
    held.map((one) => ({
      ...one,
      ...namesOf(deps, one),
      isInForce: one.cancelledAt === null && one.startsOn <= on && on < addDays(one.endsOn, 1),
    })),
  );
}

/** The names that people read; the ids where the library has none. */
export function namesOf(
  deps: InsuredDeps,
  { product, insurer }: Pick<store.Enrolment, 'product' | 'insurer'>,
): { readonly title: string; readonly insurerName: string } {
  const found = deps.commercial?.products.productOf(product);
  if (found === undefined || !found.ok) return { title: product, insurerName: insurer };
  return { title: found.value.title, insurerName: found.value.insurer?.name ?? insurer };
}
