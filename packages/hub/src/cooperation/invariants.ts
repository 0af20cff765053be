import { toHex } from '@zhijie/crypto';
import type { Executor } from '@zhijie/database';
import { digestOfStep, type StoredStep, stepsWithLeaves, subjectOfStep } from './store.ts';
import { type Judged, type Ticket, takeStep } from './ticket.ts';

export const TICKET_CHECKS = ['ticket-step-in-journal', 'ticket-step-follows'] as const;
export type TicketCheck = (typeof TICKET_CHECKS)[number];
export type TicketBreach = { readonly check: TicketCheck; readonly subject: string; readonly found: string };

/** What contradicts itself in the tickets: every step is in the journal and follows from those before it. */
export async function ticketBreaches(db: Executor): Promise<TicketBreach[]> {
  const breaches: TicketBreach[] = [];
  let [last, ticket]: [StoredStep | undefined, Ticket | null] = [undefined, null];
  for (;;) {
    const page = await stepsWithLeaves(db, last);
    for (const { digest, ...step } of page) {
      const subject = subjectOfStep(step);
      if (digest === null || toHex(digest) !== toHex(digestOfStep(step))) {
        const found = digest === null ? 'no leaf in the journal' : 'the journal holds other content';
        breaches.push({ check: 'ticket-step-in-journal', subject, found });
      }
      const isFirst = last?.ticketId !== step.ticketId;
      const follows = isFirst ? step.version === 1 : step.version === (last?.version ?? 0) + 1;
      const isOpening = step.step.kind === 'open';
      const next: Judged | null =
        follows && isOpening === isFirst && (isFirst || ticket !== null)
          ? takeStep(isFirst ? null : ticket, step.step, step)
          : null;
      if (next === null || !next.ok) {
        breaches.push({
          check: 'ticket-step-follows',
          subject,
          found: next === null ? 'a gap' : next.refusal.code,
        });
      }
      ticket = next?.ok === true ? next.value : null;
      last = step;
    }
    if (page.length === 0) return breaches;
  }
}
