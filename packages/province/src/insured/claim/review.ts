/** The machine's review of a claim: it proposes, a person decides. Pure. */
import type { Decision } from '@zhijie/exchange';
import { isCheckCode, isInvoiceKey } from '@zhijie/invoice';
import {
  benefitOf,
  type CareType,
  formatYuan,
  parseYuan,
  type Refusal,
  type Result,
  totalFen,
} from '@zhijie/kernel';
import { type BillProblem, type ClaimCase, valueOfField } from './case.ts';
import { CLAIM_FIELD_LABELS, type ClaimField, PAPER_LABELS, type PaperKind } from './words.ts';

/** `blocks`: not payable while it stands. `check`: a person has to look. `note`: worth knowing. */
export type Finding = {
  readonly code: FindingCode;
  readonly weight: 'blocks' | 'check' | 'note';
  readonly text: string;
};

export type FindingCode =
  | 'invoice-used'
  | 'register-silent'
  | 'stay-settled'
  | 'same-days-elsewhere'
  | 'items-do-not-add-up'
  | 'invoice-number-wrong'
  | 'check-code-wrong'
  | 'code-of-other-place'
  | 'code-of-other-kind'
  | 'invoice-void'
  | 'payer-differs'
  | 'unsure-field'
  | 'not-verified';

export type Verdict = 'approve' | 'refuse' | 'complete-first';

export type Review = {
  readonly missingPapers: readonly PaperKind[];
  readonly problems: readonly BillProblem[];
  readonly findings: readonly Finding[];
  readonly proposal: {
    readonly verdict: Verdict;
    /** What the funds would pay, fen; null when nothing can be computed yet. */
    readonly funds: number | null;
    readonly reasons: readonly string[];
  };
  readonly decision: Decision | null;
};

/** Another stay or visit of the person that the insured place has settled. */
export type OtherCare = {
  readonly providerId: string;
  readonly providerName: string;
  readonly admittedOn: string;
  readonly dischargedOn: string;
  readonly feeTotal: number;
  readonly isStay: boolean;
  readonly isClaim: boolean;
};

export type ReviewFacts = {
  readonly claim: ClaimCase;
  readonly papers: readonly PaperKind[];
  readonly personName: string;
  readonly others: readonly OtherCare[];
  /** Whether the registers know the invoice in another use; `unasked`: the nation's did not answer. */
  readonly register: 'free' | 'own' | 'used' | 'unasked' | 'no-invoice';
  readonly problems: readonly BillProblem[];
  readonly decided: Result<Decision, Refusal> | null;
  readonly textOf: (refusal: Refusal) => string;
};

/** Below this, a person compares the field with the picture. */
const SURE_FROM = 80;

/**
 * Papers that a claim of its kind needs and that are not there. A packet brings its bill, details and
 * diagnoses from the hospital (B-05).
 */
export function missingPapers(claim: ClaimCase, papers: readonly PaperKind[]): PaperKind[] {
  const careType = (claim.packet?.bill.careType ?? valueOfField(claim, 'careType')) as CareType | null;
  const isTrue = (field: ClaimField) => valueOfField(claim, field) === 'true';
  const isStay = careType !== null && benefitOf(careType) === 'inpatient';
  const wanted: PaperKind[] =
    claim.packet !== null
      ? []
      : ['invoice', 'itemised-list', isStay ? 'discharge-summary' : 'diagnosis-proof'];
  if (isTrue('isEmergency') || careType?.startsWith('emergency') === true) wanted.push('emergency-proof');
  const isTrauma = claim.packet?.bill.isTrauma ?? isTrue('isTrauma');
  if (isTrauma) wanted.push('accident-statement');
  return wanted.filter((kind) => !papers.includes(kind));
}

export function reviewClaim(facts: ReviewFacts): Review {
  const { claim, papers, problems, decided } = facts;
  const missing = missingPapers(claim, papers);
  const findings = [
    ...registerFindings(facts),
    ...invoiceFindings(facts),
    ...careFindings(facts),
    ...unsureFindings(claim),
  ];
  const decision = decided?.ok === true ? decided.value : null;
  return {
    missingPapers: missing,
    problems,
    findings,
    decision,
    proposal: proposalOf(facts, missing, findings),
  };
}

function proposalOf(
  { problems, decided, textOf }: ReviewFacts,
  missing: readonly PaperKind[],
  findings: readonly Finding[],
): Review['proposal'] {
  const blocking = findings.filter((finding) => finding.weight === 'blocks').map((finding) => finding.text);
  if (blocking.length > 0) return { verdict: 'refuse', funds: null, reasons: blocking };
  const open = [
    ...missing.map((kind) => `缺少材料：${PAPER_LABELS[kind]}。`),
    ...problems.map(
      ({ field, is }) => `${CLAIM_FIELD_LABELS[field]}${is === 'missing' ? '还没有填写' : '写法不对'}。`,
    ),
  ];
  if (decided !== null && !decided.ok) {
    return { verdict: 'refuse', funds: null, reasons: [textOf(decided.refusal)] };
  }
  const funds = decided === null ? null : decided.value.parts.paidByFunds;
  if (open.length > 0 || decided === null || funds === null) {
    return { verdict: 'complete-first', funds, reasons: open };
  }
  if (funds === 0) {
    const reasons = ['按参保地规定计算，本次没有基金支付金额（见逐步计算）。', ...decided.value.warnings];
    return { verdict: 'refuse', funds, reasons };
  }
  const sum = `按参保地规定计算，基金支付 ${formatYuan(totalFen(funds))} 元。`;
  const checks = findings.filter((finding) => finding.weight === 'check').map((finding) => finding.text);
  return { verdict: 'approve', funds, reasons: [sum, ...decided.value.warnings, ...checks] };
}

function registerFindings({ register }: ReviewFacts): Finding[] {
  const findings: Finding[] = [];
  if (register === 'used') {
    const text = '这张票据已经用于另一次报销或直接结算，不能再次报销。';
    findings.push({ code: 'invoice-used', weight: 'blocks', text });
  }
  if (register === 'unasked') {
    const text = '国家已用票据登记还没有答复，答复前不能核定；系统会自动再问。';
    findings.push({ code: 'register-silent', weight: 'check', text });
  }
  return findings;
}

function invoiceFindings({ claim, personName }: ReviewFacts): Finding[] {
  const value = (field: ClaimField) => valueOfField(claim, field);
  const found: Finding[] = [];
  const add = (code: FindingCode, weight: Finding['weight'], text: string) =>
    found.push({ code, weight, text });
  const [code, number, checkCode] = [value('code'), value('number'), value('checkCode')];
  if (code !== null && number !== null && !isInvoiceKey({ code, number }))
    add(
      'invoice-number-wrong',
      'check',
      '票据代码应为 8 位医疗票据代码、号码应为 10 位数字，请对照票据核对。',
    );
  if (checkCode !== null && !isCheckCode(checkCode))
    add('check-code-wrong', 'check', '校验码应为 6 位字母或数字，请对照票据核对，查验不符的不予报销。');
  const area = claim.packet?.bill.careArea ?? value('careArea');
  if (code !== null && area !== null && code.slice(0, 2) !== area.slice(0, 2))
    add('code-of-other-place', 'check', '票据代码的地区与就医地不同，请核对是哪里开的票据。');
  const careType = (claim.packet?.bill.careType ?? value('careType')) as CareType | null;
  const kind = careType !== null && benefitOf(careType) === 'inpatient' ? '02' : '01';
  if (
    code !== null &&
    careType !== null &&
    isInvoiceKey({ code, number: number ?? '' }) &&
    code.slice(4, 6) !== kind
  )
    add('code-of-other-kind', 'check', '票据种类（门诊或住院）与就医类别不同，请核对。');
  if (value('mark') !== null)
    add('invoice-void', 'blocks', `票据显示“${value('mark')}”，不能报销；请让医院重新开具。`);
  const payer = value('payer');
  if (payer !== null && payer !== personName)
    add('payer-differs', 'check', '票据交款人与参保人姓名不同，请核对是否本人的票据。');
  const sum = sumOfItems(claim);
  const total = parseYuan(value('total') ?? '');
  if (sum !== null && total.ok && sum !== total.value)
    add(
      'items-do-not-add-up',
      'check',
      `分项合计 ${formatYuan(totalFen(sum))} 元与票面合计 ${formatYuan(total.value)} 元不同，请对照票据更正。`,
    );
  if (number !== null) add('not-verified', 'note', '票据真伪请到财政票据查验平台按代码、号码、校验码查验。');
  return found;
}

/** Null when no rows were read. */
function sumOfItems({ items }: ClaimCase): number | null {
  if (items.length === 0) return null;
  return items.reduce((sum, { amount }) => {
    const read = parseYuan(amount);
    return sum + (read.ok ? read.value : 0);
  }, 0);
}

function careFindings({ claim, others }: ReviewFacts): Finding[] {
  const bill = claim.packet?.bill;
  const from = bill?.admittedOn ?? valueOfField(claim, 'admittedOn');
  const to = bill?.dischargedOn ?? valueOfField(claim, 'dischargedOn') ?? from;
  const name = bill?.providerName ?? valueOfField(claim, 'issuer');
  const total = bill?.totals.total ?? parsed(valueOfField(claim, 'total'));
  if (from === null || to === null) return [];
  return others
    .filter((other) => other.admittedOn <= to && from <= other.dischargedOn)
    .flatMap((other): Finding[] => {
      const days = `${other.admittedOn} 至 ${other.dischargedOn}`;
      const isSameBill = other.feeTotal === total && other.admittedOn === from && other.dischargedOn === to;
      const way = other.isClaim ? '手工报销' : '直接结算';
      if (isSameBill) {
        const text = `${other.providerName} ${days} 的同一笔费用已经${way}，不能再次报销。`;
        return [{ code: 'stay-settled', weight: 'blocks', text }];
      }
      if (!other.isStay || other.providerName === name) return [];
      const text = `同一时间（${days}）参保人在 ${other.providerName} 住院并已${way}，请核实是否本人就医。`;
      return [{ code: 'same-days-elsewhere', weight: 'check', text }];
    });
}

function parsed(text: string | null): number | null {
  const amount = parseYuan(text ?? '');
  return amount.ok ? amount.value : null;
}

function unsureFindings({ fields }: ClaimCase): Finding[] {
  return Object.entries(fields).flatMap(([name, { read, corrected }]): Finding[] => {
    if (read === null || corrected !== null || read.confidence >= SURE_FROM) return [];
    const text = `${CLAIM_FIELD_LABELS[name as ClaimField]}识别得不够清楚（把握 ${read.confidence}%），请对照图片核对。`;
    return [{ code: 'unsure-field', weight: 'check', text }];
  });
}
