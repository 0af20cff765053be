import { type Executor, statement } from '@zhijie/database';
import type { Instant } from '@zhijie/kernel';

export const IDENTITY_CARDS = ['social-card', 'id-card'] as const;
export type IdentityCard = (typeof IDENTITY_CARDS)[number];
export type PaperType = 'image/jpeg' | 'image/png';

/** What the first operator found. */
export type StoredCheck = {
  readonly checkId: string;
  readonly providerId: string;
  readonly visitId: string;
  readonly personId: string;
  readonly card: IdentityCard;
  readonly paperDigest: string;
  readonly paperType: PaperType;
  readonly requestKey: string;
  readonly maker: string;
  readonly makerName: string;
  readonly madeAt: Instant;
};

/** With what the second one found; null before. */
export type IdentityRow = StoredCheck & {
  readonly nameSealed: string;
  readonly certificateSealed: string;
  readonly checker: string | null;
  readonly checkerName: string | null;
  readonly accepted: boolean | null;
  readonly note: string | null;
  readonly decidedAt: Instant | null;
};

const ROWS = `SELECT c.check_id AS "checkId", c.provider_id AS "providerId", c.visit_id AS "visitId",
    c.person_id AS "personId", c.card, c.paper_digest AS "paperDigest", c.paper_type AS "paperType",
    c.request_key AS "requestKey", c.maker, c.maker_name AS "makerName", c.made_at AS "madeAt",
    v.name_sealed AS "nameSealed", v.certificate_sealed AS "certificateSealed", d.checker,
    d.checker_name AS "checkerName", d.accepted, d.note, d.decided_at AS "decidedAt"
  FROM care.identity_check c JOIN care.visit v USING (provider_id, visit_id)
    LEFT JOIN care.identity_decision d USING (check_id)`;

const BY_REQUEST = statement(
  'care-identity-by-request',
  `${ROWS} WHERE c.provider_id = $1 AND c.request_key = $2`,
);
const ONE = statement('care-identity-check', `${ROWS} WHERE c.provider_id = $1 AND c.check_id = $2`);
const LATEST = statement(
  'care-identity-checks',
  `${ROWS} WHERE c.provider_id = $1 AND ($2::text IS NULL OR c.visit_id = $2)
   ORDER BY d.check_id IS NOT NULL, c.made_at DESC, c.check_id LIMIT $3`,
);
const ADD = statement(
  'care-identity-add',
  `WITH made AS (
     INSERT INTO care.identity_check (check_id, provider_id, visit_id, person_id, card, paper_digest,
       paper_type, request_key, maker, maker_name, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (provider_id, request_key) DO NOTHING RETURNING check_id)
   INSERT INTO care.identity_paper (check_id, content_sealed) SELECT check_id, $12 FROM made
   RETURNING check_id`,
);
const DECIDE = statement(
  'care-identity-decide',
  `INSERT INTO care.identity_decision (check_id, maker, checker, checker_name, accepted, note, decided_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (check_id) DO NOTHING RETURNING check_id`,
);
const PAPER = statement(
  'care-identity-paper',
  'SELECT content_sealed AS "contentSealed" FROM care.identity_paper WHERE check_id = $1',
);

type OfProvider = { readonly providerId: string };

export async function checkOfRequest(
  db: Executor,
  { providerId, requestKey }: OfProvider & { readonly requestKey: string },
): Promise<IdentityRow | null> {
  return (await db.query<IdentityRow>(BY_REQUEST, [providerId, requestKey]))[0] ?? null;
}

export async function readCheck(
  db: Executor,
  { providerId, checkId }: OfProvider & { readonly checkId: string },
): Promise<IdentityRow | null> {
  return (await db.query<IdentityRow>(ONE, [providerId, checkId]))[0] ?? null;
}

export function latestChecks(
  db: Executor,
  { providerId, visitId, limit }: OfProvider & { readonly visitId: string | null; readonly limit: number },
): Promise<IdentityRow[]> {
  return db.query<IdentityRow>(LATEST, [providerId, visitId, limit]);
}

/** False: there is one under its request key, also of somebody who was faster in the same moment. */
export async function addCheck(tx: Executor, row: StoredCheck, paperSealed: string): Promise<boolean> {
  const { checkId, providerId, visitId, personId, card, paperDigest, paperType } = row;
  const { requestKey, maker, makerName, madeAt } = row;
  const what = [checkId, providerId, visitId, personId, card, paperDigest, paperType];
  const values = [...what, requestKey, maker, makerName, madeAt, paperSealed];
  return (await tx.query(ADD, values)).length === 1;
}

export type StoredDecision = {
  readonly checkId: string;
  readonly maker: string;
  readonly checker: string;
  readonly checkerName: string;
  readonly accepted: boolean;
  readonly note: string;
  readonly decidedAt: Instant;
};

/** False: somebody has decided already. */
export async function addDecision(tx: Executor, row: StoredDecision): Promise<boolean> {
  const { checkId, maker, checker, checkerName, accepted, note, decidedAt } = row;
  const values = [checkId, maker, checker, checkerName, accepted, note, decidedAt];
  return (await tx.query(DECIDE, values)).length === 1;
}

export async function readPaper(db: Executor, checkId: string): Promise<string | null> {
  const [found] = await db.query<{ contentSealed: string }>(PAPER, [checkId]);
  return found?.contentSealed ?? null;
}
