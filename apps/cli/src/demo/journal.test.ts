import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant } from '@zhijie/kernel';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStoryJournal } from './journal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zhijie-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a story that was begun keeps its clock, one that was told stays told', () => {
  const first = openStoryJournal(folder);
  expect(first.progressOf('A1')).toBeNull();
  first.begin('A1', instant(1_000));
  first.told('A1');
  first.begin('A2', instant(2_000));
  const next = openStoryJournal(folder);
  expect(next.progressOf('A1')).toEqual({ beganAt: 1_000, isTold: true });
  expect(next.progressOf('A2')).toEqual({ beganAt: 2_000, isTold: false });
  expect(next.progressOf('A3')).toBeNull();
});

test('a line that was torn did not happen, and spoils no later one', () => {
  openStoryJournal(folder).begin('A1', instant(1_000));
  appendFileSync(join(folder, 'examples.jsonl'), '{"story":"A1","isTo');
  const next = openStoryJournal(folder);
  expect(next.progressOf('A1')).toEqual({ beganAt: 1_000, isTold: false });
  next.told('A1');
  expect(openStoryJournal(folder).progressOf('A1')).toEqual({ beganAt: 1_000, isTold: true });
});
