/** The thread of `checkApart`. */
import { createPolicyLibrary } from '@zhijie/engine';
import { Failure } from '@zhijie/kernel';
import { examinePacks, summaryOf } from '../commands/pack-check.ts';
import { threadTask } from '../in-thread.ts';
import type { CheckAnswer, CheckTask } from './check-apart.ts';

const { task, finish } = threadTask<CheckTask, CheckAnswer>();
const library = createPolicyLibrary(task.files);
if (!library.ok) throw new Failure(`政策包无法加载：${JSON.stringify(library.refusal)}`);
const { on, area, files } = task;
const scope = { areas: new Set([area]) };
const report = examinePacks(library.value, files, { on, scope, progress: () => undefined });
const { findings, cases, failedCases, thresholds, bills, differences, numbers } = report;
finish({
  findings,
  cases,
  failedCases: failedCases.map(({ name, differences: found }) => ({ name, differences: found })),
  thresholds,
  bills,
  differences,
  numbers,
  summary: summaryOf(report),
});
