/**
 * Inquiries about fees and tickets between provinces (医保发〔2022〕22号 annex, articles 58–59; procedures
 * B-01…B-04). The nation keeps who asked whom about what, and the timers; what names a person goes from
 * province to province in `cooperation.note@1`, whose body the hub cannot open.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { Amount, Area, Day, Id, Moment, words } from './message-schemas.ts';

const define = <const N extends string, Q extends TSchema, A extends TSchema>(
  name: N,
  request: Q,
  answer: A,
) => ({ name, request, answer });

const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
const Province = Type.String({ pattern: '^\\d{2}$' });
const Reason = Type.String({ maxLength: 500 });
const RequestKey = Type.String({ pattern: '^[\\x21-\\x7e]{1,50}$' });
const Operator = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 100 }),
  areas: Type.Array(Area, { maxItems: 200 }),
  roles: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 40 }),
});
const Outcome = words('applied', 'unchanged');

/** `subject` names no person: the nation reads it. */
const Opening = Type.Object({
  kind: Type.Literal('open'),
  about: words('inquiry', 'question'),
  topic: words('filing', 'system', 'other'),
  to: Province,
  total: OrNull(Amount),
  subject: Reason,
});
const Step = Type.Union([
  Type.Object({ kind: Type.Literal('edit'), total: OrNull(Amount), subject: Reason }),
  Type.Object({ kind: words('withdraw', 'confirm', 'agree-extension', 'refuse-extension') }),
  Type.Object({ kind: Type.Literal('cooperate'), provinces: Type.Array(Province, { maxItems: 40 }) }),
  Type.Object({ kind: Type.Literal('ask-extension'), until: Day, reason: Reason }),
  Type.Object({
    kind: Type.Literal('answer'),
    result: words('no-error', 'error', 'answered'),
    reason: Reason,
  }),
  Type.Object({ kind: Type.Literal('dispute'), reason: Reason }),
]);

const View = Type.Object({
  ticketId: Id,
  version: Count,
  about: words('inquiry', 'question'),
  topic: words('filing', 'system', 'other'),
  from: Province,
  to: Province,
  cooperating: Type.Array(Province),
  total: OrNull(Amount),
  subject: Reason,
  period: OrNull(Type.String()),
  openedAt: Moment,
  state: words('open', 'answered', 'confirmed', 'withdrawn'),
  level: Count,
  extension: OrNull(Type.Object({ until: Day, reason: Reason, agreed: Type.Boolean() })),
  answer: OrNull(Type.Object({ at: Moment, result: words('no-error', 'error', 'answered'), reason: Reason })),
  confirmedAt: OrNull(Moment),
  dueOn: Day,
  isProvisional: Type.Boolean(),
  isOverdue: Type.Boolean(),
  rolls: Count,
  confirmBy: OrNull(Day),
  isConfirmOverdue: Type.Boolean(),
  isFrozen: Type.Boolean(),
  trace: Type.Array(Type.Object({ kind: Type.String(), at: Moment, by: Type.String() })),
});

export const TICKET_MESSAGES = {
  'ticket.open@1': define(
    'ticket.open@1',
    Type.Object({ requestKey: RequestKey, operator: Operator, opening: Opening }),
    Type.Object({ outcome: Outcome, ticketId: Id }),
  ),
  'ticket.step@1': define(
    'ticket.step@1',
    Type.Object({
      requestKey: RequestKey,
      operator: Operator,
      ticketId: Id,
      step: Step,
      /** After which step the person looked; left out, nobody asks. */
      seen: Type.Optional(Count),
    }),
    Type.Object({ outcome: Outcome, version: Count }),
  ),
  'ticket.read@1': define('ticket.read@1', Type.Object({ ticketId: Id }), View),
  'ticket.list@1': define(
    'ticket.list@1',
    Type.Object({
      isOpen: Type.Boolean(),
      after: Type.String({ maxLength: 64 }),
      limit: Type.Integer({ minimum: 1, maximum: 200 }),
    }),
    Type.Object({ tickets: Type.Array(View), isMore: Type.Boolean() }),
  ),
  /** What the nation must not read: whose stay it is, and what was found. Idempotent by the note's id. */
  'cooperation.note@1': define(
    'cooperation.note@1',
    Type.Object({
      noteId: Id,
      ticketId: Id,
      writtenAt: Moment,
      writtenBy: Type.String({ maxLength: 100 }),
      facts: Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 4000 })),
    }),
    Type.Object({ noteId: Id }),
  ),
} as const;

export type TicketView = Static<typeof View>;
export type TicketOpening = Static<typeof Opening>;
export type TicketStepRequest = Static<typeof Step>;
