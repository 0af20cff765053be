import { dirname, resolve } from 'node:path';
import { createPolicyLibrary, type PlanChange, type PolicyLibrary, planChanges } from '@zhijie/engine';
import { type Benefit, Failure, LABELS } from '@zhijie/kernel';
import { exchangeFolders, type Folders, foldersIn, withFolders } from '../policies/exchange-folders.ts';
import { readYamlFiles } from '../policy-files.ts';
import { type AgencyClient, agencyClient } from './agency/client.ts';
import type { Values } from './command.ts';
import { folderOf, isFolder, today } from './pack-arguments.ts';
import { examinePacks, findingLine, printReport } from './pack-check.ts';

type Answer = { readonly folder: string; readonly packs: number; readonly changes: readonly PlanChange[] };

/**
 * `pack publish DIR`: checks the packs of a folder together with those in force, puts them where the nodes
 * read theirs, and tells a running node to read them: in force from that moment on, without a restart. What
 * is bad is refused whole; then nothing has changed anywhere.
 */
export async function publishPacks(
  values: Values,
  given: readonly string[],
): Promise<number | { readonly wrong: string }> {
  const [path, ...more] = given;
  if (path === undefined || more.length > 0 || !isFolder(path))
    return { wrong: '写成 zhijie pack publish 文件夹，如 pack publish 改过的副本/370600-yantai' };
  const folders = foldersIn(path);
  if (folders === null) return { wrong: `${path} 里没有政策包` };
  const target = folderOf(values);
  const own = resolve(target);
  const isInPlace = resolve(path) === own || dirname(resolve(path)) === own;
  if (!isSound(target, folders)) return 1;
  return isInPlace ? await tell(values, null) : await place(values, target, folders);
}

/** Whether everything would be well with the folders exchanged; says what is not. */
function isSound(target: string, folders: Folders): boolean {
  const files = withFolders(target, folders);
  const next = createPolicyLibrary(files);
  if (!next.ok) {
    const lines = next.refusal.map(findingLine).join('\n');
    console.error(`没有发布，${next.refusal.length} 处错误，原来的政策包继续有效：\n${lines}`);
    return false;
  }
  const scope = { areas: areasOf(target, folders, next.value) };
  const report = examinePacks(next.value, files, { on: today(), scope, progress: () => undefined });
  const errors = report.findings.filter((finding) => finding.severity === 'error');
  if (errors.length + report.failedCases.length + report.differences.length > 0) {
    printReport(report);
    console.error('没有发布：原来的政策包继续有效');
    return false;
  }
  for (const finding of report.findings) console.log(findingLine(finding));
  return true;
}

/** The areas whose plans change, and those of the folders themselves: a layer above reaches every area. */
function areasOf(target: string, folders: Folders, next: PolicyLibrary): ReadonlySet<string> {
  const before = createPolicyLibrary(readYamlFiles(target));
  const changed = new Set(before.ok ? planChanges(before.value, next).map((change) => change.packId) : []);
  const packs = next.files.packs.filter(
    ({ folder, data }) => folders.has(folder) || changed.has(data.pack) || !before.ok,
  );
  return new Set(packs.map(({ data }) => data.area));
}

/** Puts the folders in place and tells the node; a node that refuses gets its old folders back. */
async function place(values: Values, target: string, folders: Folders): Promise<number> {
  const exchange = exchangeFolders(target, folders);
  try {
    const code = await tell(values, exchange.undo);
    exchange.close();
    return code;
  } catch (cause) {
    exchange.close();
    throw cause;
  }
}

async function tell(values: Values, undo: (() => void) | null): Promise<number> {
  const target = folderOf(values);
  if (values.offline === true) {
    console.log(`已放入 ${target}；节点下次启动时生效`);
    return 0;
  }
  const answer = await asked(agencyClient(values), target);
  if (!answer.ok) {
    undo?.();
    const { text, fix } = answer.refusal;
    console.error(`节点没有接受：${text}\n${fix}\n${undo === null ? '' : '文件夹已恢复原样'}`);
    return 1;
  }
  if (resolve(answer.value.folder) !== resolve(target))
    console.error(`注意：节点读取的是 ${answer.value.folder}，不是 ${target}；请用 --folder 指出`);
  printChanges(answer.value);
  return 0;
}

async function asked(client: AgencyClient, target: string) {
  try {
    return await client.post<Answer>('policies/reload', {});
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    const text = `已放入 ${target}，但没有通知到节点：${cause.message}。节点没有运行时加 --offline，下次启动时生效`;
    throw new Failure(text, { cause });
  }
}

const short = (hash: string | null): string => hash?.slice(0, 16) ?? '无';

function printChanges({ packs, changes }: Answer): void {
  console.log(`已生效，无需重启：节点现有 ${packs} 个政策包，${changes.length} 个版本变了`);
  for (const { packId, benefit, on, before, after } of changes)
    console.log(
      `  ${packId} ${LABELS.benefit[benefit as Benefit]} 自 ${on}：${short(before)} → ${short(after)}`,
    );
}
