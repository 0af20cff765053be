export { audit, type Finding } from './audit.ts';
export type { AuditCase, AuditLine, FoundLine, Hit, Severity } from './case.ts';
export {
  type AgePoint,
  type ContentPoint,
  type DailyPoint,
  EXAMPLE_KNOWLEDGE,
  type GenderPoint,
  type Knowledge,
} from './knowledge.ts';
export { RULE_NAMES, RULES, type RuleEntry, type RuleName } from './rules.ts';
