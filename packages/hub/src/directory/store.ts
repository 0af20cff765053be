import { type Executor, statement } from '@zhijie/database';
import { digestOf } from '@zhijie/evidence';
import type { AnswerOf, RequestOf } from '@zhijie/exchange';
import type { Instant } from '@zhijie/kernel';

type Entry = RequestOf<'directory.register@1'>['entries'][number];
export type Match = AnswerOf<'directory.find@1'>['matches'][number];

const REGISTER = statement(
  'hub-register-entries',
  'SELECT hub.register_entries($1::text[], $2::text[], $3::text[], $4, $5, $6) AS changed',
);
const FIND = statement(
  'hub-directory-find',
  `SELECT person_id AS "personId", insured_area AS "insuredArea" FROM hub.directory
   WHERE digest = $1 ORDER BY insured_area LIMIT 20`,
);

/** Adds or renews entries; of two entries for one digest and area the last one counts. */
export async function registerEntries(
  db: Executor,
  entries: readonly Entry[],
  fact: { subject: string; at: Instant },
): Promise<void> {
  const unique = [...new Map(entries.map((e) => [`${e.digest} ${e.insuredArea}`, e])).values()];
  await db.query(REGISTER, [
    unique.map((e) => e.digest),
    unique.map((e) => e.insuredArea),
    unique.map((e) => e.personId),
    fact.at,
    fact.subject,
    digestOf(unique),
  ]);
}

/** Where the holder of a certificate is insured; more than one place is possible, none is an empty list. */
export async function findEntries(db: Executor, digest: string): Promise<Match[]> {
  return await db.query<Match>(FIND, [digest]);
}
