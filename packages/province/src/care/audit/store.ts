import { type Executor, statement } from '@zhijie/database';
import type { Instant } from '@zhijie/kernel';

export type AuditStage = 'before' | 'during';

/** A finding as kept; `excess` in fen, `lines` with the excess of each. */
export type KeptFinding = {
  readonly findingId: string;
  readonly providerId: string;
  readonly visitId: string;
  readonly personId: string;
  readonly stage: AuditStage;
  readonly rule: string;
  readonly severity: string;
  readonly excess: number;
  readonly lines: readonly { readonly lineId: string; readonly excess: number }[];
  readonly evidence: string;
  readonly point: string | null;
};

export type AuditResponse = {
  readonly findingId: string;
  readonly response: 'continued' | 'changed';
  readonly reason: string;
};

const SAVE = statement(
  'care-audit-save',
  `INSERT INTO care.audit_finding (finding_id, provider_id, visit_id, person_id, stage, rule, severity,
     excess, lines, evidence, point, message_id, found_at)
   SELECT f."findingId", f."providerId", f."visitId", f."personId", f.stage, f.rule, f.severity, f.excess,
     f.lines, f.evidence, f.point, $2, $3
   FROM jsonb_to_recordset($1::jsonb) AS f("findingId" text, "providerId" text, "visitId" text,
     "personId" text, stage text, rule text, severity text, excess bigint, lines jsonb, evidence text,
     point text)`,
);
const FIND = statement(
  'care-audit-find',
  `SELECT f.finding_id AS "findingId", f.stage, r.response, r.reason FROM care.audit_finding f
   LEFT JOIN care.audit_response r ON r.finding_id = f.finding_id
   WHERE f.provider_id = $1 AND f.finding_id = ANY($2)`,
);
const RESPOND = statement(
  'care-audit-respond',
  `INSERT INTO care.audit_response (finding_id, response, reason, actor_id, responded_at)
   VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING finding_id`,
);

export async function saveFindings(
  tx: Executor,
  findings: readonly KeptFinding[],
  made: { readonly messageId: string; readonly at: Instant },
): Promise<void> {
  if (findings.length === 0) return;
  await tx.query(SAVE, [JSON.stringify(findings), made.messageId, made.at]);
}

export type AnsweredFinding = {
  readonly findingId: string;
  readonly stage: AuditStage;
  readonly response: AuditResponse['response'] | null;
  readonly reason: string | null;
};

/** The institution's own findings among these ids, with what was answered. */
export function findFindings(
  tx: Executor,
  providerId: string,
  findingIds: readonly string[],
): Promise<AnsweredFinding[]> {
  return tx.query<AnsweredFinding>(FIND, [providerId, [...findingIds]]);
}

/** False when the finding has an answer already. */
export async function saveResponse(
  tx: Executor,
  { findingId, response, reason }: AuditResponse,
  made: { readonly actorId: string; readonly at: Instant },
): Promise<boolean> {
  const rows = await tx.query(RESPOND, [findingId, response, reason, made.actorId, made.at]);
  return rows.length > 0;
}
