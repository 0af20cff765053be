import { type Executor, statement } from '@zhijie/database';
import type { CredentialBusiness } from '@zhijie/exchange';
import type { Instant } from '@zhijie/kernel';

/** A decoded credential: what its token is bound to, and which call used it up. */
export type StoredCredential = {
  readonly code_digest: string;
  readonly person_id: string;
  readonly insured_area: string;
  readonly expires_at: number;
  readonly decode_id: string | null;
  readonly provider_id: string | null;
  readonly operator_id: string | null;
  readonly business: CredentialBusiness | null;
  readonly token_expires_at: number | null;
  readonly used_by: string | null;
};

const FIELDS = `code_digest, person_id, insured_area, expires_at, decode_id, provider_id, operator_id,
  business, token_expires_at, used_by`;

const areaOfPerson = statement(
  'insured.credential.area',
  `select insured_area from insured.coverage where person_id = $1
   order by (status = 'in-force') desc, insurance_type limit 1`,
);

/** Where the person is insured: the area that a code names so that any place can ask the right node. */
export async function readCodeArea(db: Executor, personId: string): Promise<string | null> {
  return (await db.query<{ insured_area: string }>(areaOfPerson, [personId]))[0]?.insured_area ?? null;
}

const insert = statement(
  'insured.credential.insert',
  `with earlier as (delete from insured.credential where person_id = $2 and decode_id is null)
   insert into insured.credential (code_digest, person_id, insured_area, issued_at, expires_at)
   values ($1, $2, $3, $4, $5)`,
);

/** Keeps a new code; the person's codes that nobody decoded lose their effect. */
export async function insertCode(
  tx: Executor,
  code: {
    readonly digest: string;
    readonly personId: string;
    readonly area: string;
    readonly at: Instant;
    readonly expiresAt: Instant;
  },
): Promise<void> {
  await tx.query(insert, [code.digest, code.personId, code.area, code.at, code.expiresAt]);
}

const decode = statement(
  'insured.credential.decode',
  `update insured.credential set decode_id = $2, provider_id = $3, operator_id = $4, department_id = $5,
     business = $6, decoded_at = $7, token_digest = $8, token_expires_at = $9
   where code_digest = $1 and decode_id is null and expires_at > $7 returning person_id`,
);

export type Decoding = {
  readonly codeDigest: string;
  readonly decodeId: string;
  readonly providerId: string;
  readonly operatorId: string;
  readonly departmentId: string;
  readonly business: CredentialBusiness;
  readonly at: Instant;
  readonly tokenDigest: string;
  readonly tokenExpiresAt: Instant;
};

/** Decodes an unused code that has not expired; its person, or null when there is no such code. */
export async function decodeCode(tx: Executor, decoding: Decoding): Promise<string | null> {
  const { codeDigest, decodeId, providerId, operatorId, departmentId, business } = decoding;
  const { at, tokenDigest, tokenExpiresAt } = decoding;
  const bound = [decodeId, providerId, operatorId, departmentId, business];
  const values = [codeDigest, ...bound, at, tokenDigest, tokenExpiresAt];
  return (await tx.query<{ person_id: string }>(decode, values))[0]?.person_id ?? null;
}

const insertWhole = statement(
  'insured.credential.insert-decoded',
  `insert into insured.credential (code_digest, person_id, insured_area, issued_at, expires_at, decode_id,
     provider_id, operator_id, department_id, business, decoded_at, token_digest, token_expires_at)
   values ($1, $2, $3, $4::bigint, $4::bigint + 1, $5, $6, $7, $8, $9, $4::bigint, $10, $11)`,
);

/** A token without a code before it: nothing that could be scanned. */
export async function insertDecoded(
  tx: Executor,
  made: Decoding & { readonly personId: string; readonly area: string },
): Promise<void> {
  const { codeDigest, personId, area, at, decodeId, providerId, operatorId, departmentId } = made;
  const { business, tokenDigest, tokenExpiresAt } = made;
  const bound = [decodeId, providerId, operatorId, departmentId, business];
  await tx.query(insertWhole, [codeDigest, personId, area, at, ...bound, tokenDigest, tokenExpiresAt]);
}

const byCode = statement(
  'insured.credential.by-code',
  `select ${FIELDS} from insured.credential where code_digest = $1`,
);
const byToken = statement(
  'insured.credential.by-token',
  `select ${FIELDS} from insured.credential where token_digest = $1`,
);

export async function readByCode(db: Executor, digest: string): Promise<StoredCredential | null> {
  return (await db.query<StoredCredential>(byCode, [digest]))[0] ?? null;
}

export async function readByToken(db: Executor, digest: string): Promise<StoredCredential | null> {
  return (await db.query<StoredCredential>(byToken, [digest]))[0] ?? null;
}

const use = statement(
  'insured.credential.use',
  `update insured.credential set used_by = $2, used_at = $3
   where token_digest = $1 and used_by is null and token_expires_at > $3 returning person_id`,
);

/** Uses a token up for one call; false when it was used before or has expired. */
export async function useToken(tx: Executor, digest: string, usedBy: string, at: Instant): Promise<boolean> {
  return (await tx.query(use, [digest, usedBy, at])).length === 1;
}

const switched = statement(
  'insured.credential.switched',
  `select is_active, at from insured.credential_switch where person_id = $1
   order by at desc, entry desc limit 1`,
);
const switchTo = statement(
  'insured.credential.switch',
  'insert into insured.credential_switch (person_id, at, is_active, switched_by) values ($1, $2, $3, $4)',
);
const forget = statement(
  'insured.credential.forget',
  'delete from insured.credential where person_id = $1 and decode_id is null',
);
const endTokens = statement(
  'insured.credential.end-tokens',
  `update insured.credential set token_expires_at = greatest($2, decoded_at + 1)
   where person_id = $1 and used_by is null and token_expires_at > $2`,
);

/** How the code was switched last; null: never. */
export async function readSwitch(
  db: Executor,
  personId: string,
): Promise<{ readonly is_active: boolean; readonly at: number } | null> {
  return (await db.query<{ is_active: boolean; at: number }>(switched, [personId]))[0] ?? null;
}

export async function insertSwitch(
  tx: Executor,
  made: { readonly personId: string; readonly at: Instant; readonly isActive: boolean; readonly by: string },
): Promise<void> {
  await tx.query(switchTo, [made.personId, made.at, made.isActive, made.by]);
}

const endSome = statement(
  'insured.credential.end-some',
  `update insured.credential set token_expires_at = greatest($2, decoded_at + 1)
   where code_digest = any($1) and used_by is null and token_expires_at > $2`,
);

/** Takes effect from these tokens where nobody has used them up. */
export async function endTokensOf(tx: Executor, codeDigests: readonly string[], at: Instant): Promise<void> {
  await tx.query(endSome, [codeDigests, at]);
}

/** Takes effect from shown codes and from tokens that nobody has used up. */
export async function endCredentials(tx: Executor, personId: string, at: Instant): Promise<void> {
  await tx.query(forget, [personId]);
  await tx.query(endTokens, [personId, at]);
}
