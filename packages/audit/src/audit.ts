import { addFen, type Fen, ZERO_FEN } from '@zhijie/kernel';
import type { AuditCase, Hit } from './case.ts';
import type { Knowledge } from './knowledge.ts';
import { PREDICATES } from './predicates.ts';
import { RULE_NAMES, RULES, type RuleEntry, type RuleName } from './rules.ts';

/** A hit with the rule it broke; `excess` is the sum over its lines, fen. */
export type Finding = Hit & { readonly rule: RuleName; readonly entry: RuleEntry; readonly excess: Fen };

/**
 * Evaluates every rule over a case (procedures V-15, G-01: the same for patients of any place). Pure: the
 * same case and knowledge give the same findings, in the order of the table of rules. `only` limits it to
 * some.
 */
export function audit(
  subject: AuditCase,
  known: Knowledge,
  only: readonly RuleName[] = RULE_NAMES,
): Finding[] {
  return RULE_NAMES.filter((rule) => only.includes(rule)).flatMap((rule) =>
    PREDICATES[rule](subject, known).map((hit) => ({
      ...hit,
      rule,
      entry: RULES[rule],
      excess: addFen(ZERO_FEN, ...hit.lines.map((line) => line.excess)),
    })),
  );
}
