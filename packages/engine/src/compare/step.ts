import { formatYuanForPeople, type TotalFen } from '@zhijie/kernel';
import type { adjudicate } from '../adjudicate.ts';
import { BUCKETS, type Bucket, FUNDS, type Fund } from '../buckets.ts';
import type { ExplainedStep } from '../explain.ts';
import { SAMPLE_BADGE } from '../plan/effective.ts';
import type { Clause } from '../plan/program.ts';

/** What `adjudicate` answers for a bill that can be settled. */
export type Settled = Extract<ReturnType<typeof adjudicate>, { readonly ok: true }>['value'];

/** '2,450.00 元': an amount as a Chinese sentence says it. */
export function yuanOf(amount: TotalFen): string {
  return `${formatYuanForPeople(amount).replace('¥', '')} 元`;
}

/** What the step is called in its pack, with its band: the part of its sentence before the figures. */
export function labelOf(step: ExplainedStep): string {
  return step.text.split('：')[0]!;
}

/** What limited the step, in words; null when nothing did. */
export function boundTextOf(step: ExplainedStep): string | null {
  const { bound, to } = step;
  if (bound === null) return null;
  if (bound === 'cap') return '到最高支付限额为止';
  if (bound === 'band') return '这一段已用完';
  if (to === 'deductible') return '费用没有超过起付线';
  return labelOf(step).endsWith('段）') ? '费用没有用完这一段' : '没有碰到限额';
}

/** Said of a figure that nobody has compared with its text. */
export const UNVERIFIED_BADGE = '待核实';

/** What must be said beside the figures of a step: not traced, not compared with the text, or nothing. */
export function figureBadge(step: ExplainedStep): FigureBadge {
  if (step.isSample) return SAMPLE_BADGE;
  return step.clause.verified === null && !isOfCatalogue(step) ? UNVERIFIED_BADGE : null;
}
export type FigureBadge = typeof SAMPLE_BADGE | typeof UNVERIFIED_BADGE | null;

/** What must be said of a figure that several steps made: the worst decides. */
export function worstFigureBadge(steps: readonly ExplainedStep[]): FigureBadge {
  const badges = new Set(steps.map(figureBadge));
  if (badges.has(SAMPLE_BADGE)) return SAMPLE_BADGE;
  return badges.has(UNVERIFIED_BADGE) ? UNVERIFIED_BADGE : null;
}

/** In brackets after a sentence; nothing where nothing must be said. */
export const badgeText = (badge: FigureBadge): string => (badge === null ? '' : `（${badge}）`);

/** 〔document article〕, as every sentence cites. */
export function citationOf({ document, source, article }: Clause): string {
  return `〔${document || source} ${article}〕`;
}

/** The citations of a sentence, outermost brackets only: a document number has brackets of its own. */
export function citationsIn(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '〔' && depth++ === 0) start = at;
    if (text[at] === '〕' && depth > 0 && --depth === 0) found.push(text.slice(start, at + 1));
  }
  return found;
}

const PAYERS = BUCKETS.slice(BUCKETS.indexOf('pool'));

export const isPayer = (bucket: Bucket): boolean => PAYERS.includes(bucket);
export const isFund = (bucket: Bucket): bucket is Fund => (FUNDS as readonly Bucket[]).includes(bucket);

/**
 * The catalogue of the place of care leaves these with the person: no figure of the insured place decides.
 */
export const isOfCatalogue = ({ from, to }: ExplainedStep): boolean =>
  to === 'cash' && (from === 'excluded' || from === 'overLimit' || from === 'selfPaidFirst');
