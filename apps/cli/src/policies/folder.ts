import { resolve } from 'node:path';
import {
  createPolicyLibrary,
  type Finding,
  lint,
  type PlanChange,
  type PolicyFile,
  type PolicyLibrary,
  planChanges,
  policyShelf,
  runCases,
} from '@zhijie/engine';
import { Failure, ok, type Result } from '@zhijie/kernel';
import { POLICIES, readYamlFiles } from '../policy-files.ts';

/** The packs of a running node and the folder that they are read from. */
export type PolicyFolder = {
  readonly folder: string;
  /** Always the packs in force. */
  readonly library: PolicyLibrary;
  /**
   * Reads the folder again and puts its packs in force, for every question from now on. All or nothing:
   * refused with what is wrong, and then nothing has changed.
   */
  reload(): Result<readonly PlanChange[], readonly Finding[]>;
};

/** `ZHIJIE_POLICIES`, else the packs of this repository. */
export const policiesPath = (environment: NodeJS.ProcessEnv = process.env): string =>
  resolve(environment.ZHIJIE_POLICIES || POLICIES);

/** Opens a folder. Throws `Failure` when its packs do not load: a node never starts on broken ones. */
export function openPolicyFolder(folder: string = policiesPath()): PolicyFolder {
  const first = createPolicyLibrary(readYamlFiles(folder));
  if (!first.ok) throw new Failure(`政策包无法加载（${folder}）：${JSON.stringify(first.refusal)}`);
  const shelf = policyShelf(first.value);
  return {
    folder,
    library: shelf.library,
    reload() {
      const files = readYamlFiles(folder);
      const next = createPolicyLibrary(files);
      if (!next.ok) return next;
      const faults = faultsOf(shelf.library, next.value, files);
      return faults.length > 0 ? { ok: false, refusal: faults } : ok(shelf.replace(next.value));
    },
  };
}

/** Errors of the linter and cases that fail, in the areas whose plans would change. */
function faultsOf(before: PolicyLibrary, next: PolicyLibrary, files: readonly PolicyFile[]): Finding[] {
  const changed = new Set(planChanges(before, next).map((change) => change.packId));
  const areas = new Set(next.packs.filter((pack) => changed.has(pack.packId)).map((pack) => pack.area));
  if (areas.size === 0) return [];
  const errors = lint(next, { areas }).filter((finding) => finding.severity === 'error');
  const folders = next.files.packs
    .filter(({ data }) => areas.has(data.area))
    .map((pack) => `${pack.folder}/`);
  const cases = runCases(
    next,
    files.filter((file) => folders.some((folder) => file.path.startsWith(folder))),
  );
  const failed = cases
    .filter((one) => !one.ok)
    .map(({ file, line, name, differences }): Finding => {
      const message = `案例不符：${name}：${differences.join('；')}`;
      return { file, line, code: 'case', severity: 'error', message, fix: '更正政策包，或更正案例的应得数' };
    });
  return [...errors, ...failed];
}
