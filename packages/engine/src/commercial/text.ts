import { formatYuanForPeople, type TotalFen } from '@zhijie/kernel';
import { percentText } from '../pack/values.ts';
import type { LayerOutcome } from './adjudicate-commercial.ts';
import type { CommercialClause } from './product.ts';

export const amountText = (amount: TotalFen): string => formatYuanForPeople(amount).replace('¥', '');

/** 〔document article〕, as every sentence of the engine cites. */
export function commercialCitation({ document, source, article }: CommercialClause): string {
  return `〔${document || source} ${article}〕`;
}

const BOUNDS: Readonly<Record<NonNullable<LayerOutcome['bound']>, string>> = {
  deductible: '没有超过免赔额',
  cap: '到该责任的年度限额为止',
  'total-cap': '到产品的年度总限额为止',
  'not-eligible': '户籍年数不足，该责任不赔付',
  left: '到本次个人还应支付的金额为止',
};

/** One layer in a sentence: base, deductible, ratios, payment, what limited it, clause, badge. */
export function layerText(outcome: Omit<LayerOutcome, 'text'>): string {
  const { title, base, deductible, deductibleUsed, portions, paid, bound } = outcome;
  const used =
    deductible === null
      ? ''
      : `，年度免赔额 ${amountText(deductible)} 元本次用去 ${amountText(deductibleUsed)} 元`;
  const products = portions.map((portion) => `${amountText(portion.amount)} × ${percentText(portion.ratio)}`);
  const formula = products.length === 0 ? '' : `${products.join(' + ')} = `;
  const isLimited = bound === 'cap' || bound === 'total-cap' || bound === 'left';
  const result = isLimited && formula !== '' ? `${formula.slice(0, -3)}，赔付 ` : formula;
  const limit = bound === null ? '' : `（${BOUNDS[bound]}）`;
  const badge = outcome.badge === '已核实' ? '' : `（${outcome.badge}）`;
  const cited = commercialCitation(outcome.clause);
  const pays = result === '' ? '赔付 ' : result;
  return `${title}：计入 ${amountText(base)} 元${used}；${pays}${amountText(paid)} 元${limit}${cited}${badge}`;
}
