import { inPath, inQuery, json, posting, REFUSALS } from '../agency/openapi-parts.ts';
import { DisclosureAnswer, DisclosureBody } from '../disclosures/schema.ts';
import {
  ActingAnswer,
  ActingBody,
  CodeAnswerBody,
  CodeBody,
  CodeShownAnswer,
  CodeStateAnswer,
  ConsentBody,
  ConsentFormBody,
  ConsentsAnswer,
  DelegateBody,
  DelegatesAnswer,
  Empty,
  FilingAnswer,
  FilingBody,
  FilingsAnswer,
  FormAnswer,
  GivenCodeAnswer,
  GrantedAnswer,
  LogAnswer,
  PageQuery,
  ProductsAnswer,
  PurchaseAnswer,
  PurchaseBody,
  ReturnAnswer,
} from './affairs-schema.ts';

const object = { type: 'object' };
const reading = (summary: string, schema: unknown, parameters: readonly unknown[] = []) => ({
  get: { summary, parameters: [...parameters], responses: { 200: json(summary, schema), ...REFUSALS } },
});
const paged = inQuery(PageQuery);
const doing = (summary: string, body: unknown, schema: unknown = object, parameters: unknown[] = []) =>
  posting(summary, body, json(summary, schema), parameters);
const OWN = '/api/person';
const consent = [inPath('consentId', '同意编号')];

/** What a person does for oneself, or within a delegation for a relative. */
export const AFFAIRS_PATHS = {
  [`${OWN}/consents`]: {
    ...reading('同意清单，新的在前', ConsentsAnswer, paged),
    ...doing('给出同意：所读全文的哈希，敏感信息逐项勾选', ConsentBody),
  },
  [`${OWN}/consents/form`]: doing('同意书全文和哈希；不保存', ConsentFormBody, FormAnswer),
  [`${OWN}/consents/{consentId}/text`]: reading('当时所读的全文', object, consent),
  [`${OWN}/consents/{consentId}/revocation`]: doing('撤回同意：即时生效', Empty, object, consent),
  [`${OWN}/access-log`]: reading('谁看过我的数据；提供给外部的附数据类', LogAnswer, paged),
  [`${OWN}/delegates`]: {
    ...reading('谁可以替我办理', DelegatesAnswer),
    ...doing('授权亲属替我办理', DelegateBody),
  },
  [`${OWN}/delegates/{delegationId}/end`]: doing('结束授权：即时生效', Empty, object, [
    inPath('delegationId', '授权编号'),
  ]),
  [`${OWN}/delegations/codes`]: doing('申请替亲属办理：向亲属手机发验证码', CodeBody, GivenCodeAnswer),
  [`${OWN}/delegations`]: doing('填写验证码，授权生效', CodeAnswerBody, GrantedAnswer),
  [`${OWN}/acting`]: {
    ...reading('我可以替谁办理，现在替谁', ActingAnswer),
    ...doing('切换到亲属，或切换回本人（换发会话）', ActingBody, ActingAnswer),
  },
  [`${OWN}/filings`]: {
    ...reading('备案清单', FilingsAnswer),
    ...doing('提交异地就医备案', FilingBody, FilingAnswer),
  },
  [`${OWN}/filings/{filingId}/cancel`]: doing('取消备案', Empty, FilingAnswer, [
    inPath('filingId', '备案编号'),
  ]),
  [`${OWN}/code`]: {
    ...reading('医保码是否激活', CodeStateAnswer),
    ...doing('出示新的医保码：一分钟内有效，只能扫一次', Empty, CodeShownAnswer),
  },
  [`${OWN}/code/activation`]: doing('激活医保码', Empty, CodeStateAnswer),
  [`${OWN}/code/deactivation`]: doing('停用医保码：即时生效', Empty, CodeStateAnswer),
  [`${OWN}/products`]: reading('可投保的产品、能不能投、已投保的', ProductsAnswer),
  [`${OWN}/purchases`]: doing('用个人账户投保，本人或近亲属', PurchaseBody, PurchaseAnswer),
  [`${OWN}/purchases/{purchaseId}/return`]: doing('保险开始前退保，保费全额退回', Empty, ReturnAnswer, [
    inPath('purchaseId', '投保编号'),
  ]),
} as const;

/** What a consented recipient pulls. */
export const DISCLOSURE_PATHS = {
  '/api/disclosures': doing(
    '经参保人同意的结算结果，SD-JWT；没有同意或已撤回为 403',
    DisclosureBody,
    DisclosureAnswer,
  ),
  '/api/disclosures/keys': reading('验证 SD-JWT 的公钥（JWK）', object),
} as const;
