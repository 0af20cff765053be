import { ADMISSION_UNITS, OUTPATIENT_DEDUCTIBLE_AT } from '../accumulators.ts';
import { AT } from '../buckets.ts';
import type { DeductibleLine } from './compile-first.ts';
import { type Grid, NOT_PROVIDED } from './grid.ts';
import { integer, move, refuseIf, type Source } from './source.ts';
import { codeOf } from './trace.ts';

/** No cell says so: a referral class without deductible. */
const NO_DEDUCTIBLE = -2;

/** The lines of `applyDeductible`; null where they would need more than the bill and the year. */
export function deductible(line: DeductibleLine, source: Source): string[] | null {
  const { yearCap, special } = line;
  if (line.grids.every((grid) => grid === null)) return [];
  if (special?.countsSameLevel && isByOrdinal(line)) return null;
  const due = source.name('due');
  const paid = `accumulators.${line.isOutpatient ? 'outpatientDeductiblePaid' : 'deductiblePaid'}`;
  const code = (rules: readonly number[]): string => {
    const codes = rules.map((rule) => codeOf(rule, AT.eligible, AT.deductible, -1));
    return codes.every((one) => one === codes[0])
      ? integer(codes[0]!)
      : source.at(codes, source.where('referral'));
  };
  const before = admissionsBefore(line, source);
  const lines = [
    `let ${due} = ${waived(line, before, source)} ? ${NO_DEDUCTIBLE} : ${dueBy(line.grids, source)};`,
    refuseIf(`${due} === ${NOT_PROVIDED}`),
    `if (${due} !== ${NO_DEDUCTIBLE}) {`,
    ...reduced(line, due, before, source),
  ];
  if (line.isAnnual) lines.push(`${due} = Math.max(0, ${due} - (${paidAtLevel(line, source) ?? paid}));`);
  if (Number.isFinite(yearCap)) {
    lines.push(`${due} = Math.min(${due}, Math.max(0, ${integer(yearCap)} - ${paid}));`);
  }
  lines.push(
    `deductibleTaken = Math.min(eligible, ${due});`,
    'if (deductibleTaken > 0) {',
    move(`eligible < ${due} ? ${code(line.baseEnded)} : ${code(line.whole)}`, 'eligible', 'deductibleTaken'),
    '}',
    'deductible = deductibleTaken;',
    'eligible -= deductibleTaken;',
    '}',
  );
  return lines;
}

const isByOrdinal = ({ grids, special }: DeductibleLine): boolean =>
  [...grids, special?.minus ?? null].some((grid) => grid?.by.includes('ordinal'));

function admissionsBefore({ special }: DeductibleLine, source: Source): string {
  if (!special?.countsSameLevel) return 'accumulators.admissions';
  const units = source.at(ADMISSION_UNITS, source.where('level'));
  return `(Math.floor(accumulators.admissionsByLevel / ${units}) % 100)`;
}

/** For later admissions: by share of the figure and by steps of fen, not under the floor. */
function reduced(line: DeductibleLine, due: string, before: string, source: Source): string[] {
  const { factors, floor, round } = line;
  const minus = line.special?.minus ?? null;
  const lines: string[] = [];
  if (factors.length > 0) {
    const factor = source.at(factors, `Math.min(${before}, ${factors.length - 1})`);
    const lowered = source.rounded(round, `${due} * ${factor}`);
    lines.push(`${due} = Math.max(Math.min(${integer(floor)}, ${due}), ${lowered});`);
  }
  if (minus !== null) {
    const step = source.cell(minus);
    lines.push(
      refuseIf(`${step} === ${NOT_PROVIDED} && ${before} > 0`),
      `if (${step} > 0) {`,
      `${due} = Math.max(Math.min(${integer(floor)}, ${due}), ${due} - ${step} * ${before});`,
      '}',
    );
  }
  return lines;
}

/** A bill without circumstances is of an ordinary cause and without a contract with a family doctor. */
function waived({ waive }: DeductibleLine, before: string, source: Source): string {
  const conditions = waive
    .filter(({ causes, needsFamilyDoctor }) => !needsFamilyDoctor && (causes === null || causes[0]))
    .map(({ fromOrdinal, ages, aid }) => {
      const met = [`${before} >= ${integer(fromOrdinal - 1)}`];
      if (ages !== null) met.push(`${source.at(ages.map(Number), source.where('age'))} === 1`);
      if (aid !== null) met.push(`${source.at(aid.map(Number), source.where('aid'))} === 1`);
      return `(${met.join(' && ')})`;
    });
  return conditions.length === 0 ? 'false' : `(${conditions.join(' || ')})`;
}

/** What the year has paid at the level of the bill, where each level has a deductible of its own. */
function paidAtLevel({ special }: DeductibleLine, source: Source): string | null {
  if (special?.basis !== 'annual-by-level') return null;
  const paid = OUTPATIENT_DEDUCTIBLE_AT.map((counter) => `accumulators.${counter}`);
  const at = source.where('level');
  return paid.slice(1).reduce((all, one, index) => `${at} === ${index + 1} ? ${one} : (${all})`, paid[0]!);
}

/** By referral class: most have the same figure. */
function dueBy(grids: readonly (Grid | null)[], source: Source): string {
  const of = (grid: Grid | null): string => (grid === null ? integer(NO_DEDUCTIBLE) : source.cell(grid));
  const [most, ...others] = [...new Set(grids)];
  let expression = of(most!);
  for (const grid of others) {
    const has = grids.map((one) => (one === grid ? 1 : 0));
    expression = `${source.at(has, source.where('referral'))} === 1 ? ${of(grid)} : (${expression})`;
  }
  return expression;
}
