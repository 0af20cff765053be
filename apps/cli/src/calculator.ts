import { type CalculationResult, calculate as calculateWith } from './calculator/calculate.ts';
import type { Read } from './calculator/fields.ts';
import type { CalculationInput } from './calculator/input.ts';
import type { Knowledge } from './calculator/knowledge.ts';
import { sharedKnowledge } from './calculator/knowledge-on-disk.ts';

export type { CalculationResult, UnverifiedNumber } from './calculator/calculate.ts';
export { FIELD_LABELS } from './calculator/fields.ts';
export type { CalculationInput, LineText } from './calculator/input.ts';
export type { Knowledge } from './calculator/knowledge.ts';
export { knowledgeOf, sharedKnowledge } from './calculator/knowledge-on-disk.ts';
export type { OneStopAnswer } from './calculator/one-stop.ts';
export { type HolderText, SLIP_FIELDS } from './calculator/one-stop-input.ts';
export { type Badge, type Place, places } from './calculator/places.ts';
export { type ListedProduct, productList } from './calculator/products.ts';

/** The calculation, under the repository's packs unless others are given. */
export function calculate(
  input: CalculationInput,
  knowledge: Knowledge = sharedKnowledge(),
): Read<CalculationResult> {
  return calculateWith(input, knowledge);
}
