import Type, { type TSchema } from 'typebox';
import { chosen, cursorLike, strict, text } from '../fields.ts';

export const InstitutionsQuery = Type.Object(
  {
    text: Type.Optional(text('名称的一部分，或机构编号的开头', 50)),
    kind: Type.Optional(chosen(['hospital', 'pharmacy'], 'hospital 医疗机构，pharmacy 零售药店')),
    agreement: Type.Optional(
      chosen(['active', 'suspended', 'terminated'], 'active 履行中，suspended 中止，terminated 解除'),
    ),
    after: cursorLike('^[0-9A-Za-z]{1,64}$'),
    limit: Type.Optional(Type.String({ description: '每页条数', pattern: '^[1-9]\\d{0,2}$' })),
  },
  strict,
);

const Text = Type.String();
const OrNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const agreement = chosen(['active', 'suspended', 'terminated'], '协议状态');
const kind = chosen(['hospital', 'pharmacy'], '类别');
const open = {
  isInpatientOpen: Type.Boolean({ description: '开通住院' }),
  isOutpatientOpen: Type.Boolean({ description: '开通普通门诊' }),
  isChronicOpen: Type.Boolean({ description: '开通门诊慢特病' }),
};

export const InstitutionsAnswer = Type.Object({
  institutions: Type.Array(
    Type.Object({
      providerId: Text,
      name: Text,
      kind,
      level: Text,
      levelLabel: Text,
      area: Text,
      agreement,
      ...open,
      diseases: Type.Integer({ description: '开通的门诊慢特病病种数' }),
    }),
  ),
  next: OrNull(Text),
});

const terms = {
  agreement,
  ...open,
  traceCodesFrom: OrNull(Text),
  confirmsFrom: OrNull(Text),
  isReadStrictly: Type.Boolean(),
};

export const InstitutionAnswer = Type.Object({
  institution: Type.Object({
    providerId: Text,
    name: Text,
    creditCode: Text,
    kind,
    level: Text,
    levelLabel: Text,
    area: Text,
    chronicDiseases: Type.Array(Text),
    ...terms,
  }),
  changes: Type.Array(Type.Object({ changedAt: Type.Integer(), by: Text, reason: Text, ...terms })),
  staff: Type.Array(
    Type.Object({
      staffCode: Text,
      kind: chosen(['physician', 'nurse', 'pharmacist', 'technician'], '人员类别'),
      kindLabel: Text,
      maskedName: Text,
      startedOn: Text,
      endedOn: OrNull(Text),
      isEligible: Type.Boolean({ description: '今天开具的费用医保是否支付' }),
      decision: OrNull(
        Type.Object({
          state: chosen(['eligible', 'suspended', 'terminated'], '支付资格'),
          fromOn: Text,
          untilOn: OrNull(Text),
          area: Text,
        }),
      ),
    }),
  ),
});
