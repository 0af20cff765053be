import { readFileSync } from 'node:fs';
import type { CalculatorPort } from '../calculator/port.ts';

const example = (): string =>
  readFileSync(new URL('./example-calculation.json', import.meta.url), 'utf8').trim();

/** One recorded answer of the engine (journey 4) for every bill with a total; a refusal for those without. */
export function fakeCalculator(): CalculatorPort {
  return {
    async answer(body) {
      if ('total' in (JSON.parse(body) as object)) return { status: 200, json: example() };
      const refusal = { code: 'invalid-input', field: 'total', text: '总费用：没有给出', alternatives: [] };
      return { status: 422, json: JSON.stringify({ refusal }) };
    },
    products: async () => [{ id: 'demo', title: '示例惠民保', badge: '虚构' }],
    program: async () => null,
  };
}
