import { ACTING_SCOPES } from '@zhijie/kernel';
import {
  ACTING_SCOPE_LABELS,
  CONSENT_PURPOSES,
  DATA_CLASS_LABELS,
  DATA_CLASSES,
  DELEGATE_RELATION_LABELS,
  DELEGATE_RELATIONS,
  DELEGATION_METHOD_LABELS,
  DELEGATION_METHODS,
  PURPOSE_NEEDS,
  RECIPIENT_KINDS,
  RECIPIENT_LABELS,
} from '@zhijie/province';
import Type, { type Static, type TSchema } from 'typebox';
import { chosen, day, key, strict, text, yuan } from '../fields.ts';

const labelled = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([word, label]) => `${word} ${label}`)
    .join('，');
const purposeLabels = Object.fromEntries(
  Object.entries(PURPOSE_NEEDS).map(([word, { label }]) => [word, label]),
);

export const Empty = Type.Object({}, strict);
export const PageQuery = Type.Object(
  {
    limit: Type.Optional(Type.String({ description: '每页条数，1–100', pattern: '^[1-9]\\d?$|^100$' })),
    before: Type.Optional(
      Type.String({ description: '上一页的 next', pattern: '^\\d{1,16},[0-9A-Z]{1,40}$' }),
    ),
  },
  strict,
);
export type PageQuery = Static<typeof PageQuery>;

const classes = (description: string, minItems: number) =>
  Type.Array(chosen(DATA_CLASSES, `${description}：${labelled(DATA_CLASS_LABELS)}`), {
    minItems,
    maxItems: DATA_CLASSES.length,
    uniqueItems: true,
  });

const terms = {
  recipientKind: chosen(RECIPIENT_KINDS, `提供给谁：${labelled(RECIPIENT_LABELS)}`),
  recipientId: text('对方编号', 40),
  recipientName: text('对方名称，写进同意书', 60),
  purpose: chosen(CONSENT_PURPOSES, `用途：${labelled(purposeLabels)}`),
  product: Type.Optional(text('产品编号；用途要求产品时必写', 60)),
  dataClasses: classes('数据类', 1),
  startsOn: Type.Optional(day('起日；不写为今天')),
  endsOn: Type.Optional(day('止日，含当日；不写为一年')),
};

/** What somebody would agree to. */
export const ConsentFormBody = Type.Object(terms, strict);
export type ConsentFormBody = Static<typeof ConsentFormBody>;
export const ConsentBody = Type.Object(
  {
    ...terms,
    textHash: Type.String({ description: '所读同意书的 SM3（取自同意书）', pattern: '^[0-9a-f]{64}$' }),
    separately: classes('逐项单独同意的敏感信息', 0),
  },
  strict,
);
export type ConsentBody = Static<typeof ConsentBody>;

const scopes = Type.Array(chosen(ACTING_SCOPES, `可代办：${labelled(ACTING_SCOPE_LABELS)}`), {
  minItems: 1,
  maxItems: ACTING_SCOPES.length,
  uniqueItems: true,
});
const wish = {
  relation: chosen(DELEGATE_RELATIONS, `代办人是本人的：${labelled(DELEGATE_RELATION_LABELS)}`),
  scopes,
  endsOn: Type.Optional(day('止日，含当日；不写为一年')),
};
export const DelegateBody = Type.Object(
  {
    ...wish,
    certificateNumber: text('代办人的身份证号', 18),
    method: Type.Optional(
      chosen(DELEGATION_METHODS, `核实方式；不写为 signed-in：${labelled(DELEGATION_METHOD_LABELS)}`),
    ),
  },
  strict,
);
export type DelegateBody = Static<typeof DelegateBody>;
export const CodeBody = Type.Object(
  {
    ...wish,
    certificateType: chosen(['id-card', 'social-card'], '证件：id-card 身份证，social-card 社会保障卡'),
    certificateNumber: text('被代办人的证件号码', 64),
    insuredArea: Type.String({ description: '被代办人的参保地，六位', pattern: '^\\d{6}$' }),
  },
  strict,
);
export type CodeBody = Static<typeof CodeBody>;
export const CodeAnswerBody = Type.Object(
  {
    codeId: text('验证码编号', 40),
    code: Type.String({ description: '短信里的六位验证码', pattern: '^\\d{6}$' }),
  },
  strict,
);
export const ActingBody = Type.Object(
  { personId: Type.Union([text('替谁办理', 40), Type.Null()], { description: 'null：切换回本人' }) },
  strict,
);

export const PurchaseBody = Type.Object(
  {
    requestKey: key,
    product: text('产品编号', 60),
    premium: yuan,
    relative: Type.Optional(
      Type.Object(
        {
          certificateNumber: text('被保险亲属的身份证号，同一省参保', 18),
          relation: text('亲属是本人的：spouse、parent、child、sibling、grandparent、grandchild', 20),
          byCommitment: Type.Optional(Type.Boolean({ description: '未查实的亲属关系由本人书面承诺' })),
        },
        strict,
      ),
    ),
  },
  strict,
);

export const FILING_CATEGORIES = [
  'retiree-resettled',
  'long-term-resident',
  'stationed-worker',
  'referral',
  'emergency-rescue',
  'other-temporary',
] as const;
export const FILING_PAPERS = [
  'insurance-code',
  'id-card',
  'social-card',
  'filing-form',
  'household-register',
  'residence-proof',
  'dispatch-letter',
  'employer-letter',
  'contract',
  'referral-certificate',
] as const;
export const FilingBody = Type.Object(
  {
    insuranceType: chosen(['employee', 'resident'], '险种'),
    category: chosen(FILING_CATEGORIES, '备案类别'),
    destination: Type.String({ description: '就医地，六位', pattern: '^\\d{6}$' }),
    startsOn: day('起日'),
    documents: Type.Array(chosen(FILING_PAPERS, '材料'), { maxItems: FILING_PAPERS.length }),
    commitment: Type.Boolean({ description: '长期类：缺材料时承诺后补' }),
  },
  strict,
);

// What is answered.
const Text = Type.String();
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const ConsentLineAnswer = Type.Object({
  consentId: Text,
  state: Type.Enum(['standing', 'not-begun', 'expired', 'revoked']),
  giver: Type.Object({ personId: Text, role: Type.Enum(['self', 'guardian', 'delegate']) }),
  recipientKind: Text,
  recipientId: Text,
  recipientName: Text,
  purpose: Text,
  purposeLabel: Text,
  product: OrNull(Text),
  dataClasses: Type.Array(Type.Object({ word: Text, label: Text, isSensitive: Type.Boolean() })),
  startsOn: Text,
  endsOn: Text,
  channel: Text,
  confirmedBy: Text,
  textHash: Text,
  givenAt: Text,
  revokedAt: OrNull(Text),
});
export const ConsentsAnswer = Type.Object({ consents: Type.Array(ConsentLineAnswer), next: OrNull(Text) });
export const FormAnswer = Type.Object({
  text: Text,
  textHash: Text,
  dataClasses: Type.Array(Text),
  sensitiveClasses: Type.Array(Text),
  startsOn: Text,
  endsOn: Text,
});
export const LogAnswer = Type.Object({
  entries: Type.Array(
    Type.Object({
      at: Text,
      actorId: Text,
      actorKind: Text,
      actorNode: Text,
      actorName: OrNull(Text),
      purpose: Text,
      purposeLabel: Text,
      subject: OrNull(Text),
      fields: Type.Array(Type.Object({ word: Text, label: Text })),
      product: OrNull(Text),
      refusal: OrNull(Text),
    }),
  ),
  next: OrNull(Text),
});
export const DelegatesAnswer = Type.Object({
  delegates: Type.Array(
    Type.Object({
      delegationId: Text,
      name: Text,
      relation: Text,
      scopes: Type.Array(Type.Object({ word: Text, label: Text })),
      isGuardian: Type.Boolean(),
      method: Text,
      methodLabel: Text,
      grantedAt: Text,
      endsOn: Text,
      state: Type.Enum(['standing', 'expired', 'ended']),
      endedAt: OrNull(Text),
    }),
  ),
});
export const ActingAnswer = Type.Object({
  current: Type.Object({ personId: Text, isSelf: Type.Boolean() }),
  principals: Type.Array(
    Type.Object({
      delegationId: Text,
      personId: Text,
      name: Text,
      relation: Text,
      scopes: Type.Array(Type.Object({ word: Text, label: Text })),
      isGuardian: Type.Boolean(),
      endsOn: Text,
    }),
  ),
});
export const CodeShownAnswer = Type.Object({
  code: Text,
  expiresAt: Text,
  secondsLeft: Type.Integer(),
  svg: Type.String({ description: '二维码，SVG' }),
});

const Purchase = Type.Object({
  purchaseId: Text,
  personId: Text,
  payerId: Text,
  relation: OrNull(Text),
  product: Text,
  policyNumber: Text,
  premium: Type.String({ description: '保费，元' }),
  startsOn: Text,
  boughtAt: Text,
  returnedAt: OrNull(Text),
});
export const ProductsAnswer = Type.Object({
  products: Type.Array(
    Type.Object({
      product: Text,
      title: Text,
      insurer: Type.Object({ id: Text, name: Text }),
      premiums: Type.Array(Type.Object({ amount: Text, for: Text })),
      startsOn: OrNull(Text),
      endsOn: OrNull(Text),
      /** Null: can be bought now. */
      obstacle: OrNull(Type.Object({ code: Text, text: Text })),
      conditions: Type.Array(Text),
      /** To be consented to, for the purpose `underwriting`. */
      asks: Type.Array(Text),
    }),
  ),
  purchases: Type.Array(Purchase),
});
export const PurchaseAnswer = Type.Object({ purchaseId: Text, policyNumber: Text, startsOn: Text });
export const ReturnAnswer = Type.Object({
  purchaseId: Text,
  returned: Type.String({ description: '退回的保费，元' }),
});
export const CodeStateAnswer = Type.Object({
  state: Type.Enum(['active', 'inactive', 'never']),
  since: OrNull(Text),
});

export const FilingAnswer = Type.Object({
  filingId: Text,
  insuredArea: Text,
  insuranceType: Type.Enum(['employee', 'resident']),
  category: Type.Enum([...FILING_CATEGORIES]),
  careAreas: Type.Array(Text),
  startsOn: Text,
  endsOn: OrNull(Text),
  state: Type.Enum(['submitted', 'in-force', 'refused', 'cancelled', 'replaced']),
  byCommitment: Type.Boolean(),
});
export const FilingsAnswer = Type.Object({ filings: Type.Array(FilingAnswer) });
export const GivenCodeAnswer = Type.Object({ codeId: Text });
export const GrantedAnswer = Type.Object({ delegationId: Text, personId: Text });
