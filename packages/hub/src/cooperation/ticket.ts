/**
 * Inquiries about fees (费用协查) and tickets (问题协同) between provinces: 医保发〔2022〕22号 annex, articles
 * 58–59 (procedures B-01…B-04). A ticket is the fold of its steps; nothing here knows a name of a person.
 */
import {
  assert,
  type CalendarDate,
  dateOf,
  type Fen,
  fen,
  type Instant,
  type Month,
  ok,
  type Result,
  refuse,
} from '@zhijie/kernel';
import {
  AUTO_CONFIRM_WORKING_DAYS,
  confirmDue,
  endOf,
  frozenAt,
  INQUIRY_CONFIRM_WORKING_DAYS,
  inquiryDue,
  inquiryPeriod,
  latestExtension,
  replyDue,
  rollsOf,
  type Topic,
} from './cycle.ts';
import type { TicketRefusal } from './refusals.ts';

/** Article 58: only a single stay of at least this total; below it a ticket asks (procedures B-01, B-04). */
export const LEAST_INQUIRY_TOTAL: Fen = fen(3_000_000);

export const RESULTS = ['no-error', 'error', 'answered'] as const;
export type TicketResult = (typeof RESULTS)[number];

/** Who disputes climbs: city agency, provincial agency, the nation. */
export const HIGHEST_LEVEL = 2;

export type TicketStep =
  | {
      readonly kind: 'open';
      readonly about: 'inquiry' | 'question';
      readonly topic: Topic;
      readonly from: string;
      readonly to: string;
      /** Of an inquiry: the total of the stay, fen. */
      readonly total: Fen | null;
      readonly subject: string;
    }
  | { readonly kind: 'edit'; readonly total: Fen | null; readonly subject: string }
  | { readonly kind: 'withdraw' | 'confirm' | 'agree-extension' | 'refuse-extension' }
  | { readonly kind: 'cooperate'; readonly provinces: readonly string[] }
  | { readonly kind: 'ask-extension'; readonly until: CalendarDate; readonly reason: string }
  | { readonly kind: 'answer'; readonly result: TicketResult; readonly reason: string }
  | { readonly kind: 'dispute'; readonly reason: string };
export type StepKind = TicketStep['kind'];

export type Taken = { readonly province: string; readonly at: Instant };

export type Ticket = {
  readonly about: 'inquiry' | 'question';
  readonly topic: Topic;
  readonly from: string;
  readonly to: string;
  readonly cooperating: readonly string[];
  readonly total: Fen | null;
  readonly subject: string;
  /** Of an inquiry. */
  readonly period: Month | null;
  readonly openedAt: Instant;
  readonly state: 'open' | 'answered' | 'confirmed' | 'withdrawn';
  readonly level: number;
  /** From when the reply's time counts: the opening, or the latest dispute. */
  readonly countsFrom: Instant;
  readonly extension: {
    readonly until: CalendarDate;
    readonly reason: string;
    readonly agreed: boolean;
  } | null;
  readonly answer: { readonly at: Instant; readonly result: TicketResult; readonly reason: string } | null;
  readonly confirmedAt: Instant | null;
};

/** What became of a step. */
export type Judged = Result<Ticket, TicketRefusal>;

const isTotalEnough = (about: Ticket['about'], total: Fen | null): boolean =>
  about === 'question' || (total !== null && total >= LEAST_INQUIRY_TOTAL);

const tooSmall = () =>
  refuse('total-below-limit', { field: 'total', detail: { least: LEAST_INQUIRY_TOTAL } });

function open(step: Extract<TicketStep, { kind: 'open' }>, { province, at }: Taken): Judged {
  const { about, topic, from, to, total, subject } = step;
  if (province !== from) return refuse('not-permitted');
  if (from === to) return refuse('same-province', { field: 'to' });
  if (subject.trim() === '') return refuse('subject-missing', { field: 'subject' });
  if (about === 'inquiry' && total === null) return refuse('total-missing', { field: 'total' });
  if (!isTotalEnough(about, total)) return tooSmall();
  return ok({
    about,
    topic,
    from,
    to,
    cooperating: [],
    total,
    subject,
    period: about === 'inquiry' ? inquiryPeriod(at) : null,
    openedAt: at,
    state: 'open',
    level: 0,
    countsFrom: at,
    extension: null,
    answer: null,
    confirmedAt: null,
  });
}

/** Article 58: frozen inquiries stay as they are. A question changes until it is answered. */
const isFrozen = ({ period }: Ticket, at: Instant): boolean => period !== null && at >= frozenAt(period);

/** Whose step it is: the one who asks, the one who answers first, or neither (opening). */
const BY_REQUESTER: readonly StepKind[] = [
  'edit',
  'withdraw',
  'confirm',
  'dispute',
  'agree-extension',
  'refuse-extension',
];

/**
 * The next state of a ticket, or why not. Refusals in order: `not-permitted`, `wrong-state`, `frozen`, then
 * what the step itself lacks.
 */
export function takeStep(before: Ticket | null, step: TicketStep, taken: Taken): Judged {
  if (step.kind === 'open') {
    assert(before === null, 'A ticket is opened once');
    return open(step, taken);
  }
  assert(before !== null, 'Only an open ticket takes steps');
  const ticket = standing(before, taken.at);
  if (taken.province !== (BY_REQUESTER.includes(step.kind) ? ticket.from : ticket.to)) {
    return refuse('not-permitted');
  }
  const needed = step.kind === 'confirm' || step.kind === 'dispute' ? 'answered' : 'open';
  if (ticket.state !== needed) return refuse('wrong-state', { detail: { state: ticket.state } });
  switch (step.kind) {
    case 'edit':
    case 'withdraw':
      return change(ticket, step, taken.at);
    case 'cooperate':
      return cooperate(ticket, step.provinces);
    case 'ask-extension':
    case 'agree-extension':
    case 'refuse-extension':
      return extend(ticket, step, taken.at);
    case 'answer':
      return answer(ticket, step, taken.at);
    case 'confirm':
      return ok({ ...ticket, state: 'confirmed', confirmedAt: taken.at });
    case 'dispute':
      return dispute(ticket, step.reason, taken.at);
  }
}

function change(ticket: Ticket, step: TicketStep, at: Instant): Judged {
  if (isFrozen(ticket, at)) return refuse('frozen', { detail: { period: ticket.period! } });
  if (step.kind !== 'edit') return ok({ ...ticket, state: 'withdrawn' });
  const { total, subject } = step;
  if (subject.trim() === '') return refuse('subject-missing', { field: 'subject' });
  return isTotalEnough(ticket.about, total) ? ok({ ...ticket, total, subject }) : tooSmall();
}

function cooperate(ticket: Ticket, provinces: readonly string[]): Judged {
  const known = new Set([ticket.from, ticket.to, ...ticket.cooperating]);
  const more = [...new Set(provinces)].filter((province) => !known.has(province));
  if (more.length === 0) return refuse('province-missing', { field: 'provinces' });
  return ok({ ...ticket, cooperating: [...ticket.cooperating, ...more] });
}

function extend(ticket: Ticket, step: TicketStep, at: Instant): Judged {
  if (step.kind !== 'ask-extension') {
    const { extension } = ticket;
    if (extension === null || extension.agreed) return refuse('no-extension-asked');
    const isAgreed = step.kind === 'agree-extension';
    return ok({ ...ticket, extension: isAgreed ? { ...extension, agreed: true } : null });
  }
  const { until, reason } = step;
  if (reason.trim() === '') return refuse('reason-missing', { field: 'reason' });
  if (until <= dueOf(ticket, at).on || until > latestExtension(dateOf(at))) {
    return refuse('extension-malformed', { field: 'until' });
  }
  return ok({ ...ticket, extension: { until, reason, agreed: false } });
}

function answer(ticket: Ticket, step: Extract<TicketStep, { kind: 'answer' }>, at: Instant): Judged {
  const { result, reason } = step;
  const isFitting = (ticket.about === 'inquiry') === (result !== 'answered');
  if (!isFitting) return refuse('result-differs', { field: 'result' });
  if (result !== 'no-error' && reason.trim() === '') return refuse('reason-missing', { field: 'reason' });
  return ok({ ...ticket, state: 'answered', answer: { at, result, reason } });
}

/** Article 59: disputed, it is open again one level higher, and its time counts anew. */
function dispute(ticket: Ticket, reason: string, at: Instant): Judged {
  if (reason.trim() === '') return refuse('reason-missing', { field: 'reason' });
  if (ticket.level >= HIGHEST_LEVEL) return refuse('highest-level');
  const level = ticket.level + 1;
  return ok({ ...ticket, state: 'open', level, countsFrom: at, extension: null, answer: null });
}

/** By when the answer is due: rolled, extended or counted anew. */
export function dueOf(
  ticket: Ticket,
  now: Instant,
): { readonly on: CalendarDate; readonly isProvisional: boolean } {
  const { extension, period, level } = ticket;
  if (extension?.agreed === true) return { on: extension.until, isProvisional: false };
  if (period !== null && level === 0) {
    return inquiryDue(period, rollsOf(period, ticket.answer?.at ?? null, now));
  }
  return replyDue(ticket.topic, ticket.countsFrom);
}

export const confirmDueOf = ({ about, answer: given }: Ticket) =>
  given === null
    ? null
    : confirmDue(given.at, about === 'inquiry' ? INQUIRY_CONFIRM_WORKING_DAYS : AUTO_CONFIRM_WORKING_DAYS);

/** The ticket as it stands now: an answer nobody confirms in time confirms itself (a question only). */
export function standing(ticket: Ticket, now: Instant): Ticket {
  const due = confirmDueOf(ticket);
  if (ticket.state !== 'answered' || ticket.about === 'inquiry' || due === null || now < endOf(due))
    return ticket;
  return { ...ticket, state: 'confirmed', confirmedAt: endOf(due) };
}

export type TicketStanding = {
  readonly dueOn: CalendarDate;
  readonly isProvisional: boolean;
  readonly isOverdue: boolean;
  /** Due days of an inquiry that passed without an answer: so often it rolled, and counts. */
  readonly rolls: number;
  readonly confirmBy: CalendarDate | null;
  readonly isConfirmOverdue: boolean;
  readonly isFrozen: boolean;
};

export function timersOf(ticket: Ticket, now: Instant): TicketStanding {
  const due = dueOf(ticket, now);
  const confirm = confirmDueOf(ticket);
  const isWaiting = ticket.state === 'open';
  const rolls = ticket.period === null ? 0 : rollsOf(ticket.period, ticket.answer?.at ?? null, now);
  return {
    dueOn: due.on,
    isProvisional: due.isProvisional,
    isOverdue: isWaiting && (dateOf(now) > due.on || rolls > 0),
    rolls: ticket.state === 'withdrawn' ? 0 : rolls,
    confirmBy: ticket.state === 'answered' ? (confirm?.on ?? null) : null,
    isConfirmOverdue: ticket.state === 'answered' && confirm !== null && dateOf(now) > confirm.on,
    isFrozen: isFrozen(ticket, now),
  };
}
