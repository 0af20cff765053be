import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { applyOverlay, type Finding, isOverlayPath, type PolicyLibrary } from '@zhijie/engine';
import { readYamlFiles } from '../policy-files.ts';

/** One overlay as `pack check` sees it; without name and hash it does not load. */
export type OverlayCheck = {
  readonly file: string;
  readonly overlayId: string | null;
  readonly baseId: string | null;
  /** Of base and overlay together. */
  readonly hash: string | null;
  readonly findings: readonly Finding[];
};

/** Whether a file is an overlay: it says so in its first words, wherever it lies. */
export function isOverlayFile(path: string): boolean {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  return isFile && /\.ya?ml$/.test(path) && /^overlay:/m.test(readFileSync(path, 'utf8'));
}

/** Checks one overlay over the packs of the library. */
export function checkOverlay(library: PolicyLibrary, path: string, shownAs = path): OverlayCheck {
  const overlay = applyOverlay(library, { path: shownAs, text: readFileSync(path, 'utf8') });
  if (!overlay.ok) {
    return { file: shownAs, overlayId: null, baseId: null, hash: null, findings: overlay.refusal };
  }
  const { overlayId, baseId, hash, findings } = overlay.value;
  return { file: shownAs, overlayId, baseId, hash, findings };
}

/** Checks every overlay below a policy folder. */
export function checkOverlays(library: PolicyLibrary, folder: string): OverlayCheck[] {
  return readYamlFiles(folder)
    .filter(({ path }) => isOverlayPath(path))
    .map(({ path }) => checkOverlay(library, join(folder, path), path));
}

/** The overlay by its hash, or that it cannot be used. */
export function overlayLine({ file, overlayId, baseId, hash }: OverlayCheck): string {
  if (hash === null) return `试算 ${file}：不能使用`;
  return `试算 ${overlayId}（改 ${baseId}）：可用，政策包与试算合并哈希 ${hash}`;
}
