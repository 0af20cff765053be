export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Asks again and again, 10 ms apart, until it holds (true) or the time is over (false). */
export async function waitUntil(holds: () => boolean, limitMs: number, stepMs = 10): Promise<boolean> {
  for (let waited = 0; waited < limitMs; waited += stepMs) {
    if (holds()) return true;
    await sleep(stepMs);
  }
  return holds();
}
