/**
 * What a person lets an insurer have for a product's claims, and the record of each time it went out
 * (K-03).
 */
import { toHex } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import { RESULT_CLASSES, type ResultClass } from '@zhijie/exchange';
import type { Instant } from '@zhijie/kernel';
import { type MadeDisclosure, recordDisclosure } from '../consent/disclose.ts';
import { standingAmong } from '../consent/standing.ts';
import { type ConsentRow, holdConsents, readMatching } from '../consent/store.ts';
import type { DataClass } from '../consent/words.ts';
import type { InsuredDeps } from '../deps.ts';
import type { Enrolment } from './store.ts';

type Holder = Pick<Enrolment, 'personId' | 'insurer' | 'product'>;

const PURPOSE = 'claim-settlement';

export type ConsentedResult = { readonly classes: readonly ResultClass[]; readonly showsVisit: boolean };

/** Of the consents to a holder's insurer; null: not one class of the result. */
export function consentedAmong(rows: readonly ConsentRow[], at: Instant): ConsentedResult | null {
  const isGiven = (one: DataClass): boolean => standingAmong(rows, one, at).ok;
  const classes = RESULT_CLASSES.filter(isGiven);
  return classes.length === 0 ? null : { classes, showsVisit: isGiven('settlement') };
}

const readGiven = (db: Executor, holder: Holder): Promise<ConsentRow[]> => {
  const { personId, product, insurer } = holder;
  const recipient = { kind: 'insurer', id: insurer } as const;
  return readMatching(db, { personId, recipient, purpose: PURPOSE, product });
};

/** Null: not one class of the result. */
export async function consentedResult(
  db: Executor,
  holder: Holder,
  at: Instant,
): Promise<ConsentedResult | null> {
  return consentedAmong(await readGiven(db, holder), at);
}

export type GoingOut = {
  readonly holder: Holder;
  readonly area: string;
  readonly settlementId: string;
  /** At least one. */
  readonly classes: readonly ResultClass[];
  readonly showsVisit: boolean;
  readonly content: object;
};

/** The disclosure of what goes out under these consents; null when one of the classes may not. */
export function disclosureAmong(
  deps: InsuredDeps,
  rows: readonly ConsentRow[],
  out: GoingOut,
  at: Instant,
): MadeDisclosure | null {
  const { holder, classes, settlementId: subject } = out;
  const now = consentedAmong(rows, at);
  if (now === null || classes.some((one) => !now.classes.includes(one))) return null;
  if (out.showsVisit && !now.showsVisit) return null;
  const consent = standingAmong(rows, classes[0]!, at);
  if (!consent.ok) return null;
  const { personId, product, insurer } = holder;
  return {
    recipient: { kind: 'insurer', id: insurer },
    personId,
    purpose: PURPOSE,
    product,
    subject,
    fields: out.showsVisit ? [...classes, 'settlement'] : classes,
    outcome: {
      outcome: 'disclosed',
      consentIds: [consent.value.consent_id],
      tokenDigest: toHex(digestOf(out.content)),
    },
    disclosureId: deps.ids.next('event', out.area, at),
    at,
  };
}

/**
 * Records that the classes go out, in the transaction with which they do; false when one of them was revoked
 * meanwhile: then nothing may go. A revocation waits until the transaction ends.
 */
export async function noteGoingOut(deps: InsuredDeps, tx: Executor, out: GoingOut): Promise<boolean> {
  await holdConsents(tx, out.holder.personId, 'shared');
  const made = disclosureAmong(deps, await readGiven(tx, out.holder), out, deps.now());
  if (made === null) return false;
  await recordDisclosure(deps, tx, made);
  return true;
}
