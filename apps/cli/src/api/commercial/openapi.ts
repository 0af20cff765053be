import { inPath, inQuery, json, posting, REFUSALS } from '../agency/openapi-parts.ts';
import {
  CancelBody,
  CoverBody,
  CoversAnswer,
  Entered,
  LaterAnswer,
  LaterBody,
  Queued,
  SlipAnswer,
  SlipsAnswer,
  SlipsQuery,
} from './schema.ts';

const OWN = '/api/person/commercial';
const SLIP = inPath('slipId', '赔付单号');
const reading = (summary: string, schema: unknown, parameters: readonly unknown[] = []) => ({
  get: { summary, parameters, responses: { 200: json(summary, schema), ...REFUSALS } },
});
const BINARY = { type: 'string', format: 'binary' };

/** A person's commercial covers, slips and claims afterwards. */
export const OWN_COMMERCIAL_PATHS = {
  [`${OWN}/covers`]: reading('本人持有的商业补充保险，不用自己记得', CoversAnswer),
  [`${OWN}/slips`]: reading('商业保险赔付单，新的在前', SlipsAnswer, inQuery(SlipsQuery)),
  [`${OWN}/slips/{slipId}`]: reading('一张赔付单：怎么算的、付了多少', SlipAnswer, [SLIP]),
  [`${OWN}/slips/{slipId}/pdf`]: {
    get: {
      summary: '可打印的赔付单',
      parameters: [SLIP],
      responses: {
        200: { description: '文件', content: { 'application/pdf': { schema: BINARY } } },
        ...REFUSALS,
      },
    },
  },
  [`${OWN}/claims`]: {
    ...reading('没有在窗口同步结算、转为事后理赔的', LaterAnswer),
    ...posting('对一次已结算的费用申请事后理赔', LaterBody, json('已受理', Queued)),
  },
} as const;

/** Insurers' lists, entered by an agency. */
export const COMMERCIAL_PATHS = {
  '/api/agency/commercial/covers': posting(
    '登记一份商业补充保险（保险公司名单的一行）；同一保单号再报不重复',
    CoverBody,
    json('已登记', Entered),
  ),
  '/api/agency/commercial/covers/cancel': posting(
    '注销一份保单；已赔付的不变',
    CancelBody,
    json('已注销', Entered),
  ),
} as const;
