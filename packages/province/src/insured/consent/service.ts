/** Giving, withdrawing and showing consents (K-03). */
import type { Executor } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import {
  type Actor,
  addDays,
  addMonths,
  type CalendarDate,
  dateOf,
  type Instant,
  ok,
  type Refusal,
  type Result,
  refuse,
  speaksForPerson,
} from '@zhijie/kernel';
import { writeEntry } from '../access-log/store.ts';
import type { InsuredDeps } from '../deps.ts';
import { endFace } from '../face/end.ts';
import { refusalToRead } from '../person/permissions.ts';
import { readPersonArea } from '../person/store.ts';
import { durably } from '../transaction.ts';
import { type Giver, giverOf, isChild } from './giver.ts';
import { obstacleOf, standingAmong } from './standing.ts';
import * as store from './store.ts';
import { type ConsentTerms, consentText, consentTextHash } from './text.ts';
import {
  type Confirmation,
  type ConsentChannel,
  type ConsentPurpose,
  type DataClass,
  PURPOSE_NEEDS,
  type RecipientKind,
  SENSITIVE_CLASSES,
} from './words.ts';

/** The longest consent, months; our own choice: no rule found says how long. */
const LONGEST_MONTHS = 60;
const USUAL_MONTHS = 12;

/** What somebody is asked to agree to. */
export type ConsentRequest = {
  readonly personId: string;
  readonly recipient: { readonly kind: RecipientKind; readonly id: string; readonly name: string };
  readonly purpose: ConsentPurpose;
  readonly product?: string | null | undefined;
  readonly dataClasses: readonly DataClass[];
  readonly startsOn?: CalendarDate | undefined;
  /** The last day; a year from the first unless given. */
  readonly endsOn?: CalendarDate | undefined;
};

export type ConsentForm = {
  readonly text: string;
  readonly textHash: string;
  readonly dataClasses: readonly DataClass[];
  /** To be agreed to one by one. */
  readonly sensitiveClasses: readonly DataClass[];
  readonly startsOn: string;
  readonly endsOn: string;
};

type Prepared = { readonly form: ConsentForm; readonly terms: ConsentTerms };

/** Purpose, recipient, classes and period against the closed table. */
function prepare(
  request: ConsentRequest,
  { isForChild, today }: { readonly isForChild: boolean; readonly today: CalendarDate },
): Result<Prepared, Refusal> {
  const { recipient, purpose, dataClasses, startsOn = today } = request;
  const product = request.product ?? '';
  const need = PURPOSE_NEEDS[purpose];
  if (!need.recipients.includes(recipient.kind)) {
    return refuse('consent-recipient-differs', { field: 'recipientKind' });
  }
  if (need.isOfProduct && product === '') return refuse('consent-product-missing', { field: 'product' });
  const needless = dataClasses.find((each) => !need.classes.includes(each));
  if (needless !== undefined || dataClasses.length === 0) {
    const detail = { dataClass: needless ?? '' };
    return refuse('consent-class-not-needed', { field: 'dataClasses', detail });
  }
  const endsOn = request.endsOn ?? addDays(addMonths(startsOn, USUAL_MONTHS), -1);
  if (startsOn < today || endsOn < startsOn || endsOn > addMonths(startsOn, LONGEST_MONTHS)) {
    return refuse('consent-period', { field: 'endsOn' });
  }
  const classes = need.classes.filter((each) => dataClasses.includes(each));
  const sensitiveClasses = classes.filter((each) => isForChild || SENSITIVE_CLASSES.includes(each));
  const period = { startsOn, endsOn, dataClasses: classes, sensitiveClasses };
  const terms: ConsentTerms = {
    ...period,
    recipientKind: recipient.kind,
    recipientId: recipient.id,
    recipientName: recipient.name,
    purpose,
    product,
    isForChild,
  };
  const text = consentText(terms);
  return ok({ terms, form: { text, textHash: consentTextHash(text), ...period } });
}

/**
 * The text that would be agreed to, and its hash. Nothing is kept. Refuses `person-unknown`, `not-permitted`,
 * `guardian-needed`, `consent-recipient-differs`, `consent-product-missing`, `consent-class-not-needed`,
 * `consent-period`.
 */
export async function consentForm(
  deps: InsuredDeps,
  actor: Actor,
  request: ConsentRequest,
): Promise<Result<ConsentForm, Refusal>> {
  const today = dateOf(deps.now());
  const isForChild = await isChild(deps.db, request.personId, today);
  if (isForChild === null) return refuse('person-unknown');
  const giver = giverOf(actor, request.personId, isForChild);
  if (!giver.ok) return giver;
  const prepared = prepare(request, { isForChild, today });
  return prepared.ok ? ok(prepared.value.form) : prepared;
}

/** How somebody agreed: the hash of the text read, each sensitive class ticked by itself. */
export type Agreement = {
  readonly textHash: string;
  readonly separately: readonly DataClass[];
  readonly channel: ConsentChannel;
};

/**
 * Gives a consent. Refuses what `consentForm` does, then `consent-text-differs` (the text shown is not the
 * one of this request), `separate-consent-missing` (a sensitive class was not ticked), `consent-exists`.
 */
export function giveConsent(
  deps: InsuredDeps,
  actor: Actor,
  given: ConsentRequest & Agreement,
): Promise<Result<{ readonly consentId: string }, Refusal>> {
  return durably(deps, 'consent', async (tx): Promise<Result<{ consentId: string }, Refusal>> => {
    const isForChild = await isChild(tx, given.personId, dateOf(deps.now()));
    if (isForChild === null) return refuse('person-unknown');
    const giver = giverOf(actor, given.personId, isForChild);
    if (!giver.ok) return giver;
    const how = { giver: giver.value, isForChild, confirmedBy: 'signed-in', reference: null } as const;
    return giveIn(deps, tx, { actor, given, how });
  });
}

/** Keeps a consent in the caller's transaction: of somebody signed in, or on paper before two of staff. */
export async function giveIn(
  deps: InsuredDeps,
  tx: Executor,
  work: {
    readonly actor: Actor;
    readonly given: ConsentRequest & Agreement;
    readonly how: {
      readonly giver: Giver;
      readonly isForChild: boolean;
      readonly confirmedBy: Confirmation;
      readonly reference: string | null;
    };
  },
): Promise<Result<{ readonly consentId: string }, Refusal>> {
  const { actor, given, how } = work;
  const { personId } = given;
  await store.holdConsents(tx, personId, 'alone');
  const at = deps.now();
  const prepared = prepare(given, { isForChild: how.isForChild, today: dateOf(at) });
  if (!prepared.ok) return prepared;
  const { form, terms } = prepared.value;
  if (form.textHash !== given.textHash) return refuse('consent-text-differs', { field: 'textHash' });
  const unticked = form.sensitiveClasses.find((each) => !given.separately.includes(each));
  if (unticked !== undefined) {
    return refuse('separate-consent-missing', { field: 'separately', detail: { dataClass: unticked } });
  }
  const known = await store.readMatching(tx, { ...given, product: terms.product });
  if (isThereAlready(known, { form, at })) return refuse('consent-exists', { field: 'dataClasses' });
  const row = await rowOf(deps, tx, { work, prepared: prepared.value, at });
  await store.insertConsent(tx, row, form.text);
  await appendToJournal(tx, {
    kind: 'insured.consent-given',
    subject: row.consent_id,
    digest: digestOf(row),
  });
  await writeEntry(tx, { personId, at, actor, purpose: 'consent', subject: row.consent_id });
  return ok({ consentId: row.consent_id });
}

const isThereAlready = (
  known: readonly store.ConsentRow[],
  { form, at }: { readonly form: ConsentForm; readonly at: Instant },
): boolean =>
  form.dataClasses.every((each) => {
    const standing = standingAmong(known, each, at);
    return standing.ok && standing.value.ends_on >= form.endsOn;
  });

async function rowOf(
  deps: InsuredDeps,
  tx: Executor,
  made: {
    readonly work: Parameters<typeof giveIn>[2];
    readonly prepared: Prepared;
    readonly at: Instant;
  },
): Promise<store.StoredConsent> {
  const { work, prepared, at } = made;
  const { form, terms } = prepared;
  const { given, how } = work;
  const person = await readPersonArea(tx, given.personId);
  const area = person?.areas[0] ?? deps.areas[0] ?? `${deps.node}0000`;
  return {
    consent_id: deps.ids.next('event', area, at),
    person_id: given.personId,
    ...how.giver,
    recipient_kind: terms.recipientKind,
    recipient_id: terms.recipientId,
    recipient_name: terms.recipientName,
    purpose: terms.purpose,
    product: terms.product,
    data_classes: form.dataClasses,
    sensitive_classes: form.sensitiveClasses,
    starts_on: form.startsOn,
    ends_on: form.endsOn,
    channel: given.channel,
    text_hash: form.textHash,
    confirmed_by: how.confirmedBy,
    confirmation_ref: how.reference,
    given_at: at,
  };
}

/**
 * Withdraws a consent: one call, effective at its instant (Law article 15: as easily as given). Withdrawing
 * again has no effect. Refuses `consent-unknown`, `not-permitted`.
 */
export function revokeConsent(
  deps: InsuredDeps,
  actor: Actor,
  request: { readonly consentId: string; readonly channel: ConsentChannel },
): Promise<Result<{ readonly consentId: string; readonly revokedAt: Instant }, Refusal>> {
  type Revoked = Result<{ consentId: string; revokedAt: Instant }, Refusal>;
  return durably(deps, 'consent', async (tx): Promise<Revoked> => {
    const { consentId, channel } = request;
    const known = await store.readConsent(tx, consentId);
    if (known === null) return refuse('consent-unknown', { field: 'consentId' });
    const personId = known.person_id;
    const isGuardian = actor.actsFor?.personId === personId && actor.actsFor.isGuardian;
    if (!speaksForPerson(actor, personId, 'consents') && !isGuardian) return refuse('not-permitted');
    await store.holdConsents(tx, personId, 'alone');
    const at = deps.now();
    const isNew = await store.insertRevocation(tx, { consentId, personId, at, by: actor.id, channel });
    if (!isNew) {
      const { revoked_at } = (await store.readConsent(tx, consentId))!;
      return ok({ consentId, revokedAt: revoked_at as Instant });
    }
    // What stands under it is deleted with it, in the same transaction.
    await endFace(deps, tx, { personId, consentId, at, by: actor.id, reason: 'revoked' });
    const fact = { consentId, personId, at, by: actor.id, channel };
    await appendToJournal(tx, {
      kind: 'insured.consent-revoked',
      subject: consentId,
      digest: digestOf(fact),
    });
    await writeEntry(tx, { personId, at, actor, purpose: 'consent', subject: consentId });
    return ok({ consentId, revokedAt: at });
  });
}

/** `standing`, or why not. */
export type ConsentState = 'standing' | 'not-begun' | 'expired' | 'revoked';

export type ConsentLine = store.ConsentRow & { readonly state: ConsentState };

const NEWEST = { at: Number.MAX_SAFE_INTEGER, consentId: '' };

function consentStateOf(row: store.ConsentRow, at: Instant): ConsentState {
  const obstacle = obstacleOf(row, at);
  if (obstacle === null) return 'standing';
  return obstacle === 'consent-missing' ? 'not-begun' : (obstacle.slice('consent-'.length) as ConsentState);
}

/**
 * The consents of a person, the newest first, 1 … 100 a page; logged. Refuses `person-unknown`,
 * `not-permitted`.
 */
export async function consentsOf(
  deps: InsuredDeps,
  actor: Actor,
  query: {
    readonly personId: string;
    readonly before?: { readonly at: number; readonly consentId: string } | undefined;
    readonly limit?: number;
  },
): Promise<Result<readonly ConsentLine[], Refusal>> {
  const { personId, before = NEWEST } = query;
  const refused = refusalToRead(actor, await readPersonArea(deps.db, personId), 'consents');
  if (refused !== null) return refused;
  const at = deps.now();
  return deps.db.transaction(async (tx) => {
    const rows = await store.readConsents(tx, personId, { before, limit: Math.min(query.limit ?? 20, 100) });
    await writeEntry(tx, { personId, at, actor, purpose: 'own-record', subject: null });
    return ok(rows.map((row) => ({ ...row, state: consentStateOf(row, at) })));
  });
}

/** The text of a consent as it was read; checked against its hash. Refuses as `revokeConsent` does. */
export async function consentTextOf(
  deps: InsuredDeps,
  actor: Actor,
  consentId: string,
): Promise<Result<{ readonly text: string; readonly textHash: string }, Refusal>> {
  const known = await store.readConsent(deps.db, consentId);
  if (known === null) return refuse('consent-unknown', { field: 'consentId' });
  const person = await readPersonArea(deps.db, known.person_id);
  const refused = refusalToRead(actor, person, 'consents');
  if (refused !== null) return refused;
  const text = await store.readText(deps.db, known.text_hash);
  return text === null ? refuse('consent-unknown') : ok({ text, textHash: known.text_hash });
}
