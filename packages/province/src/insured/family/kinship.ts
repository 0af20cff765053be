import { type Executor, statement } from '@zhijie/database';
import type { Relation } from '@zhijie/exchange';
import { type Refusal, refuse } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { directoryDigest } from '../person/certificate.ts';
import { type FamilyRefusalCode, relationOf } from './words.ts';

const KNOWN = statement(
  'insured.kinship.known',
  'select relation from insured.kinship where person_id = $1 and relative_digest = $2',
);
const ADD = statement(
  'insured.kinship.add',
  `insert into insured.kinship (person_id, relative_digest, relation, known_at)
   select x.person_id, x.relative_digest, x.relation, $2
   from json_to_recordset($1::json) as x(person_id text, relative_digest text, relation text)
   where exists (select from insured.person p where p.person_id = x.person_id)
   on conflict do nothing`,
);

export type KnownKin = {
  readonly personId: string;
  readonly relativeCertificate: string;
  readonly relation: Relation;
};

/** Brings in what the register of households knows; a second run has no effect. */
export async function seedKinships(deps: InsuredDeps, rows: readonly KnownKin[]): Promise<void> {
  const values = rows.map(({ personId, relativeCertificate, relation }) => ({
    person_id: personId,
    relative_digest: directoryDigest(deps.directoryKey, relativeCertificate),
    relation,
  }));
  await deps.db.query(ADD, [JSON.stringify(values), deps.now()]);
}

export type ClaimedKin = {
  readonly donorId: string;
  readonly relativeDigest: string;
  readonly relation: string;
  readonly byCommitment: boolean;
};

/**
 * Why somebody may not be helped as a relative, or null: the relation is on the closed list, and the
 * register either says the same or nothing, then the donor answers for it in writing.
 */
export async function refusalOfKin(
  db: Executor,
  kin: ClaimedKin,
): Promise<Refusal<FamilyRefusalCode> | null> {
  const relation = relationOf(kin.relation);
  if (relation === null) return refuse('not-relative', { field: 'relation' }).refusal;
  const [row] = await db.query<{ relation: Relation }>(KNOWN, [kin.donorId, kin.relativeDigest]);
  if (row === undefined)
    return kin.byCommitment ? null : refuse('relation-unproven', { field: 'byCommitment' }).refusal;
  return row.relation === relation ? null : refuse('not-relative', { field: 'relation' }).refusal;
}
