import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import {
  type AmendedFiles,
  amendPack,
  createPolicyLibrary,
  type Plan,
  type PolicyFile,
} from '@zhijie/engine';
import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { exchangeFolders } from '../../policies/exchange-folders.ts';
import { filesAround } from '../../policies/files-around.ts';
import type { PolicyFolder } from '../../policies/folder.ts';
import { edited, planOf } from '../what-if/prepare.ts';
import type { DraftContent } from './schema.ts';

/** The packs of a place with a change in them, not yet in force. */
export type Candidate = {
  readonly area: string;
  readonly before: Plan;
  readonly after: Plan;
  readonly amended: AmendedFiles;
  /** All files of the place and of the layers above it, cases included. */
  readonly files: readonly PolicyFile[];
};

/** The pack's file and its sources as they lie on the disk now. */
function filesOf({ library, folder }: PolicyFolder, packId: string): AmendedFiles {
  const pack = library.files.packs.find(({ data }) => data.pack === packId)!;
  const read = (path: string): PolicyFile => ({ path, text: readFileSync(join(folder, path), 'utf8') });
  return { pack: read(pack.yaml.file), sources: read(`${pack.folder}/sources.yaml`) };
}

/** Refused with field and fix: a value that the schema refuses, a table of a layer above, a bad day. */
export function candidateOf(policies: PolicyFolder, content: DraftContent): Result<Candidate, Refusal> {
  const { pack, care, changes, from, title, document, issued, article } = content;
  const chosen = planOf(policies, { pack, care, on: from });
  if (!chosen.ok) return chosen;
  const { plan, on } = chosen.value;
  const written = edited(policies, plan, changes);
  if (!written.ok) return written;
  const source = { title, document, issued };
  const amended = amendPack(plan, filesOf(policies, pack), {
    changes: written.value.changes,
    from,
    source,
    article,
  });
  if (!amended.ok) return amended;
  const { area, insuranceType } = chosen.value.pack;
  const ofArea = policies.library.packs.filter((one) => one.area === area).map(({ packId }) => packId);
  const next = [amended.value.pack, amended.value.sources];
  const files = filesAround(policies, ofArea, { hasCases: true }).map(
    (file) => next.find(({ path }) => path === file.path) ?? file,
  );
  const library = createPolicyLibrary(files);
  if (!library.ok) {
    const [first] = library.refusal;
    return refuse('policies-refused', { detail: { text: first!.message, fix: first!.fix } });
  }
  const dates = { admittedOn: on, dischargedOn: on, settledOn: on };
  const after = library.value.planFor({ area, insuranceType, benefit: care, dates });
  if (!after.ok) return refuse('plan-not-in-force');
  return ok({ area, before: plan, after: after.value, amended: amended.value, files });
}

export type Placed = { undo(): void; close(): void };

/**
 * Puts a candidate where the node reads its packs and has it read them, all or nothing, as `pack publish`
 * does. `undo` puts the old ones back in force.
 */
export function place(policies: PolicyFolder, { amended }: Candidate): Result<Placed, Refusal> {
  const name = dirname(amended.pack.path);
  const aside = mkdtempSync(join(tmpdir(), 'zhijie-amend-'));
  try {
    const copy = join(aside, name);
    cpSync(join(policies.folder, name), copy, { recursive: true });
    for (const { path, text } of [amended.pack, amended.sources])
      writeFileSync(join(copy, basename(path)), text);
    const exchange = exchangeFolders(policies.folder, new Map([[name, copy]]));
    const reloaded = policies.reload();
    if (reloaded.ok)
      return ok({
        undo: () => {
          exchange.undo();
          policies.reload();
        },
        close: exchange.close,
      });
    exchange.undo();
    const [first] = reloaded.refusal;
    return refuse('policies-refused', { detail: { text: first!.message, fix: first!.fix } });
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
