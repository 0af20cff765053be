import type { Executor } from '@zhijie/database';
import { dateOf, type Instant, ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { type ConsentKey, type ConsentRow, readMatching } from './store.ts';
import type { ConsentPurpose, DataClass, RecipientKind } from './words.ts';

/** A question to consents. `product` is left out where the purpose names none. */
export type WantedConsent = {
  readonly personId: string;
  readonly recipient: { readonly kind: RecipientKind; readonly id: string };
  readonly product?: string | null;
  readonly purpose: ConsentPurpose;
  readonly dataClass: DataClass;
  readonly at: Instant;
};

export type StandingRefusal = Refusal<
  'consent-missing' | 'consent-not-begun' | 'consent-expired' | 'consent-revoked'
>;

/** Why a consent is of no use at an instant; null when it stands. A withdrawal counts from its instant on. */
export function obstacleOf(row: ConsentRow, at: Instant): StandingRefusal['code'] | null {
  if (row.given_at > at) return 'consent-missing';
  if (row.revoked_at !== null && row.revoked_at <= at) return 'consent-revoked';
  const day = dateOf(at);
  if (day < row.starts_on) return 'consent-not-begun';
  return day > row.ends_on ? 'consent-expired' : null;
}

/** The consent among these rows (newest first) under which the class may be given. */
export function standingAmong(
  rows: readonly ConsentRow[],
  dataClass: DataClass,
  at: Instant,
): Result<ConsentRow, StandingRefusal> {
  const field = 'dataClass';
  const of = rows.filter((row) => row.data_classes.includes(dataClass));
  const standing = of.find((row) => obstacleOf(row, at) === null);
  if (standing !== undefined) return ok(standing);
  const why = of
    .map((row) => obstacleOf(row, at))
    .find((each) => each !== null && each !== 'consent-missing');
  return refuse(why ?? 'consent-missing', { field, detail: { dataClass } });
}

const keyOf = ({ personId, recipient, purpose, product }: Omit<WantedConsent, 'dataClass'>): ConsentKey => ({
  personId,
  recipient,
  purpose,
  product: product ?? '',
});

/**
 * Whether a recipient may be given one class of a person's data for one purpose and product at an instant,
 * and by which consent (K-03). Nothing follows from another class, product, purpose or recipient. Refuses
 * `consent-missing`, `consent-not-begun`, `consent-expired`, `consent-revoked` (the newest one that named
 * the class). Inside a transaction that also discloses, call `holdConsents(tx, personId, 'shared')` first.
 */
export async function consentFor(
  executor: Executor,
  wanted: WantedConsent,
): Promise<Result<{ readonly consentId: string; readonly textHash: string }, StandingRefusal>> {
  const rows = await readMatching(executor, keyOf(wanted));
  const found = standingAmong(rows, wanted.dataClass, wanted.at);
  return found.ok ? ok({ consentId: found.value.consent_id, textHash: found.value.text_hash }) : found;
}
