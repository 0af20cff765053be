import { CONSENT_PURPOSES, DATA_CLASSES } from '@zhijie/province';
import Type, { type Static } from 'typebox';
import { chosen, strict, text } from '../fields.ts';

/** What a recipient asks for; without classes, everything that is consented to. */
export const DisclosureBody = Type.Object(
  {
    insuredArea: Type.String({ description: '参保地，六位', pattern: '^\\d{6}$' }),
    personId: text('人员编号', 40),
    settlementId: text('结算编号', 64),
    purpose: chosen(CONSENT_PURPOSES, '用途'),
    product: Type.Optional(text('产品编号', 60)),
    dataClasses: Type.Optional(
      Type.Array(chosen(DATA_CLASSES, '要哪几类；不写为同意的全部'), { minItems: 1, uniqueItems: true }),
    ),
  },
  strict,
);
export type DisclosureBody = Static<typeof DisclosureBody>;

export const DisclosureAnswer = Type.Object({
  disclosureId: Type.String(),
  token: Type.String({ description: 'SD-JWT，ES256；公钥见 /api/disclosures/keys' }),
  dataClasses: Type.Array(chosen(DATA_CLASSES, '所给的数据类')),
});
