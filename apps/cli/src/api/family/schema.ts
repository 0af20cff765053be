import { FAMILY_SCOPES } from '@zhijie/province';
import Type, { type Static } from 'typebox';
import { chosen, day, key, strict, text, yuan } from '../fields.ts';

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
export const PageQuery = Type.Object({ after: Type.Optional(text('上一页的 next', 100)) }, strict);
