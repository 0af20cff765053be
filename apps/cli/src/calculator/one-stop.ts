import {
  type CommercialLeg,
  commercialCitation,
  type ExplainedStep,
  type FinalPayers,
  type LayerOutcome,
  type OneStop,
  RELATION_LABELS,
  worstFigureBadge,
} from '@zhijie/engine';
import {
  amountInWords,
  type CalendarDate,
  type Fen,
  fen,
  formatYuanForPeople,
  subtractFen,
} from '@zhijie/kernel';
import { FUND_LABELS } from '../print-bill.ts';
import type { OneStopQuestion } from './one-stop-input.ts';

/** One product's leg as it is shown. Amounts in fen. */
export type CommercialAnswer = {
  readonly product: string;
  readonly title: string;
  readonly badge: string;
  readonly productHash: string;
  readonly paid: Fen;
  readonly layers: readonly LayerOutcome[];
  /** Why it pays nothing now; the public settlement stands all the same (K-07). */
  readonly refusal: { readonly code: string; readonly text: string } | null;
};

export type FamilyAnswer = {
  readonly relation: string;
  readonly label: string;
  readonly paid: Fen;
  readonly citation: string | null;
  readonly refused: string | null;
};

/** One payer of the whole bill; the bars follow each other from the bill down to nothing. Fen. */
export type OneStopBar = {
  readonly label: string;
  readonly amount: Fen;
  readonly from: Fen;
  readonly to: Fen;
  readonly citation: string | null;
  /** What must be said beside the amount: 待核实, 示例数据，未核实, or nothing. */
  readonly badge: string | null;
};

/** A figure of a product that nobody has compared with its text. */
export type UnverifiedTerm = {
  readonly label: string;
  readonly citation: string;
  readonly place: string;
  readonly url: string | null;
  /** Null where the source gives no period of cover. */
  readonly effectiveFrom: CalendarDate | null;
  readonly isSample: boolean;
};

/** The bill to the end: funds, commercial products, own account, relatives' accounts, cash. */
export type OneStopAnswer = {
  /** `slip`: the public split was given, not calculated. */
  readonly basis: 'calculated' | 'slip';
  readonly payers: FinalPayers;
  readonly inWords: { readonly commercial: string; readonly cash: string };
  readonly sentence: string;
  /** Who pays after the public layers, and the text that says so. */
  readonly order: readonly string[];
  readonly orderCitation: string;
  readonly commercial: readonly CommercialAnswer[];
  readonly family: readonly FamilyAnswer[];
  readonly bars: readonly OneStopBar[];
  readonly unverified: readonly UnverifiedTerm[];
};

/** `steps`: those of the public layers; none where a slip states what they paid. */
export function oneStopAnswer(
  question: OneStopQuestion,
  settled: OneStop,
  steps: readonly ExplainedStep[],
): OneStopAnswer {
  const { payers } = settled;
  const { late } = question;
  return {
    basis: question.slip === null ? 'calculated' : 'slip',
    payers,
    inWords: { commercial: amountInWords(payers.commercial), cash: amountInWords(payers.cash) },
    sentence: sentenceOf(settled),
    order: late.order,
    orderCitation: commercialCitation(late.clause),
    commercial: settled.commercial.map(commercialAnswer),
    family: settled.family.map(({ relation, paid, clause, refused }) => ({
      relation,
      label: RELATION_LABELS[relation],
      paid,
      citation: clause === null ? null : commercialCitation(clause),
      refused,
    })),
    bars: barsOf(settled, late.order, steps),
    unverified: unverifiedOf(settled),
  };
}

function commercialAnswer({ product, outcome, refusal }: CommercialLeg): CommercialAnswer {
  return {
    product: product.id,
    title: product.title,
    badge: product.badge,
    productHash: product.hash,
    paid: outcome?.paid ?? fen(0),
    layers: outcome?.layers ?? [],
    refusal: refusal === null ? null : { code: refusal.code, text: refusal.text },
  };
}

const yuanOf = (amount: number): string => `${formatYuanForPeople(amount as Fen).replace('¥', '')} 元`;

function sentenceOf({ payers, commercial }: OneStop): string {
  const legs = commercial
    .filter(({ outcome }) => outcome !== null)
    .map(({ product, outcome }) => `${product.title}赔付 ${yuanOf(outcome!.paid)}`);
  const pays = [
    `医保各项支付 ${yuanOf(payers.funds)}`,
    ...(payers.hospital > 0 ? [`医院负担 ${yuanOf(payers.hospital)}`] : []),
    ...legs,
    ...(payers.personalAccount > 0 ? [`本人个人账户 ${yuanOf(payers.personalAccount)}`] : []),
    ...(payers.familyAccount > 0 ? [`家庭共济账户 ${yuanOf(payers.familyAccount)}`] : []),
    `个人现金 ${yuanOf(payers.cash)}`,
  ];
  return `总费用 ${yuanOf(payers.total)}：${pays.join('，')}，现金的大写为${amountInWords(payers.cash)}。`;
}

/** What must be said beside what a liability pays; nothing of one that is verified or invented. */
const layerBadge = ({ badge }: LayerOutcome): string | null =>
  badge === '待核实' || badge === '示例数据，未核实' ? badge : null;

const BUCKET_OF = {
  paidByPooledFund: 'pool',
  paidByLargeAmount: 'large',
  paidByCriticalIllness: 'critical',
  paidByCivilServantFund: 'civilServant',
  paidByEnterpriseSupplement: 'enterprise',
  paidByMedicalAssistance: 'aid',
  paidByOtherFunds: 'other',
} as const satisfies Record<(typeof FUND_LABELS)[number][0], ExplainedStep['to']>;

type Pay = readonly [label: string, amount: number, citation: string | null, badge: string | null];

function barsOf(settled: OneStop, order: readonly string[], steps: readonly ExplainedStep[]): OneStopBar[] {
  const { payers, parts, commercial, account, family } = settled;
  const badgeOf = (to: ExplainedStep['to']): string | null =>
    worstFigureBadge(steps.filter((step) => step.to === to));
  const late: Record<string, readonly Pay[]> = {
    commercial: commercial.flatMap(({ product, outcome }) =>
      (outcome?.layers ?? []).map(
        (layer): Pay => [
          `${product.title} ${layer.title}`,
          layer.paid,
          commercialCitation(layer.clause),
          layerBadge(layer),
        ],
      ),
    ),
    account: [
      [
        '本人个人账户',
        account.paid,
        account.clause === null ? null : citationOf(account.clause),
        badgeOf('account'),
      ],
    ],
    family: family.map(
      ({ relation, paid, clause }) =>
        [
          `${RELATION_LABELS[relation]}的共济账户`,
          paid,
          clause === null ? null : commercialCitation(clause),
          clause?.verified === null ? '待核实' : null,
        ] as const,
    ),
  };
  const pays: Pay[] = [
    ...FUND_LABELS.map(([name, label]): Pay => [label, parts[name], null, badgeOf(BUCKET_OF[name])]),
    ['医院负担', payers.hospital, null, null],
    ...order.flatMap((payer) => late[payer] ?? []),
    ['个人现金', payers.cash, null, null],
  ];
  const bars: OneStopBar[] = [];
  let left = payers.total;
  for (const [label, amount, citation, badge] of pays) {
    if (amount === 0) continue;
    const to = subtractFen(left, amount as Fen);
    bars.push({ label, amount: amount as Fen, from: left, to, citation, badge });
    left = to;
  }
  return bars;
}

const citationOf = (clause: { source: string; document: string; article: string }): string =>
  `〔${clause.document || clause.source} ${clause.article}〕`;

function unverifiedOf({ commercial, family }: OneStop): UnverifiedTerm[] {
  const terms = commercial.flatMap(({ product, outcome }) =>
    (outcome?.layers ?? []).map(({ title, clause, badge }) => ({
      ...{ label: title, clause, place: product.title },
      isSample: badge === '示例数据，未核实',
    })),
  );
  const accounts = family.flatMap(({ clause }) =>
    clause === null ? [] : [{ label: '家庭共济账户', clause, place: '参保地', isSample: false }],
  );
  return [...terms, ...accounts]
    .filter(({ clause, isSample }) => clause.verified === null || isSample)
    .map(({ label, clause, place, isSample }) => ({
      label,
      citation: commercialCitation(clause),
      place,
      url: clause.url,
      effectiveFrom: clause.effectiveFrom,
      isSample,
    }));
}

/** The answer as a person reads it. */
export function oneStopText(answer: OneStopAnswer): string[] {
  return [
    '一站式结清（含商业补充保险和账户）：',
    `  ${answer.sentence}`,
    ...answer.bars.map(
      ({ label, amount, to, citation, badge }) =>
        `  ${label}  ${yuanOf(amount)}  （余 ${yuanOf(to)}）${citation ?? ''}` +
        (badge === null ? '' : `（${badge}）`),
    ),
    ...answer.commercial.flatMap(({ title, badge, layers, refusal }) => [
      '',
      `${title}〔${badge}〕：`,
      ...(refusal === null ? [] : [`  不能试算：${refusal.text}；上面个人付的数没有减去它的赔付`]),
      ...(refusal === null && layers.length === 0 ? ['  这张账单没有它承保的部分'] : []),
      ...layers.map(({ text }) => `  ${text}`),
    ]),
    ...answer.family
      .filter(({ refused }) => refused !== null)
      .map(({ label, refused }) => `  ${label}的账户不能使用：${refused}`),
  ];
}
