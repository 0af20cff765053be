import { inPath, json, listing, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { ChooseBody, HandBackBody, ListQuery, OpenBody, ResumeBody, ScanBody, UndoBody } from './schema.ts';

const BASE = '/api/agency/acts';
const ONE = `${BASE}/{providerId}/{actId}`;
const text = { type: 'string' };
const yuan = { type: ['string', 'null'], description: '元' };
const status = { enum: ['created', 'success', 'refund', 'fail'] };

/** An object whose every field is always there. */
const whole = (properties: object) => ({ type: 'object', required: Object.keys(properties), properties });
const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
const textOrNull = { type: ['string', 'null'] };

const Leg = whole({
  legId: text,
  kind: { enum: ['funds', 'insurer', 'family', 'credit', 'channel', 'receipt'] },
  payer: text,
  name: text,
  state: {
    enum: ['planned', 'asked', 'held', 'confirming', 'confirmed', 'refused', 'later', 'voiding', 'voided'],
  },
  text: { ...text, description: '这一部分的状态，给人看' },
  amount: yuan,
  asked: yuan,
  reason: orNull(whole({ code: text, text })),
  slipId: { ...textOrNull, description: '付款方的单据或电子票据代码和号码' },
  page: { ...textOrNull, description: '患者付款的页面' },
});
const WORD = { enum: ['settling', 'choosing', 'paying', 'paid', 'undoing', 'undone', 'failed'] };
const Act = whole({
  act: whole({
    actId: text,
    providerId: text,
    visitId: text,
    personId: text,
    settlementId: textOrNull,
    word: WORD,
    text: { ...text, description: '整笔的状态，给人看；全部付清以前不说已付' },
    statuses: {
      ...whole({ insurance: status, own: status, whole: status }),
      description: '医保、患者、整笔三个状态；created 为待办',
    },
    total: yuan,
    rest: { ...yuan, description: '医保结算后个人现金部分' },
    left: { ...yuan, description: '还没有人付的' },
    deadline: { ...textOrNull, description: '到时没有付清就全部撤销' },
    undoneFor: textOrNull,
    next: {
      ...orNull(
        whole({
          is: { enum: ['wait', 'choose', 'hand-back'] },
          text,
          legId: textOrNull,
          amount: yuan,
        }),
      ),
      description: '下一步：wait 系统在办，choose 选支付方式，hand-back 退还现金',
    },
    legs: { type: 'array', items: Leg },
    steps: { type: 'integer' },
  }),
});
const Listed = whole({
  providerId: text,
  actId: text,
  settlementId: textOrNull,
  visitId: text,
  word: WORD,
  openedAt: text,
});
const Acts = whole({ acts: { type: 'array', items: Listed }, next: textOrNull });
const Channel = whole({ kind: { enum: ['channel'] }, payer: { enum: ['cash', 'wallet'] }, name: text });
const Offer = whole({
  kind: { enum: ['insurer', 'family', 'credit'] },
  payer: text,
  name: text,
  amount: text,
  obstacle: { ...textOrNull, description: '现在不能付的原因' },
});
const Offers = whole({
  left: text,
  offers: { type: 'array', items: Offer },
  channels: { type: 'array', items: Channel },
});
const act = json('这笔费用的收费：整笔和每一部分的状态、下一步、时限', Act);
const inOne = [inPath('providerId', '医疗机构编号'), inPath('actId', '收费编号')];

/** The paths of acts in the agencies' OpenAPI document. */
export const ACT_PATHS = {
  [BASE]: posting('开始一笔收费：对已结算的单据，或由平台结算该次就诊', OpenBody, act),
  [`${BASE}/scans`]: posting('一码付：扫一次医保码，结算并扣个人部分', ScanBody, act),
  [`${BASE}/{providerId}`]: {
    get: {
      ...listing('该机构的收费，新的在前', ListQuery, '收费').get,
      parameters: [inPath('providerId', '医疗机构编号'), ...listing('', ListQuery, '').get.parameters],
      responses: { 200: json('收费和下一页 next', Acts), ...REFUSALS },
    },
  },
  [ONE]: { get: { summary: '一笔收费的状态', parameters: inOne, responses: { 200: act, ...REFUSALS } } },
  [`${ONE}/offers`]: {
    get: {
      summary: '还没付的部分可以由谁付：商保、亲情、信用各付多少，以及现金、手机',
      parameters: inOne,
      responses: { 200: json('可用的支付方式', Offers), ...REFUSALS },
    },
  },
  [`${ONE}/methods`]: posting('选支付方式；现金即表示已收到', ChooseBody, act, inOne),
  [`${ONE}/undo`]: posting('全部撤销：商保、医保、患者的钱、电子票据，依次退回', UndoBody, act, inOne),
  [`${ONE}/cash-back`]: posting('确认现金已退还', HandBackBody, act, inOne),
  [`${ONE}/resume`]: posting('立即往下办理（平台也会自动办理）', ResumeBody, act, inOne),
} as const;
