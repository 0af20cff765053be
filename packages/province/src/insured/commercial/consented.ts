/**
 * What a person lets an insurer have for a product's claims, and the record of each time it went out
 * (K-03).
 */
import { toHex } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import { RESULT_CLASSES, type ResultClass } from '@zhijie/exchange';
import type { Instant } from '@zhijie/kernel';
import { recordDisclosure } from '../consent/disclose.ts';
import { consentedClasses, consentFor } from '../consent/standing.ts';
import { holdConsents } from '../consent/store.ts';
import type { InsuredDeps } from '../deps.ts';
import type { Enrolment } from './store.ts';

type Holder = Pick<Enrolment, 'personId' | 'insurer' | 'product'>;

const wanted = ({ personId, insurer, product }: Holder, at: Instant) => ({
  personId,
  recipient: { kind: 'insurer', id: insurer } as const,
  product,
  purpose: 'claim-settlement' as const,
  at,
});

export type ConsentedResult = { readonly classes: readonly ResultClass[]; readonly showsVisit: boolean };

/** Null: not one class of the result. */
export async function consentedResult(
  db: Executor,
  holder: Holder,
  at: Instant,
): Promise<ConsentedResult | null> {
  const dataClasses = [...RESULT_CLASSES, 'settlement'] as const;
  const given = await consentedClasses(db, { ...wanted(holder, at), dataClasses });
  const classes = RESULT_CLASSES.filter((one) => given.includes(one));
  return classes.length === 0 ? null : { classes, showsVisit: given.includes('settlement') };
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

/**
 * Records that the classes go out, in the transaction with which they do; false when one of them was revoked
 * meanwhile: then nothing may go. A revocation waits until the transaction ends.
 */
export async function noteGoingOut(deps: InsuredDeps, tx: Executor, out: GoingOut): Promise<boolean> {
  const { holder, classes, settlementId: subject } = out;
  const { personId, product } = holder;
  await holdConsents(tx, personId, 'shared');
  const at = deps.now();
  const now = await consentedResult(tx, holder, at);
  if (now === null || classes.some((one) => !now.classes.includes(one))) return false;
  if (out.showsVisit && !now.showsVisit) return false;
  const consent = await consentFor(tx, { ...wanted(holder, at), dataClass: classes[0]! });
  if (!consent.ok) return false;
  const { recipient, purpose } = wanted(holder, at);
  await recordDisclosure(deps, tx, {
    recipient,
    personId,
    purpose,
    product,
    subject,
    fields: out.showsVisit ? [...classes, 'settlement'] : classes,
    outcome: {
      outcome: 'disclosed',
      consentIds: [consent.value.consentId],
      tokenDigest: toHex(digestOf(out.content)),
    },
    disclosureId: deps.ids.next('event', out.area, at),
    at,
  });
  return true;
}
