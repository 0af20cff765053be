import {
  type CommercialLeg,
  commercialCitation,
  type FinalPayers,
  type LayerOutcome,
  type OneStop,
  RELATION_LABELS,
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
};

/** A figure of a product that nobody has compared with its text. */
export type UnverifiedTerm = {
  readonly label: string;
  readonly citation: string;
  readonly place: string;
  readonly url: string | null;
  /** Null where the source gives no period of cover. */
  readonly effectiveFrom: CalendarDate | null;
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

export function oneStopAnswer(question: OneStopQuestion, settled: OneStop): OneStopAnswer {
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
    bars: barsOf(settled, late.order),
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

function barsOf(settled: OneStop, order: readonly string[]): OneStopBar[] {
  const { payers, parts, commercial, account, family } = settled;
  const late: Record<string, readonly (readonly [string, number, string | null])[]> = {
    commercial: commercial.flatMap(({ product, outcome }) =>
      (outcome?.layers ?? []).map(
        (layer) => [`${product.title} ${layer.title}`, layer.paid, commercialCitation(layer.clause)] as const,
      ),
    ),
    account: [['本人个人账户', account.paid, account.clause === null ? null : citationOf(account.clause)]],
    family: family.map(
      ({ relation, paid, clause }) =>
        [
          `${RELATION_LABELS[relation]}的共济账户`,
          paid,
          clause === null ? null : commercialCitation(clause),
        ] as const,
    ),
  };
  const pays: (readonly [string, number, string | null])[] = [
    ...FUND_LABELS.map(([name, label]) => [label, parts[name], null] as const),
    ['医院负担', payers.hospital, null],
    ...order.flatMap((payer) => late[payer] ?? []),
    ['个人现金', payers.cash, null],
  ];
  const bars: OneStopBar[] = [];
  let left = payers.total;
  for (const [label, amount, citation] of pays) {
    if (amount === 0) continue;
    const to = subtractFen(left, amount as Fen);
    bars.push({ label, amount: amount as Fen, from: left, to, citation });
    left = to;
  }
  return bars;
}

const citationOf = (clause: { source: string; document: string; article: string }): string =>
  `〔${clause.document || clause.source} ${clause.article}〕`;

function unverifiedOf({ commercial, family }: OneStop): UnverifiedTerm[] {
  const terms = commercial.flatMap(({ product, outcome }) =>
    (outcome?.layers ?? []).map(({ title, clause }) => ({ label: title, clause, place: product.title })),
  );
  const accounts = family.flatMap(({ clause }) =>
    clause === null ? [] : [{ label: '家庭共济账户', clause, place: '参保地' }],
  );
  return [...terms, ...accounts]
    .filter(({ clause }) => clause.verified === null)
    .map(({ label, clause, place }) => ({
      label,
      citation: commercialCitation(clause),
      place,
      url: clause.url,
      effectiveFrom: clause.effectiveFrom,
    }));
}

/** The answer as a person reads it. */
export function oneStopText(answer: OneStopAnswer): string[] {
  return [
    '一站式结清（含商业补充保险和账户）：',
    `  ${answer.sentence}`,
    ...answer.bars.map(
      ({ label, amount, to, citation }) =>
        `  ${label}  ${yuanOf(amount)}  （余 ${yuanOf(to)}）${citation ?? ''}`,
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
