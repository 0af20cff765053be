import { type Executor, statement } from '@zhijie/database';
import type { StoredPerson } from '../person/store.ts';
import type { Confirmation, ConsentChannel, ConsentPurpose, DataClass, RecipientKind } from './words.ts';

export type StoredConsent = {
  readonly consent_id: string;
  readonly person_id: string;
  readonly giver_id: string;
  readonly giver_role: 'self' | 'guardian' | 'delegate';
  readonly delegation_id: string | null;
  readonly recipient_kind: RecipientKind;
  readonly recipient_id: string;
  readonly recipient_name: string;
  readonly purpose: ConsentPurpose;
  /** Empty: not of one product. */
  readonly product: string;
  readonly data_classes: readonly DataClass[];
  /** Agreed to one by one. */
  readonly sensitive_classes: readonly DataClass[];
  readonly starts_on: string;
  /** The last day. */
  readonly ends_on: string;
  readonly channel: ConsentChannel;
  readonly text_hash: string;
  readonly confirmed_by: Confirmation;
  readonly confirmation_ref: string | null;
  readonly given_at: number;
};

/** A consent with what became of it. */
export type ConsentRow = StoredConsent & {
  readonly revoked_at: number | null;
  readonly revoked_by: string | null;
};

const insertText = statement(
  'insured.consent.insert-text',
  'insert into insured.consent_text (text_hash, text) values ($1, $2) on conflict do nothing',
);
const insert = statement(
  'insured.consent.insert',
  `insert into insured.consent
   select x.* from json_populate_record(null::insured.consent, $1::json) x`,
);

export async function insertConsent(tx: Executor, row: StoredConsent, text: string): Promise<void> {
  await tx.query(insertText, [row.text_hash, text]);
  await tx.query(insert, [JSON.stringify(row)]);
}

/** Consents `c` with what became of them, in SQL. */
export const CONSENT_ROWS = `select c.*, r.revoked_at, r.revoked_by from insured.consent c
  left join insured.consent_revocation r on r.consent_id = c.consent_id`;

const matching = statement(
  'insured.consent.matching',
  `${CONSENT_ROWS} where c.person_id = $1 and c.recipient_kind = $2 and c.recipient_id = $3 and c.purpose = $4
     and c.product = $5 order by c.given_at desc, c.consent_id desc`,
);

export type ConsentKey = {
  readonly personId: string;
  readonly recipient: { readonly kind: RecipientKind; readonly id: string };
  readonly purpose: ConsentPurpose;
  readonly product: string;
};

/** The consents of one person to one recipient for one purpose and product, the newest first. */
export function readMatching(db: Executor, key: ConsentKey): Promise<ConsentRow[]> {
  const { personId, recipient, purpose, product } = key;
  return db.query<ConsentRow>(matching, [personId, recipient.kind, recipient.id, purpose, product]);
}

const ofPerson = statement(
  'insured.consent.of-person',
  `${CONSENT_ROWS} where c.person_id = $1 and (c.given_at, c.consent_id) < ($2, $3)
   order by c.given_at desc, c.consent_id desc limit $4`,
);

export const readConsents = (
  db: Executor,
  personId: string,
  page: { readonly before: { readonly at: number; readonly consentId: string }; readonly limit: number },
): Promise<ConsentRow[]> =>
  db.query<ConsentRow>(ofPerson, [personId, page.before.at, page.before.consentId, page.limit]);

const one = statement('insured.consent.one', `${CONSENT_ROWS} where c.consent_id = $1`);

export async function readConsent(db: Executor, consentId: string): Promise<ConsentRow | null> {
  return (await db.query<ConsentRow>(one, [consentId]))[0] ?? null;
}

const textOf = statement(
  'insured.consent.text',
  'select text from insured.consent_text where text_hash = $1',
);

export async function readText(db: Executor, textHash: string): Promise<string | null> {
  return (await db.query<{ text: string }>(textOf, [textHash]))[0]?.text ?? null;
}

const revoke = statement(
  'insured.consent.revoke',
  `insert into insured.consent_revocation (consent_id, person_id, revoked_at, revoked_by, channel)
   values ($1, $2, $3, $4, $5) on conflict do nothing returning consent_id`,
);

/** False when it was withdrawn before. */
export async function insertRevocation(
  tx: Executor,
  made: {
    readonly consentId: string;
    readonly personId: string;
    readonly at: number;
    readonly by: string;
    readonly channel: ConsentChannel;
  },
): Promise<boolean> {
  const { consentId, personId, at, by, channel } = made;
  return (await tx.query(revoke, [consentId, personId, at, by, channel])).length > 0;
}

// A withdrawal waits for disclosures under way, and every disclosure after it sees it.
const holdShared = statement(
  'insured.consent.hold-shared',
  `select pg_advisory_xact_lock_shared(hashtextextended('insured.consent/' || $1, 0))`,
);
const holdAlone = statement(
  'insured.consent.hold-alone',
  `select pg_advisory_xact_lock(hashtextextended('insured.consent/' || $1, 0))`,
);

/** Until the transaction ends, no consent of the person is withdrawn (`shared`) or looked at (`alone`). */
export async function holdConsents(tx: Executor, personId: string, how: 'shared' | 'alone'): Promise<void> {
  await tx.query(how === 'shared' ? holdShared : holdAlone, [personId]);
}

export type StoredDisclosure = {
  readonly disclosure_id: string;
  readonly person_id: string;
  readonly at: number;
  readonly recipient_kind: RecipientKind;
  readonly recipient_id: string;
  readonly purpose: ConsentPurpose;
  readonly product: string;
  /** What it is about, e.g. a settlement id. */
  readonly subject: string;
  readonly outcome: 'disclosed' | 'refused';
  readonly refusal: string | null;
  /** Under which consents; none of a refusal. */
  readonly consent_ids: readonly string[];
  /** What was given; of a refusal what was asked for. */
  readonly fields: readonly DataClass[];
  /** SM3 of what was handed over. */
  readonly token_digest: string | null;
};

const disclose = statement(
  'insured.disclosure.insert',
  `insert into insured.disclosure
   select x.* from json_populate_record(null::insured.disclosure, $1::json) x`,
);

export async function insertDisclosure(tx: Executor, row: StoredDisclosure): Promise<void> {
  await tx.query(disclose, [JSON.stringify(row)]);
}

const holder = statement(
  'insured.disclosure.holder',
  `select p.*, coalesce((select a.balance from insured_ledger.account a
     where a.account_id = $1 || p.person_id), 0) as account_balance
   from insured.person p where p.person_id = $2`,
);

/** The person of a disclosure that its caller records. */
export async function readHolder(
  tx: Executor,
  key: { readonly accountPrefix: string; readonly personId: string },
): Promise<StoredPerson & { readonly account_balance: number }> {
  return (
    await tx.query<StoredPerson & { account_balance: number }>(holder, [key.accountPrefix, key.personId])
  )[0]!;
}
