import { type Executor, statement } from '@zhijie/database';
import type { Breach } from '../doctor/invariants.ts';
import { readPremiumBreaches } from '../enrolment/store.ts';

const unproved = statement(
  'insured.doctor.consent-leaves',
  `select kind, subject from (
     select 'insured.consent-given' as kind, consent_id as subject from insured.consent
     union all select 'insured.consent-revoked', consent_id from insured.consent_revocation
     union all select 'insured.disclosure', disclosure_id from insured.disclosure
     union all select 'insured.delegation', delegation_id from insured.delegation
     union all select 'insured.delegation-ended', delegation_id from insured.delegation_end
     union all select 'insured.window-act', act_id from insured.window_act
     union all select 'insured.window-decision', act_id from insured.window_decision
     union all select 'insured.premium', purchase_id from insured.premium_purchase
     union all select 'insured.premium-returned', purchase_id from insured.premium_return) x
   where not exists (select 1 from evidence.journal j where j.kind = x.kind and j.subject = x.subject)
   order by 1, 2 limit 100`,
);

// Every class that went out stood, at that instant, in one of the consents that the row names.
const unconsented = statement(
  'insured.doctor.unconsented',
  `select d.disclosure_id, f.field from insured.disclosure d, unnest(d.fields) as f(field)
   where d.outcome = 'disclosed' and not exists (select 1 from insured.consent c
     left join insured.consent_revocation r on r.consent_id = c.consent_id
     where c.person_id = d.person_id and c.recipient_kind = d.recipient_kind
       and c.recipient_id = d.recipient_id and c.purpose = d.purpose and c.product = d.product
       and f.field = any(c.data_classes) and c.given_at <= d.at
       and (r.revoked_at is null or r.revoked_at > d.at))
   order by 1, 2 limit 100`,
);
const alone = statement(
  'insured.doctor.window-alone',
  `select a.act_id from insured.window_act a join insured.window_decision w on w.act_id = a.act_id
   where w.checker = a.maker order by 1 limit 100`,
);

/**
 * Nothing went out without a consent that stood then (K-03); paper was certified by two persons; premiums,
 * their returns and covers agree; each of these facts is a leaf of the journal.
 */
export async function consentInvariants(db: Executor): Promise<Breach[]> {
  const leafless = await db.query<{ kind: string; subject: string }>(unproved, []);
  const given = await db.query<{ disclosure_id: string; field: string }>(unconsented, []);
  const single = await db.query<{ act_id: string }>(alone, []);
  const premiums = await readPremiumBreaches(db);
  return [
    ...leafless.map((row) => ({
      invariant: 'consents-and-delegations-have-leaves',
      subject: row.subject,
      detail: `The journal has no leaf ${row.kind} for it.`,
    })),
    ...given.map((row) => ({
      invariant: 'disclosures-rest-on-consents',
      subject: row.disclosure_id,
      detail: `The class ${row.field} went out without a consent that stood.`,
    })),
    ...single.map((row) => ({
      invariant: 'paper-is-certified-by-two',
      subject: row.act_id,
      detail: 'One person compared and confirmed.',
    })),
    ...premiums.unposted.map((subject) => ({
      invariant: 'premiums-agree-with-covers',
      subject,
      detail: 'The transfers, the return and the cover of the purchase do not agree.',
    })),
    ...premiums.orphaned.map((subject) => ({
      invariant: 'premiums-belong-to-purchases',
      subject,
      detail: 'The transfer refers to no purchase.',
    })),
  ];
}
