/** What the calculator's page shares with its program in the browser; nothing here needs Node or a DOM. */

export { calculatorBody } from './calculator/body.ts';
export { outcomePart, outcomeText, readAnswer } from './calculator/outcome.ts';
export type {
  CalculationView,
  CalculatorAnswer,
  CalculatorPort,
  CalculatorRefusal,
} from './calculator/port.ts';
