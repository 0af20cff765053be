import {
  type AdjudicationInput,
  type Fact,
  type Plan,
  type UnstatedFact,
  unstatedFacts,
} from '@zhijie/engine';
import { CIRCUMSTANCE_LABELS, type CircumstanceName } from './circumstances.ts';
import { STATED_BY } from './fields.ts';

/** By which names the calculator reads a fact. */
const NAMES: Readonly<Partial<Record<Fact, readonly CircumstanceName[]>>> = {
  continuedFrom: ['transferredWith', 'carriedOver'],
};

const namesOf = (fact: Exclude<Fact, 'careArea'>): readonly CircumstanceName[] =>
  NAMES[fact] ?? [fact as CircumstanceName];

function labelOf(fact: Fact): string {
  return fact === 'careArea'
    ? '就医地'
    : namesOf(fact)
        .map((name) => CIRCUMSTANCE_LABELS[name])
        .join('或');
}

function statedBy(fact: Fact): string {
  if (fact === 'careArea') return `${STATED_BY.careArea} 或 careArea`;
  const names = namesOf(fact);
  const flags = names.map((name) => `--stated ${name}=…`).join('、');
  return `${flags} 或 ${names.map((name) => `circumstances.${name}`).join('、')}`;
}

function textOf({ fact, tables, assumed, decides }: UnstatedFact): string {
  const effect = decides ? '写明后金额可能不同' : '这张账单不因此改变';
  return `没有写明${labelOf(fact)}，该地的${tables.join('、')}与它有关：${assumed}；${effect}（写明用 ${statedBy(fact)}）`;
}

/** What this place asks about and the bill does not state, what was taken instead, and how to state it. */
export const askedTexts = (plan: Plan, bill: AdjudicationInput): string[] =>
  unstatedFacts(plan, bill).map(textOf);
