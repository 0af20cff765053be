import { monthFlow, pharmacyFlow, reconciliationFlow } from './books.ts';
import type { Flow } from './flow.ts';
import { mobileFlow } from './mobile.ts';
import { chronicFlow, inpatientFlow, lostAnswerFlow, outpatientFlow, refundFlow } from './visits.ts';

export type { Flow, Step } from './flow.ts';

/** In the order in which a developer meets them. */
export const flows: readonly Flow[] = [
  outpatientFlow,
  inpatientFlow,
  pharmacyFlow,
  chronicFlow,
  refundFlow,
  lostAnswerFlow,
  mobileFlow,
  reconciliationFlow,
  monthFlow,
];
