import { type Executor, statement } from '@zhijie/database';

export type PolicyVersion = { readonly hash: string; readonly document: string };

const insert = statement(
  'insured.policy-version.insert',
  `insert into insured.policy_version (hash, document, first_used_at) values ($1, $2, $3)
   on conflict do nothing`,
);

/** The same content has the same hash, so a second writer has nothing to add. */
export async function insertVersion(db: Executor, version: PolicyVersion, at: number): Promise<void> {
  await db.query(insert, [version.hash, version.document, at]);
}

const some = statement(
  'insured.policy-version.some',
  'select hash, document from insured.policy_version where hash = any($1::text[])',
);

export const readVersions = (db: Executor, hashes: readonly string[]): Promise<PolicyVersion[]> =>
  db.query(some, [hashes]);
