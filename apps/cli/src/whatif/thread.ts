/** The thread of `whatIfApart`: loads the packs that it was given, runs one what-if, posts how far it is. */
import { applyOverlay, createPolicyLibrary } from '@zhijie/engine';
import { Failure } from '@zhijie/kernel';
import { threadTask } from '../in-thread.ts';
import type { WhatIfAnswer, WhatIfTask } from './apart.ts';
import { csvOf } from './csv.ts';
import { type Comparison, compare } from './policies.ts';
import { runWhatIf } from './run.ts';
import { simulate } from './simulate.ts';
import { tablesOf } from './tables.ts';
import { traceHead, traceLine } from './trace-file.ts';
import { cautions, headline } from './words.ts';

const { task, ...thread } = threadTask<WhatIfTask, WhatIfAnswer | string>();
let told = 0;
/** At most a hundred times. */
const tell = (done: number): void => {
  const percent = Math.floor((done * 100) / task.size);
  if (percent > told) thread.tell(done);
  told = percent;
};

function comparisonOf({ files, overlay, overlayHash, packId, on, scope }: WhatIfTask): Comparison {
  const library = createPolicyLibrary(files);
  if (!library.ok) throw new Failure(`政策包无法加载：${JSON.stringify(library.refusal)}`);
  const laid = applyOverlay(library.value, overlay);
  // The files on the disk may be newer than the packs in force.
  if (!laid.ok || laid.value.hash !== overlayHash) throw new Failure('政策包文件已改，尚未换上');
  const pack = library.value.packs.find((one) => one.packId === packId);
  if (pack === undefined) throw new Failure(`没有政策包 ${packId}`);
  return compare(library.value, laid.value, pack, { on, scope });
}

function answer(comparison: Comparison): WhatIfAnswer {
  const { seed, size, scope, overlayName, overlay, explained } = task;
  const run = runWhatIf(comparison, { seed, size, scope, overlayName, explained, onProgress: tell });
  const { report } = run;
  return {
    provenance: report.provenance,
    headline: headline(report.result),
    cautions: cautions(report),
    tables: tablesOf(report.result),
    stays: run.examples(),
    csv: csvOf(report),
    overlayText: overlay.text,
  };
}

/** As `--trace` writes it. */
function trace(comparison: Comparison): string {
  const { seed, size, scope, traced } = task;
  const about = { hash: comparison.overlay.hash, seed, size, scope, on: comparison.on, visits: traced };
  const lines = [traceHead(comparison, about)];
  const onVisit = (visit: Parameters<typeof traceLine>[0]): void => void lines.push(traceLine(visit));
  simulate(comparison, { seed, size: Math.min(size, traced), scope, onVisit });
  return `${lines.join('\n')}\n`;
}

const comparison = comparisonOf(task);
thread.finish(task.traced > 0 ? trace(comparison) : answer(comparison));
