import Type, { type Static } from 'typebox';
import { chosen, day, idCursor, key, strict, text } from '../fields.ts';

const INSURANCES = ['employee', 'resident'] as const;
const area = (description: string) => Type.String({ description, pattern: '^\\d{6}$', examples: ['370600'] });
const moved = {
  requestKey: key,
  insuranceType: chosen(INSURANCES, '险种：employee 职工，resident 居民'),
  toArea: area('转入地统筹区'),
  startsOn: day('在转入地参保的第一天；原参保地付到前一天'),
};

export const OwnBody = Type.Object(moved, strict);
export type OwnBody = Static<typeof OwnBody>;
export const WindowBody = Type.Object(
  {
    ...moved,
    certificateNumber: text('身份证号', 18),
    name: text('姓名', 50),
    fromArea: area('转出地统筹区'),
  },
  strict,
);
export type WindowBody = Static<typeof WindowBody>;
export const DecisionBody = Type.Object(
  {
    accept: Type.Boolean({ description: 'true 受理或出具参保凭证，false 不予办理' }),
    reason: Type.Optional(text('不予办理的理由，参保人看到', 200)),
  },
  strict,
);
export type DecisionBody = Static<typeof DecisionBody>;
export const ListQuery = Type.Object(
  {
    way: chosen(['in', 'out'] as const, 'in 转入本地，out 从本地转出'),
    after: idCursor,
  },
  strict,
);
export const Nothing = Type.Object({}, strict);
