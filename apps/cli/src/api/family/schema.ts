import { FAMILY_SCOPES } from '@zhijie/province';
import Type, { type Static, type TSchema } from 'typebox';
import { chosen, cursorLike, day, idCursor, key, momentCursor, strict, text, yuan } from '../fields.ts';

const relative = {
  requestKey: key,
  relativeCertificate: text('亲属的身份证号', 18),
  relativeName: text('亲属姓名', 50),
  relation: text('亲属是共济人的什么人：spouse、parent、child、sibling、grandparent、grandchild', 20),
  byCommitment: Type.Boolean({ description: '系统没有查到亲属关系时，以承诺书办理' }),
};

export const BindBody = Type.Object(
  {
    ...relative,
    scopes: Type.Array(chosen(FAMILY_SCOPES, '用途：outpatient 门诊、inpatient 住院、pharmacy 药店'), {
      maxItems: 3,
    }),
    limitPerYear: Type.Optional(yuan),
    endsOn: Type.Optional(day('到期日；不写为长期')),
  },
  strict,
);
export type BindBody = Static<typeof BindBody>;
export const QuotaBody = Type.Object({ ...relative, amount: yuan }, strict);
export type QuotaBody = Static<typeof QuotaBody>;
export const Nothing = Type.Object({}, strict);
export const PageQuery = Type.Object({ after: idCursor }, strict);
export const WalletQuery = Type.Object({ after: momentCursor('~') }, strict);
export const EventsQuery = Type.Object({ after: cursorLike('^\\d{1,15}$') }, strict);

const Text = Type.String();
const Fen = Type.Integer({ description: '金额，分' });
const Moment = Type.Integer({ description: '毫秒' });
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Choice = Type.Object({ code: Text, label: Text });

export const AccountAnswer = Type.Object({
  isOpen: Type.Boolean({ description: '有没有个人账户；居民医保没有' }),
  free: Type.Integer({ description: '可用余额，分' }),
  held: Type.Integer({ description: '正在付的、已预留的，分' }),
  movements: Type.Array(
    Type.Object({
      transferId: Text,
      amount: Type.Integer({ description: '分，大于零是收入' }),
      label: Text,
      at: Moment,
    }),
  ),
  next: OrNull(Text),
});
export const ChoicesAnswer = Type.Object({ relations: Type.Array(Choice), scopes: Type.Array(Choice) });
export const BindingsAnswer = Type.Object({
  bindings: Type.Array(
    Type.Object({
      bindingId: Text,
      role: Type.Enum(['donor', 'relative']),
      other: Type.String({ description: '对方姓名，隐去部分' }),
      relationLabel: Text,
      scopeLabels: Type.Array(Text),
      limitPerYear: OrNull(Fen),
      byCommitment: Type.Boolean(),
      boundAt: Moment,
      endsOn: OrNull(Text),
      state: Type.Enum(['active', 'revoked', 'expired']),
    }),
  ),
  next: OrNull(Text),
});
export const EventsAnswer = Type.Object({
  events: Type.Array(
    Type.Object({
      entry: Type.Integer(),
      at: Moment,
      kind: Type.Enum(['bound', 'revoked', 'paid', 'returned']),
      amount: Fen,
    }),
  ),
  next: OrNull(Type.Integer()),
});
export const WalletAnswer = Type.Object({
  free: Fen,
  held: Fen,
  transfersToday: Type.Integer({ description: '今日已转入几次，至多 3 次' }),
  entries: Type.Array(
    Type.Object({
      entryId: Text,
      kind: Type.Enum(['received', 'spent', 'returned']),
      amount: Fen,
      at: Moment,
    }),
  ),
  next: OrNull(Text),
});
export const TransferAnswer = Type.Object({
  transferId: Text,
  relative: Type.String({ description: '亲属姓名，隐去部分' }),
  relationLabel: Text,
  amount: Fen,
  state: Type.Enum(['asked', 'accepted', 'refused']),
  reason: OrNull(Text),
  askedAt: Moment,
});
export const TransfersAnswer = Type.Object({ transfers: Type.Array(TransferAnswer), next: OrNull(Text) });
export const BeforeQuery = Type.Object({ before: momentCursor(',') }, strict);
export type BeforeQuery = Static<typeof BeforeQuery>;
