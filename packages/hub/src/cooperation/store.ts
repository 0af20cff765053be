import { type Executor, statement } from '@zhijie/database';
import { appendToJournal, digestOf } from '@zhijie/evidence';
import { assert, type Instant } from '@zhijie/kernel';
import { type Ticket, type TicketStep, takeStep } from './ticket.ts';

export type StoredStep = {
  readonly ticketId: string;
  readonly version: number;
  readonly stepId: string;
  readonly province: string;
  readonly actorId: string;
  readonly at: Instant;
  readonly step: TicketStep;
};

/** A ticket after its steps; version: how many there are. */
export type TicketState = {
  readonly ticketId: string;
  readonly version: number;
  readonly ticket: Ticket;
  readonly steps: readonly StoredStep[];
};

const STEP = `ticket_id AS "ticketId", version, step_id AS "stepId", province, actor_id AS "actorId", at,
  step`;
const STEPS = statement(
  'hub-ticket-steps',
  `SELECT ${STEP} FROM hub.ticket_step WHERE ticket_id = ANY ($1) ORDER BY ticket_id, version`,
);
const BY_STEP = statement('hub-ticket-step', `SELECT ${STEP} FROM hub.ticket_step WHERE step_id = $1`);
const OPEN = statement(
  'hub-ticket-open',
  'INSERT INTO hub.ticket (ticket_id, from_province, to_province, opened_at) VALUES ($1, $2, $3, $4)',
);
const ADD = statement(
  'hub-ticket-add-step',
  `INSERT INTO hub.ticket_step (ticket_id, version, step_id, province, actor_id, at, step)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);
// Co-operating bodies see the ticket too; an empty province is the nation, which sees all.
const LIST = statement(
  'hub-tickets',
  `SELECT ticket_id AS "ticketId" FROM hub.ticket t
   WHERE ticket_id > $2 AND ($1 = '' OR from_province = $1 OR to_province = $1 OR EXISTS (
     SELECT FROM hub.ticket_step s WHERE s.ticket_id = t.ticket_id AND s.step->>'kind' = 'cooperate'
       AND s.step->'provinces' @> to_jsonb($1)))
   ORDER BY ticket_id LIMIT $3`,
);
const ALL_STEPS = statement(
  'hub-ticket-steps-in-journal',
  `SELECT ${STEP}, (SELECT j.digest FROM evidence.journal j WHERE j.kind = 'ticket.step'
     AND j.subject = s.ticket_id || '/' || s.version LIMIT 1) AS digest
   FROM hub.ticket_step s WHERE (ticket_id, version) > ($1, $2) ORDER BY ticket_id, version LIMIT 1000`,
);

export const digestOfStep = (step: StoredStep): Uint8Array => digestOf(step);
export const subjectOfStep = ({ ticketId, version }: StoredStep): string => `${ticketId}/${version}`;

function foldSteps(ticketId: string, steps: readonly StoredStep[]): TicketState | undefined {
  let ticket: Ticket | null = null;
  for (const { step, province, at } of steps) {
    const next = takeStep(ticket, step, { province, at });
    assert(next.ok, `Step of ticket ${ticketId} does not follow`);
    ticket = next.value;
  }
  return ticket === null ? undefined : { ticketId, version: steps.length, ticket, steps };
}

export async function ticketsById(db: Executor, ids: readonly string[]): Promise<TicketState[]> {
  const steps = Map.groupBy(await db.query<StoredStep>(STEPS, [ids]), ({ ticketId }) => ticketId);
  return ids.flatMap((id) => foldSteps(id, steps.get(id) ?? []) ?? []);
}

export async function ticketById(db: Executor, id: string): Promise<TicketState | undefined> {
  return (await ticketsById(db, [id]))[0];
}

/** Ids of tickets that a province has part in, in the order of their ids, which is that of time. */
export async function ticketIdsOf(
  db: Executor,
  province: string,
  page: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows = await db.query<{ ticketId: string }>(LIST, [province, page.after, page.limit]);
  return rows.map(({ ticketId }) => ticketId);
}

export async function stepById(db: Executor, stepId: string): Promise<StoredStep | undefined> {
  return (await db.query<StoredStep>(BY_STEP, [stepId]))[0];
}

/** Adds a step with its journal leaf; the first one opens the ticket. */
export async function addStep(tx: Executor, made: StoredStep): Promise<void> {
  const { ticketId, version, stepId, province, actorId, at, step } = made;
  if (step.kind === 'open') await tx.query(OPEN, [ticketId, step.from, step.to, at]);
  await tx.query(ADD, [ticketId, version, stepId, province, actorId, at, JSON.stringify(step)]);
  await appendToJournal(tx, {
    kind: 'ticket.step',
    subject: subjectOfStep(made),
    digest: digestOfStep(made),
  });
}

/** A page of all steps with what the journal holds of them. */
export const stepsWithLeaves = (
  db: Executor,
  after: Pick<StoredStep, 'ticketId' | 'version'> | undefined,
): Promise<(StoredStep & { readonly digest: Uint8Array | null })[]> =>
  db.query(ALL_STEPS, [after?.ticketId ?? '', after?.version ?? 0]);
