import { type Executor, statement } from '@zhijie/database';
import type { Actor, Instant } from '@zhijie/kernel';

/** Why a person's data were read. The word is stored and shown to the person. */
export type Purpose =
  | 'identify'
  | 'entitlement'
  | 'quote'
  | 'settle'
  | 'reverse'
  | 'outcome'
  | 'details'
  | 'accumulators'
  | 'filing'
  | 'contribution'
  | 'claim'
  | 'leg'
  | 'commercial'
  | 'credit'
  | 'family'
  | 'transfer'
  | 'consent'
  | 'disclosure'
  | 'disclosure-refused'
  | 'delegation'
  | 'enrolment'
  | 'face'
  | 'account'
  | 'own-record';

const insertEntry = statement(
  'insured.access-log.insert',
  `insert into insured.access_log (person_id, at, actor_id, actor_kind, actor_node, purpose, subject)
   values ($1, $2, $3, $4, $5, $6, $7)`,
);

export type Entry = {
  readonly personId: string;
  readonly at: Instant;
  readonly actor: Actor;
  readonly purpose: Purpose;
  readonly subject: string | null;
};

/** Writes one entry; for reads whose statement cannot carry the entry itself. */
export async function writeEntry(tx: Executor, entry: Entry): Promise<void> {
  const { actor } = entry;
  const values = [entry.personId, entry.at, actor.id, actor.kind, actor.node, entry.purpose, entry.subject];
  await tx.query(insertEntry, values);
}

/**
 * SQL that logs each person of the common table `found` in the same statement as the read: parameters
 * `first` … `first + 5` are moment, actor id, actor kind, actor node, purpose, subject.
 */
export function loggedRead(found: string, first: number): string {
  const [at, id, kind, node, purpose, subject] = [0, 1, 2, 3, 4, 5].map((offset) => `$${first + offset}`);
  return `with found as (${found}),
    entry as (
      insert into insured.access_log (person_id, at, actor_id, actor_kind, actor_node, purpose, subject)
      select distinct person_id, ${at}::bigint, ${id}, ${kind}, ${node}, ${purpose}, ${subject} from found
    )
    select * from found`;
}

/** The six parameters of `loggedRead`. */
export const loggedValues = (entry: Omit<Entry, 'personId'>): unknown[] => [
  entry.at,
  entry.actor.id,
  entry.actor.kind,
  entry.actor.node,
  entry.purpose,
  entry.subject,
];

const selectEntries = statement(
  'insured.access-log.select',
  `select l.at, l.entry, l.actor_id, l.actor_kind, l.actor_node, l.purpose, l.subject, d.fields, d.product,
     d.subject as about, d.refusal
   from insured.access_log l left join insured.disclosure d on d.disclosure_id = l.subject
     and l.purpose in ('disclosure', 'disclosure-refused')
   where l.person_id = $1 and (l.at, l.entry) < ($2, $3) order by l.at desc, l.entry desc limit $4`,
);

export type EntryRow = {
  readonly at: number;
  readonly entry: number;
  readonly actor_id: string;
  readonly actor_kind: string;
  readonly actor_node: string;
  readonly purpose: Purpose;
  readonly subject: string | null;
  /** Of a disclosure to a recipient outside: the classes given, or asked for and refused (K-03). */
  readonly fields: readonly string[] | null;
  readonly product: string | null;
  readonly about: string | null;
  readonly refusal: string | null;
};

/** Entries of a person, newest first, before the given key. */
export function readEntries(
  db: Executor,
  personId: string,
  before: { readonly at: number; readonly entry: number },
  limit: number,
): Promise<EntryRow[]> {
  return db.query(selectEntries, [personId, before.at, before.entry, limit]);
}
