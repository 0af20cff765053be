import { decryptField, encryptField } from '@zhijie/crypto';
import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { type Actor, canonicalJson, fen, type Instant, type InsuranceType } from '@zhijie/kernel';
import type { InsuredDeps } from '../deps.ts';
import { enqueueMessage } from '../message/enqueue.ts';
import type { ClaimCase } from './case.ts';
import type { OtherCare } from './review.ts';
import type { ClaimState, PaperKind, StepKind } from './words.ts';

type Keys = Pick<InsuredDeps, 'fieldKeys'>;

export type StoredClaim = {
  readonly claimId: string;
  readonly personId: string;
  readonly insuredArea: string;
  readonly insuranceType: InsuranceType;
  readonly packetId: string | null;
  readonly state: ClaimState;
  readonly revision: number;
  readonly openedAt: Instant;
  readonly receivedAt: Instant | null;
  readonly dueOn: string | null;
  readonly proposedBy: string | null;
  /** What the first reviewer saw that the funds would pay, fen; null: proposed to pay nothing. */
  readonly proposedFunds: number | null;
};

const COLUMNS = `claim_id as "claimId", person_id as "personId", insured_area as "insuredArea",
  insurance_type as "insuranceType", packet_id as "packetId", state, revision, opened_at as "openedAt",
  received_at as "receivedAt", due_on as "dueOn", proposed_by as "proposedBy",
  proposed_funds as "proposedFunds"`;

export const sealCase = ({ fieldKeys }: Keys, claim: ClaimCase): string =>
  encryptField(fieldKeys[0]!, canonicalJson(claim));

const insert = statement(
  'insured.claim.insert',
  `insert into insured.claim (claim_id, person_id, insured_area, insurance_type, packet_id, state, revision,
     opened_at, case_sealed) values ($1, $2, $3, $4, $5, 'gathering', 1, $6, $7)
   on conflict do nothing returning claim_id`,
);

/** False when there is already a claim of the packet. */
export async function insertClaim(
  tx: Executor,
  claim: Pick<
    StoredClaim,
    'claimId' | 'personId' | 'insuredArea' | 'insuranceType' | 'packetId' | 'openedAt'
  >,
  sealed: string,
): Promise<boolean> {
  const { claimId, personId, insuredArea, insuranceType, packetId, openedAt } = claim;
  const values = [claimId, personId, insuredArea, insuranceType, packetId, openedAt, sealed];
  return (await tx.query(insert, values)).length > 0;
}

const one = statement(
  'insured.claim.one',
  `select ${COLUMNS}, case_sealed as sealed from insured.claim where claim_id = $1`,
);
const locked = statement(
  'insured.claim.locked',
  `select ${COLUMNS}, case_sealed as sealed from insured.claim where claim_id = $1 for no key update`,
);

export type OpenedClaim = { readonly claim: StoredClaim; readonly case: ClaimCase };

async function read(
  deps: Keys,
  db: Executor,
  { claimId, isLocked }: { claimId: string; isLocked: boolean },
): Promise<OpenedClaim | null> {
  const query = isLocked ? locked : one;
  const [row] = await db.query<StoredClaim & { sealed: string }>(query, [claimId]);
  if (row === undefined) return null;
  const { sealed, ...claim } = row;
  return { claim, case: JSON.parse(decryptField(deps.fieldKeys, sealed)) as ClaimCase };
}

export const readClaim = (deps: Keys, db: Executor, claimId: string): Promise<OpenedClaim | null> =>
  read(deps, db, { claimId, isLocked: false });
/** The claim, locked until the transaction ends: steps of one claim follow each other. */
export const lockClaim = (deps: Keys, tx: Executor, claimId: string): Promise<OpenedClaim | null> =>
  read(deps, tx, { claimId, isLocked: true });

const update = statement(
  'insured.claim.update',
  `update insured.claim set state = $2, revision = revision + 1, received_at = $3, due_on = $4,
     proposed_by = $5, proposed_funds = $6, case_sealed = $7 where claim_id = $1`,
);
const insertStep = statement(
  'insured.claim.step',
  `insert into insured.claim_step (claim_id, step, kind, actor_id, actor_kind, at, funds, note)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

export type Step = {
  readonly kind: StepKind;
  readonly actor: Actor;
  readonly at: Instant;
  readonly funds?: number | null;
  /** For people: what was changed or why. No personal data. */
  readonly note?: string | null;
};

/** Adds a step to the history, with its leaf in the journal. */
export async function addStep(
  tx: Executor,
  { claimId, step }: { readonly claimId: string; readonly step: number },
  { kind, actor, at, funds = null, note = null }: Step,
): Promise<void> {
  const row = { claimId, step, kind, actorId: actor.id, actorKind: actor.kind, at, funds, note };
  await tx.query(insertStep, Object.values(row));
  const digest = digestOf(row);
  await appendToJournal(tx, { kind: 'insured.claim-step', subject: `${claimId}/${step}`, digest });
}

/** Steps that the person is told of (MS1). */
const TOLD = { approved: 'approved', refused: 'refused', paid: 'paid' } as const;
const isTold = (kind: StepKind): kind is keyof typeof TOLD => Object.hasOwn(TOLD, kind);

/** Takes a locked claim one step further; the caller has judged whether it may. */
export async function advance(
  deps: Keys & Pick<InsuredDeps, 'lookupKey' | 'now'>,
  tx: Executor,
  { claim, case: content }: OpenedClaim,
  step: Step,
): Promise<void> {
  const { claimId, state, revision, receivedAt, dueOn, proposedBy, proposedFunds } = claim;
  await tx.query(update, [
    claimId,
    state,
    receivedAt,
    dueOn,
    proposedBy,
    proposedFunds,
    sealCase(deps, content),
  ]);
  await addStep(tx, { claimId, step: revision + 1 }, step);
  const { kind, funds = null } = step;
  if (!isTold(kind)) return;
  const amount = funds === null ? null : fen(funds);
  const subject = `${claimId}/${revision + 1}`;
  const told = { kind: 'claim-decided', outcome: TOLD[kind], amount } as const;
  await enqueueMessage(deps, tx, { personId: claim.personId, subject, content: told });
}

const page = statement(
  'insured.claim.page',
  `select ${COLUMNS} from insured.claim
   where insured_area = any($1::text[]) and state = any($2::text[]) and (opened_at, claim_id) > ($3, $4)
   order by opened_at, claim_id limit $5`,
);
const ofPerson = statement(
  'insured.claim.of-person',
  `select ${COLUMNS} from insured.claim where person_id = $1 order by opened_at desc, claim_id limit 100`,
);

export type ClaimPage = {
  readonly areas: readonly string[];
  readonly states: readonly ClaimState[];
  readonly after: readonly [at: number, id: string] | null;
  readonly limit: number;
};

/** Claims of areas, first opened first. */
export const readClaims = (
  db: Executor,
  { areas, states, after, limit }: ClaimPage,
): Promise<StoredClaim[]> => db.query(page, [areas, states, after?.[0] ?? 0, after?.[1] ?? '', limit]);
export const readClaimsOf = (db: Executor, personId: string): Promise<StoredClaim[]> =>
  db.query(ofPerson, [personId]);

const steps = statement(
  'insured.claim.steps',
  `select step, kind, actor_id as "actorId", actor_kind as "actorKind", at, funds, note
   from insured.claim_step where claim_id = $1 order by step`,
);
export type StoredStep = {
  readonly step: number;
  readonly kind: StepKind;
  readonly actorId: string;
  readonly actorKind: string;
  readonly at: number;
  readonly funds: number | null;
  readonly note: string | null;
};
export const readSteps = (db: Executor, claimId: string): Promise<StoredStep[]> => db.query(steps, [claimId]);

const others = statement(
  'insured.claim.other-care',
  `select provider_id as "providerId", provider_name as "providerName", admitted_on as "admittedOn",
     discharged_on as "dischargedOn", fee_total as "feeTotal", care_type = any($5::text[]) as "isStay",
     settlement_id ~ '^C[0-9]{12}' as "isClaim"
   from insured.settlement where person_id = $1 and state = 'settled' and settlement_id <> $2
     and admitted_on <= $4 and discharged_on >= $3 order by settled_at limit 50`,
);

/** What else is settled for the person in these days. */
export const readOtherCare = (
  db: Executor,
  key: { personId: string; claimId: string; from: string; to: string },
  stays: readonly string[],
): Promise<OtherCare[]> => db.query(others, [key.personId, key.claimId, key.from, key.to, stays]);

const insertPayment = statement(
  'insured.claim.payment',
  `insert into insured.claim_payment (claim_id, way, amount, bank, serial, paid_on, recorded_by, recorded_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (bank, serial) do nothing returning claim_id`,
);

export type Payment = {
  readonly way: 'paid' | 'returned';
  readonly amount: number;
  readonly bank: string;
  readonly serial: string;
  readonly paidOn: string;
};

/** False when the bank's serial is another payment's. */
export async function insertClaimPayment(
  tx: Executor,
  claimId: string,
  payment: Payment & { readonly by: string; readonly at: Instant },
): Promise<boolean> {
  const { way, amount, bank, serial, paidOn, by, at } = payment;
  const values = [claimId, way, amount, bank, serial, paidOn, by, at];
  return (await tx.query(insertPayment, values)).length > 0;
}

const payments = statement(
  'insured.claim.payments',
  `select way, amount, bank, serial, paid_on as "paidOn" from insured.claim_payment where claim_id = $1
   order by recorded_at`,
);
export const readPayments = (db: Executor, claimId: string): Promise<Payment[]> =>
  db.query(payments, [claimId]);

const papers = statement(
  'insured.claim.papers',
  `select paper_id as "paperId", kind, name, bytes, reading, refusal, added_at as "addedAt"
   from insured.claim_paper where claim_id = $1 order by added_at, paper_id`,
);
export type StoredPaper = {
  readonly paperId: string;
  readonly kind: PaperKind;
  readonly name: string;
  readonly bytes: number;
  readonly reading: 'waiting' | 'reading' | 'done' | 'failed' | 'kept';
  readonly refusal: string | null;
  readonly addedAt: number;
};
export const readPapers = (db: Executor, claimId: string): Promise<StoredPaper[]> =>
  db.query(papers, [claimId]);

const coverages = statement(
  'insured.claim.coverages',
  `select insurance_type as "insuranceType", insured_area as "insuredArea", status from insured.coverage
   where person_id = $1 order by insurance_type`,
);
export const readCoverages = (
  db: Executor,
  personId: string,
): Promise<{ insuranceType: InsuranceType; insuredArea: string; status: string }[]> =>
  db.query(coverages, [personId]);
