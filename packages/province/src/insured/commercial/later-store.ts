import { type Executor, statement } from '@zhijie/database';
import type { Fen, Instant } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { enqueueMessages } from '../message/enqueue.ts';

/** A claim after the counter (K-07). */
export type LaterClaim = {
  readonly claimId: string;
  readonly personId: string;
  readonly settlementId: string;
  readonly product: string;
  readonly state: 'queued' | 'paid' | 'declined' | 'withdrawn';
  readonly attempts: number;
  readonly nextAt: number;
  readonly reasonCode: string | null;
  readonly reasonText: string | null;
  readonly queuedAt: number;
  readonly changedAt: number;
};

const COLUMNS = `claim_id as "claimId", person_id as "personId", settlement_id as "settlementId", product,
  state, attempts, next_at as "nextAt", reason_code as "reasonCode", reason_text as "reasonText",
  queued_at as "queuedAt", changed_at as "changedAt"`;

const queue = statement(
  'insured.commercial.queue-later',
  `insert into insured.commercial_later (claim_id, person_id, settlement_id, product, state, next_at,
     queued_at, changed_at)
   values ($1, $2, $3, $4, 'queued', $5, $5, $5) on conflict do nothing returning claim_id`,
);

/** False when it is queued already. */
export async function queueLater(
  tx: Executor,
  claim: Pick<LaterClaim, 'claimId' | 'personId' | 'settlementId' | 'product'> & { readonly at: Instant },
): Promise<boolean> {
  const { claimId, personId, settlementId, product, at } = claim;
  return (await tx.query(queue, [claimId, personId, settlementId, product, at])).length === 1;
}

const due = statement(
  'insured.commercial.due-later',
  `select ${COLUMNS} from insured.commercial_later where state = 'queued' and next_at <= $1
   order by next_at, claim_id limit 20`,
);
const ofPerson = statement(
  'insured.commercial.later-of-person',
  `select ${COLUMNS} from insured.commercial_later where person_id = $1
   order by queued_at desc, claim_id desc limit 100`,
);
const change = statement(
  'insured.commercial.change-later',
  `update insured.commercial_later set state = $2, attempts = attempts + 1, next_at = $3, reason_code = $4,
     reason_text = $5, changed_at = $6
   where claim_id = $1 and state = 'queued' returning claim_id`,
);

export const readDueLater = (db: Executor, at: number): Promise<LaterClaim[]> =>
  db.query<LaterClaim>(due, [at]);

export const readLaterOf = (db: Executor, personId: string): Promise<LaterClaim[]> =>
  db.query<LaterClaim>(ofPerson, [personId]);

/** False when somebody ended it meanwhile. */
export async function changeLater(
  tx: Executor,
  to: {
    readonly claimId: string;
    readonly state: LaterClaim['state'];
    readonly nextAt: number;
    readonly reason: { readonly code: string; readonly text: string } | null;
    readonly at: number;
  },
): Promise<boolean> {
  const { claimId, state, nextAt, reason, at } = to;
  const values = [claimId, state, nextAt, reason?.code ?? null, reason?.text ?? null, at];
  return (await tx.query(change, values)).length === 1;
}

/** Tells the person how a claim stands, in the caller's transaction (K-07). */
export async function tellLater(
  deps: InsuredDeps,
  tx: Executor,
  told: {
    readonly personId: string;
    readonly claimId: string;
    readonly outcome: 'queued' | 'paid' | 'declined';
    readonly amount: Fen | null;
  },
): Promise<void> {
  const { personId, claimId, outcome, amount } = told;
  const content = { kind: 'insurer-later', outcome, amount } as const;
  await enqueueMessages(deps, tx, [{ personId, subject: `${claimId}.${outcome}`, content }]);
}
