import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Instant, instant } from '@zhijie/kernel';

type Entry = { readonly story: string; readonly beganAt?: number; readonly isTold?: boolean };

/** How far a data folder is with one story; null when it was never begun. */
export type Progress = { readonly beganAt: Instant; readonly isTold: boolean };

/** What a data folder remembers of the worked examples, across any end of the program. */
export type StoryJournal = {
  progressOf(story: string): Progress | null;
  /** Remembers the clock of a story before its first call: a repeat makes the same calls again. */
  begin(story: string, at: Instant): void;
  told(story: string): void;
};

function parsed(line: string): Entry[] {
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    // The program or the machine ended while this line was written: what it says did not happen.
    return [];
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw cause;
  }
}

function sync(path: string): void {
  // Windows cannot open a folder.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** The journal of a data folder: one JSON line per step, on the disk before the step counts. */
export function openStoryJournal(dataDir: string): StoryJournal {
  const file = join(dataDir, 'examples.jsonl');
  const text = readText(file);
  let isTorn = text !== '' && !text.endsWith('\n');
  const known = new Map<string, Progress>();
  const learn = ({ story, beganAt, isTold }: Entry): void => {
    const at = known.get(story)?.beganAt ?? instant(beganAt ?? 0);
    known.set(story, { beganAt: at, isTold: isTold === true });
  };
  for (const line of text.split('\n')) parsed(line).forEach(learn);
  const append = (entry: Entry): void => {
    const out = openSync(file, 'a', 0o600);
    try {
      writeSync(out, `${isTorn ? '\n' : ''}${JSON.stringify(entry)}\n`);
      fsyncSync(out);
    } finally {
      closeSync(out);
    }
    if (known.size === 0) sync(dirname(file));
    isTorn = false;
    learn(entry);
  };
  return {
    progressOf: (story) => known.get(story) ?? null,
    begin: (story, at) => append({ story, beganAt: at }),
    told: (story) => append({ story, isTold: true }),
  };
}
