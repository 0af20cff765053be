import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { Failure } from '@zhijie/kernel';

function eventsIn<E>(file: string): E[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  // The last line may be half written by a program that was killed.
  return lines.flatMap((line, index) => {
    if (line === '') return [];
    try {
      return [JSON.parse(line) as E];
    } catch (cause) {
      if (index >= lines.length - 1) return [];
      throw new Failure(`${file} 第 ${index + 1} 行不能读取`, { cause });
    }
  });
}

/** The events of a counterparty's book in a file: what was kept before, and how more is kept. */
export function bookFile<E>(file: string): { readonly events: readonly E[]; append(event: E): void } {
  return {
    events: eventsIn<E>(file),
    append: (event) => appendFileSync(file, `${JSON.stringify(event)}\n`, { mode: 0o600 }),
  };
}
