/** Test support: what happens behind the pages, asked through the public APIs. */
import { type Clock, type Instant, parseDateTime } from '@zhijie/kernel';

/** A moment in China: '2026-03-20' is noon. */
export function at(text: string): Instant {
  const parsed = parseDateTime(text.length === 10 ? `${text} 12:00:00` : text);
  if (!parsed.ok) throw new Error(`${text} is no moment`);
  return parsed.value;
}

export type StageClock = { readonly now: Clock; set(text: string): void };

/** A clock that a story moves. */
export function stageClock(text: string): StageClock {
  let now = at(text);
  return {
    now: () => now,
    set: (next) => {
      now = at(next);
    },
  };
}

type Act = {
  readonly area: string;
  readonly path: string;
  readonly body: object;
  readonly operator?: string;
};

/** A POST of an agency that must succeed. */
export async function tell(url: string, { area, path, body, operator = 'test' }: Act): Promise<unknown> {
  const response = await fetch(`${url}/api/agency/${path}`, {
    method: 'POST',
    headers: { 'x-zhijie-agency': area, 'x-zhijie-operator': operator },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${area} ${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}
