/** The directories that a hospital downloads as files: made anew from the catalogue, never stored. */
import { sm3Hex } from '@zhijie/crypto';
import { consumableColumns, drugColumns, herbColumns, serviceColumns, tabRows, zipOf } from '@zhijie/wire';
import { LISTED_SINCE } from '../care/catalogue/find-items.ts';
import type { CareCatalogue, CatalogueEntry, CatalogueKind } from '../care/deps.ts';

export type DirectoryNumber = '1301' | '1302' | '1305' | '1306';

type Directory = {
  readonly kind: CatalogueKind;
  readonly columns: readonly string[];
  /** Columns that are known, by their official title; the others have no value. */
  readonly cells: (item: CatalogueEntry) => Readonly<Record<string, string>>;
};

const CLASSES = { A: '甲', B: '乙', C: '丙' } as const;

const DIRECTORIES: Readonly<Record<DirectoryNumber, Directory>> = {
  '1301': {
    kind: 'drug',
    columns: drugColumns,
    cells: (item) => ({
      药品通用名: item.name,
      注册名称: item.name,
      药品规格: item.specification,
      最小计价单位: item.unit,
      拼音助记码: item.soundCode,
      国家医保药品目录甲乙类标识: CLASSES[item.paymentClass],
    }),
  },
  '1302': { kind: 'herbal-pieces', columns: herbColumns, cells: (item) => ({ 单味药名称: item.name }) },
  '1305': {
    kind: 'service',
    columns: serviceColumns,
    cells: (item) => ({ 医疗服务项目名称: item.name, 计价单位: item.unit, 计价单位名称: item.unit }),
  },
  '1306': {
    kind: 'consumable',
    columns: consumableColumns,
    cells: (item) => ({ 耗材名称: item.name, 规格: item.specification, 最小使用单位: item.unit }),
  },
};

const NUMBERS = Object.keys(DIRECTORIES) as readonly DirectoryNumber[];

export type DirectoryFile = {
  readonly fileId: string;
  readonly fileName: string;
  readonly version: string;
  readonly rows: number;
};

type Source = { readonly area: string; readonly catalogue: CareCatalogue };

const versions = new WeakMap<CareCatalogue, Map<DirectoryNumber, string>>();

/** Named after what is in the list, so that a corrected name is a new version as well. */
function versionOf(number: DirectoryNumber, source: Source): string {
  const known = versions.get(source.catalogue) ?? new Map<DirectoryNumber, string>();
  versions.set(source.catalogue, known);
  const made =
    known.get(number) ?? `V${number}-${sm3Hex(JSON.stringify(rowsOf(number, source))).slice(0, 12)}`;
  known.set(number, made);
  return made;
}

/** Whole, or without rows for a hospital that already holds this version. */
function named(number: DirectoryNumber, source: Source, isWhole: boolean): Omit<DirectoryFile, 'rows'> {
  const version = versionOf(number, source);
  const digest = sm3Hex(`${source.area} ${version} ${isWhole}`).slice(0, 32);
  return { version, fileId: `fsi/plc/${digest}`, fileName: `${version}${isWhole ? '' : '-empty'}.txt.zip` };
}

const rowsOf = (number: DirectoryNumber, { catalogue }: Source): readonly CatalogueEntry[] =>
  catalogue.items().filter((item) => item.kind === DIRECTORIES[number].kind);

/**
 * The file with what the hospital does not hold yet. A list has one version at a time: whoever holds
 * another one gets the whole.
 */
export function directoryFile(
  number: DirectoryNumber,
  source: Source,
  heldVersion: string | undefined,
): DirectoryFile {
  const isWhole = heldVersion !== versionOf(number, source);
  return { ...named(number, source, isWhole), rows: isWhole ? rowsOf(number, source).length : 0 };
}

/** The archive of a file that `directoryFile` named; null when no file of the present lists has this id. */
export function directoryArchive(source: Source, fileId: string): Uint8Array | null {
  for (const number of NUMBERS) {
    for (const isWhole of [true, false]) {
      const file = named(number, source, isWhole);
      if (file.fileId !== fileId) continue;
      const items = isWhole ? rowsOf(number, source) : [];
      const text = tabRows(items.map((item) => cellsOf(number, source, item)));
      return zipOf(file.fileName.replace(/\.zip$/, ''), text);
    }
  }
  return null;
}

function cellsOf(number: DirectoryNumber, source: Source, item: CatalogueEntry): (string | null)[] {
  const version = versionOf(number, source);
  const cells: Readonly<Record<string, string>> = {
    医疗目录编码: item.itemCode,
    开始日期: LISTED_SINCE,
    有效标志: '1',
    唯一记录号: `${source.area}-${item.itemCode}`,
    版本号: version,
    版本名称: version,
    ...DIRECTORIES[number].cells(item),
  };
  return DIRECTORIES[number].columns.map((title) => cells[title] ?? null);
}
