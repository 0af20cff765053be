import { ADMISSION_UNITS } from '../accumulators.ts';
import type { AdjudicationInput } from '../adjudicate.ts';
import { BUCKETS, FUNDS } from '../buckets.ts';
import { type Settled, settle } from '../settled.ts';
import {
  aidIndex,
  type Dimension,
  groupIndex,
  LAST_ORDINAL,
  levelIndex,
  MONTHS_UNSTATED,
  OLDEST,
  referralIndex,
} from './dimensions.ts';
import { stageLines } from './generate-stages.ts';
import type { Plan } from './plan.ts';
import { Source } from './source.ts';
import { openBill, type TraceWriter } from './trace.ts';

/**
 * The stages of one plan as one function, for a bill without circumstances. Null for one that would be
 * refused: the stages then say why.
 * Its result is that of the stages to the last byte (property-tested over all plans).
 */
export type Generated = (plan: Plan, input: AdjudicationInput, writer: TraceWriter) => Settled | null;

/** How the code of a plan finds where a bill stands; of a dimension that is not here no code is made. */
const WHERE: Readonly<Partial<Record<string, string>>> = {
  level: 'levelIndex(input.level)',
  group: 'groupIndex(input.group)',
  referral: 'referralIndex(input.referral)',
  aid: 'aidIndex(input.aidCategory)',
  civilServant: 'input.civilServant ? 1 : 0',
  age: `Math.min(Math.max(input.age, 0), ${OLDEST})`,
  ordinal: `Math.min(accumulators.admissions, ${LAST_ORDINAL - 1})`,
  // A bill that states any of these is settled by the stages.
  tier: '0',
  cause: '0',
  familyDoctor: '0',
  selected: '0',
  rank: '0',
  months: String(MONTHS_UNSTATED),
  disease: '0',
  village: '0',
};

const HELPERS = { levelIndex, groupIndex, referralIndex, aidIndex, openBill, settle, ADMISSION_UNITS };

/** Once known (a browser's content security policy), it is not tried again. */
let isForbidden = false;

/**
 * Makes the code of a plan: the arithmetic of its stages with every figure in its place, so that a bill costs
 * neither look-ups nor calls. The text consists of what stands in this folder and of integers: nothing that
 * somebody wrote in a pack enters it. Null where code from text is forbidden, and for a plan with something
 * that is not known here; such plans run stage by stage.
 */
export function generate(plan: Plan): Generated | null {
  if (isForbidden) return null;
  const source = sourceOf(plan);
  if (source === null) return null;
  const values = { ...HELPERS, ...source.values };
  try {
    const make = new Function(...Object.keys(values), source.text()) as (...all: unknown[]) => Generated;
    return make(...Object.values(values));
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    isForbidden = true;
    return null;
  }
}

/** Where a bill begins: what it brings, and nothing paid by anybody. */
const BUCKET_STARTS: Readonly<Record<string, string>> = {
  eligible: 'fees.eligible',
  excluded: 'fees.excluded',
  overLimit: 'fees.overLimit',
  selfPaidFirst: 'fees.selfPaidFirst',
};

/** Null when a stage or a dimension of the plan is not known to the generator. */
export function sourceOf({ program, insuranceType }: Plan): Source | null {
  const source = new Source();
  const stages: string[] = [];
  for (const stage of program.stages) {
    const lines = stageLines(stage, source);
    if (lines === null) return null;
    stages.push(...lines);
  }
  const open = program.gate.map((gate) => (gate === 'applies' ? 1 : 0));
  const where: string[] = [];
  for (const dimension of new Set<Dimension>(['group', 'referral', 'level', ...source.used])) {
    const expression = WHERE[dimension];
    if (expression === undefined) return null;
    where.push(`const ${source.where(dimension)} = ${expression};`);
  }
  source.lines.push(
    'return function settleBill(plan, input, writer) {',
    'const { fees, accumulators } = input;',
    ...where,
    `if (${insuranceType === 'employee' ? 'groupAt >= 2' : 'groupAt < 2'}) return null;`,
    `if (${source.at(open, source.where('referral'))} === 0) return null;`,
    ...BUCKETS.map((bucket) => `let ${bucket} = ${BUCKET_STARTS[bucket] ?? 0};`),
    'let poolRate = 0, deductibleTaken = 0, firstTaken = 0, secondBase = 0, largeBase = 0;',
    `openBill(writer, ${program.numbersAtMost}, ${program.funds.length});`,
    'const page = writer.page, start = writer.traceStart;',
    'let at = writer.traceEnd;',
    ...stages,
    'writer.traceEnd = at;',
    'return settle(plan, fees, accumulators, writer, poolRate, deductibleTaken, firstTaken, secondBase,',
    `largeBase, ADMISSION_UNITS[${source.where('level')}], ${source.where('level')},`,
    `${program.apart?.[0] ? 1 : 0},`,
    `${[...FUNDS, 'account', 'cash'].join(', ')});`,
    '};',
  );
  return source;
}
