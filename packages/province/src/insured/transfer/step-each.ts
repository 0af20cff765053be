import { NoAnswer, NotDelivered } from '@zhijie/exchange';

/** Takes each one step on; answers how many moved. Whose area is silent is asked again later. */
export async function stepEach<Row>(
  rows: readonly Row[],
  step: (row: Row) => Promise<boolean>,
): Promise<number> {
  let moved = 0;
  for (const row of rows) {
    try {
      if (await step(row)) moved += 1;
    } catch (error) {
      if (!(error instanceof NotDelivered) && !(error instanceof NoAnswer)) throw error;
    }
  }
  return moved;
}
