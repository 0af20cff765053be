import { ACTING_SCOPES } from '@zhijie/kernel';
import { DELEGATE_RELATIONS, FACE_ACTION_LABELS, FACE_ACTIONS, OTHER_WAYS } from '@zhijie/province';
import Type, { type Static } from 'typebox';
import { chosen, day, strict, text } from '../fields.ts';

const share = (description: string) =>
  Type.Integer({ description: `${description}，万分之几`, minimum: 0, maximum: 10_000 });
const labels = Object.entries(FACE_ACTION_LABELS).map(([word, label]) => `${word} ${label}`);

/** What a camera's page made of the pictures; never a picture. */
const look = {
  model: text('得出特征的模型和版本', 64),
  descriptor: Type.String({
    description: '人脸特征：1024 个 32 位小端浮点数，Base64；只用于这次比对，不留存',
    pattern: '^[A-Za-z0-9+/]{5462}==$',
  }),
  action: Type.Union([chosen(FACE_ACTIONS, labels.join('，')), Type.Null()], {
    description: '镜头前做了哪个动作；null 没有看到',
  }),
  live: share('活体模型的分数'),
  real: share('防伪模型的分数'),
};

const challengeId = text('核验编号', 40);
const certificate = {
  certificateType: chosen(['id-card', 'social-card'] as const, 'id-card 身份证，social-card 社会保障卡'),
  certificateNumber: text('证件号码：先说是谁，再比对（1:1）', 64),
};
const business = chosen(
  ['registration', 'admission', 'settlement'] as const,
  '令牌用于哪项业务：registration 挂号登记，admission 入院，settlement 结算',
);

export const EnrolBody = Type.Object(
  {
    textHash: Type.String({ description: '所读同意书的 SM3', pattern: '^[0-9a-f]{64}$' }),
    separately: Type.Array(chosen(['faceTemplate'] as const, '逐项单独同意的敏感信息'), { maxItems: 1 }),
    ...look,
  },
  strict,
);
export type EnrolBody = Static<typeof EnrolBody>;

export const ChallengeBody = Type.Object({ ...certificate, business }, strict);
export const MatchBody = Type.Object({ challengeId, business, ...look }, strict);

export const RelativeBody = Type.Object(
  { ...certificate, insuredArea: Type.String({ description: '亲属的参保地，六位', pattern: '^\\d{6}$' }) },
  strict,
);
export const GrantBody = Type.Object(
  {
    challengeId,
    relation: chosen(DELEGATE_RELATIONS, '代办人是本人的什么人'),
    scopes: Type.Array(chosen(ACTING_SCOPES, '可代办的事'), { minItems: 1, uniqueItems: true }),
    endsOn: Type.Optional(day('止日，含当日；不写为一年')),
    ...look,
  },
  strict,
);

const Text = Type.String();
const Moment = Type.Union([Text, Type.Null()]);
const Ways = Type.Array(Type.Object({ way: Type.Enum(OTHER_WAYS.map(({ way }) => way)), label: Text }), {
  description: '不刷脸时的其他方式，办理结果相同',
});
export const StateAnswer = Type.Object({
  state: Type.Enum(['never', 'enrolled', 'ended', 'under-age']),
  enrolledAt: Moment,
  endedAt: Moment,
  consentId: Type.Union([Text, Type.Null()]),
  ways: Ways,
});
export const EnrolledAnswer = Type.Object({ enrolmentId: Text, enrolledAt: Text });
export const RevokedAnswer = Type.Object({ consentId: Text, revokedAt: Text });
export const ChallengeAnswer = Type.Object({
  challengeId: Text,
  action: Type.Enum([...FACE_ACTIONS]),
  actions: Type.Array(Type.Object({ action: Type.Enum([...FACE_ACTIONS]), label: Text }), {
    description: '做哪一个都可以；做不了的换一个，或换一种方式',
  }),
  expiresAt: Text,
  ways: Ways,
});
export const MatchAnswer = Type.Object({
  token: Type.String({ description: '与医保码解出的令牌相同用法：1101、2201、2207 等' }),
  expiresAt: Text,
  personId: Text,
  name: Text,
});
export const GrantedAnswer = Type.Object({ delegationId: Text, personId: Text });
