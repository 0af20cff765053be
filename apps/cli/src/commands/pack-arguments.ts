import { statSync } from 'node:fs';
import type { PolicyLibrary } from '@zhijie/engine';
import { createPolicyLibrary } from '@zhijie/engine';
import {
  BENEFITS,
  type Benefit,
  type CalendarDate,
  dateOf,
  Failure,
  INSURANCE_TYPES,
  type InsuranceType,
  instant,
  isWord,
  parseCalendarDate,
} from '@zhijie/kernel';
import { policiesPath } from '../policies/folder.ts';
import { readYamlFiles } from '../policy-files.ts';
import type { Values } from './command.ts';

export const textOf = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};

export const today = (): CalendarDate => dateOf(instant(Date.now()));

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** The packs of a folder; each problem of those that do not load is a line with file, line and fix. */
export function loadPacks(folder: string): PolicyLibrary {
  if (!isFolder(folder)) throw new Failure(`没有文件夹 ${folder}，请用 --folder 指出政策包在哪里`);
  const library = createPolicyLibrary(readYamlFiles(folder));
  if (library.ok) return library.value;
  const lines = library.refusal.map(
    ({ file, line, code, message, fix }) => `${file}:${line} 错误 ${code}：${message}（改法：${fix}）`,
  );
  throw new Failure(`政策包无法加载，${lines.length} 处错误：\n${lines.join('\n')}`);
}

export const folderOf = (values: Values): string => textOf(values, 'folder') ?? policiesPath();

/** A day or what is wrong with it. */
export function dayOf(text: string, name: string): CalendarDate | { readonly wrong: string } {
  const day = parseCalendarDate(text);
  return day.ok ? day.value : { wrong: `${name}："${text}" 不是日期，写成 2026-03-01` };
}

export type Wanted = {
  readonly insuranceTypes: readonly InsuranceType[];
  readonly benefits: readonly Benefit[];
};

/** The kinds asked for by `--insurance` and `--care`; all of them unless asked. */
export function wantedOf(values: Values): Wanted | { readonly wrong: string } {
  const insurance = textOf(values, 'insurance');
  const care = textOf(values, 'care');
  if (insurance !== undefined && !isWord(INSURANCE_TYPES, insurance))
    return { wrong: `--insurance："${insurance}" 应为 ${INSURANCE_TYPES.join(' 或 ')}` };
  if (care !== undefined && !isWord(BENEFITS, care))
    return { wrong: `--care："${care}" 应为 ${BENEFITS.join('、')} 之一` };
  return {
    insuranceTypes: insurance === undefined ? INSURANCE_TYPES : [insurance],
    benefits: care === undefined ? BENEFITS : [care],
  };
}
