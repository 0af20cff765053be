export {
  type CalculationResult,
  calculate,
  type UnverifiedNumber,
} from './calculator/calculate.ts';
export { FIELD_LABELS } from './calculator/fields.ts';
export type { CalculationInput, LineText } from './calculator/input.ts';
export { type Knowledge, knowledgeOf, sharedKnowledge } from './calculator/knowledge.ts';
export { type Badge, type Place, places } from './calculator/places.ts';
