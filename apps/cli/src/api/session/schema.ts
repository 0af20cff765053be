import Type, { type Static, type TSchema } from 'typebox';
import { strict } from '../fields.ts';
import { STAFF_AUDIENCES } from './accounts.ts';

const Text = Type.String();
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Account = Type.Object({
  id: Text,
  name: Text,
  audience: Type.Enum([...STAFF_AUDIENCES]),
  post: Text,
  postLabel: Text,
  /** The node: 'hub' or a province's two digits. */
  node: Text,
  areas: Type.Array(Text),
  roles: Type.Array(Text),
  place: Text,
  providerId: OrNull(Text),
});

const DayOff = Type.Object({ name: Text, from: Text, to: Text });

/** What every staff page knows first: who works, until when, on which day of which calendar. */
export const SessionAnswer = Type.Object({
  account: OrNull(Account),
  isLocked: Type.Boolean(),
  /** Shown in `x-zhijie-token` with every change. */
  token: OrNull(Text),
  idleMinutes: Type.Integer(),
  /** The network's clock, epoch milliseconds. */
  now: Type.Integer(),
  signIn: Type.Object({
    asks: Type.Enum(['choose', 'token', 'redirect']),
    address: OrNull(Text),
    accounts: Type.Array(Account),
  }),
  calendar: Type.Array(
    Type.Object({ year: Type.Integer(), daysOff: Type.Array(DayOff), makeUpDays: Type.Array(Text) }),
  ),
});
export type SessionAnswer = Static<typeof SessionAnswer>;

export const SignInBody = Type.Object(
  {
    kind: Type.Enum(['account', 'token', 'code'], { description: '演示账号、令牌，或身份系统带回的代码' }),
    value: Type.String({ minLength: 1, maxLength: 2000 }),
  },
  strict,
);

/** The patient's own session: the same as the pages at `/me`. */
export const PersonSessionAnswer = Type.Object({
  person: OrNull(Type.Object({ personId: Text, area: Text, name: Text, maskedNumber: Text })),
  token: Text,
  now: Type.Integer(),
  /** Invented persons of the demo; empty elsewhere. */
  known: Type.Array(Type.Object({ key: Text, name: Text, maskedNumber: Text, purpose: Text, area: Text })),
});

export const EnterBody = Type.Object(
  {
    key: Type.Optional(Type.String({ description: '演示参保人', maxLength: 40 })),
    number: Type.Optional(Type.String({ description: '身份证号', maxLength: 30 })),
  },
  strict,
);
