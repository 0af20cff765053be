import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPolicyLibrary, lint } from '@zhijie/engine';
import { INSURANCE_TYPES, type InsuranceType, isAreaCode, isWord, LABELS } from '@zhijie/kernel';
import { readYamlFiles } from '../policy-files.ts';
import type { Values } from './command.ts';
import { dayOf, folderOf, isFolder, textOf, today } from './pack-arguments.ts';
import { findingLine } from './pack-check.ts';
import { caseSkeleton, packSkeleton, sourcesSkeleton } from './pack-skeleton.ts';

type Asked = {
  readonly area: string;
  readonly insurance: InsuranceType;
  readonly title: string;
  readonly from: string;
  readonly name: string;
};

/** `pack new AREA --insurance …`: a pack whose every table says 未提供, with sources and a case; it lints. */
export function newPack(values: Values, given: readonly string[]): number | { readonly wrong: string } {
  const asked = askedOf(values, given);
  if ('wrong' in asked) return asked;
  const root = folderOf(values);
  if (!isFolder(join(root, '000000-national')))
    return { wrong: `--folder：${root} 里没有全国层 000000-national，新包无处继承` };
  const known = readdirSync(root).find((name) => name.startsWith(`${asked.area}-`));
  const folder = join(root, known ?? `${asked.area}-${asked.name}`);
  const file = join(folder, `${asked.insurance}.yaml`);
  if (existsSync(file)) {
    console.error(`${file} 已经有了，没有改动；要查看请用 zhijie pack show ${asked.area} ${today()}`);
    return 1;
  }
  const written = write(folder, asked);
  const problems = problemsOf(root, folder, asked.area);
  if (problems.length > 0) {
    for (const path of written) rmSync(path);
    console.error(`骨架没有通过检查，已撤回：\n${problems.join('\n')}`);
    return 1;
  }
  console.log(`已新建，并通过检查：\n${written.map((path) => `  ${path}`).join('\n')}`);
  console.log(
    '下一步：在 sources.yaml 写出文件，逐张填写，写法见 policies/README.md，再运行 zhijie pack check',
  );
  return 0;
}

function askedOf(values: Values, given: readonly string[]): Asked | { readonly wrong: string } {
  const [area, ...more] = given;
  if (area === undefined || more.length > 0)
    return {
      wrong: '写成 zhijie pack new 统筹区 --insurance resident，如 pack new 320100 --insurance resident',
    };
  if (!isAreaCode(area) || area === '000000') return { wrong: `AREA："${area}" 不是六位区划，如 320100` };
  const insurance = textOf(values, 'insurance') ?? '';
  if (!isWord(INSURANCE_TYPES, insurance))
    return { wrong: `--insurance："${insurance}" 应为 ${INSURANCE_TYPES.join(' 或 ')}` };
  const name = textOf(values, 'name') ?? 'new';
  if (!/^[a-z0-9-]+$/.test(name))
    return { wrong: `--name："${name}" 只用小写字母、数字和连字符，如 nanjing` };
  const from = dayOf(textOf(values, 'from') ?? today(), '--from');
  if (typeof from !== 'string') return from;
  const title = textOf(values, 'title') ?? `${area} ${LABELS.insuranceType[insurance]}`;
  if (/[\n:#"]/.test(title)) return { wrong: `--title："${title}" 不能有冒号、井号、引号或换行` };
  return { area, insurance, title, from, name };
}

/** Writes what is not there yet; answers the files written. */
function write(folder: string, asked: Asked): string[] {
  mkdirSync(folder, { recursive: true });
  const sources = join(folder, 'sources.yaml');
  const isNew = !existsSync(sources);
  const source = isNew ? 'todo' : /^ {2}([a-z0-9][a-z0-9-]*):/m.exec(readFileSync(sources, 'utf8'))?.[1];
  const cite = `${source ?? 'todo'}#条款待填`;
  const texts: [string, string][] = [
    ...(isNew ? ([[sources, sourcesSkeleton(asked.title)]] as [string, string][]) : []),
    [join(folder, `${asked.insurance}.yaml`), packSkeleton({ ...asked, cite })],
    [join(folder, `${asked.insurance}.test.yaml`), caseSkeleton(asked)],
  ];
  for (const [path, text] of texts) writeFileSync(path, text, { flag: 'wx' });
  return texts.map(([path]) => path);
}

/** What the checks say about the files of the folder. */
function problemsOf(root: string, folder: string, area: string): string[] {
  const library = createPolicyLibrary(readYamlFiles(root));
  const findings = library.ok
    ? lint(library.value, { on: today(), areas: new Set([area]) })
    : library.refusal;
  const inside = `${folder.slice(root.length).replaceAll('\\', '/').replace(/^\//, '')}/`;
  return findings.filter((finding) => finding.file.startsWith(inside)).map(findingLine);
}
