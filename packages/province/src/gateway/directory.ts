/** The directories that a hospital downloads as files: made anew from the lists, never stored. */
import { sm3Hex } from '@zhijie/crypto';
import {
  chronicColumns,
  consumableColumns,
  daySurgeryColumns,
  diagnosisColumns,
  diseasePaymentColumns,
  drugColumns,
  granuleColumns,
  herbColumns,
  morphologyColumns,
  newServiceColumns,
  operationColumns,
  preparationColumns,
  serviceColumns,
  tabRows,
  tcmDiseaseColumns,
  tcmSyndromeColumns,
  zipOf,
} from '@zhijie/wire';
import { LISTED_SINCE } from '../care/catalogue/find-items.ts';
import { type CodeListKind, type ListedCode, listedCodes } from '../care/catalogue/listed-codes.ts';
import type { CareCatalogue, CatalogueEntry, CatalogueKind } from '../care/deps.ts';

type Source = { readonly area: string; readonly catalogue: CareCatalogue };

/** Columns that are known, by their official title; the others have no value. */
type Cells = Readonly<Record<string, string>>;

type Directory = {
  readonly columns: readonly string[];
  readonly rows: (source: Source) => readonly Cells[];
};

const CLASSES = { A: '甲', B: '乙', C: '丙' } as const;

const itemsOf = (
  kind: CatalogueKind,
  columns: readonly string[],
  cells: (item: CatalogueEntry) => Cells,
) => ({
  columns,
  rows: ({ area, catalogue }: Source) =>
    catalogue
      .items()
      .filter((item) => item.kind === kind)
      .map((item) => ({
        医疗目录编码: item.itemCode,
        开始日期: LISTED_SINCE,
        唯一记录号: `${area}-${item.itemCode}`,
        ...cells(item),
      })),
});

const codesOf = (kind: CodeListKind, columns: readonly string[], cells: (row: ListedCode) => Cells) => ({
  columns,
  rows: () =>
    listedCodes(kind).map((row) => ({
      [columns[0]!]: row.code,
      唯一记录号: `${kind}-${row.code}`,
      数据唯一记录号: `${kind}-${row.code}`,
      ...cells(row),
    })),
});

const DIRECTORIES = {
  '1301': itemsOf('drug', drugColumns, (item) => ({
    药品通用名: item.name,
    注册名称: item.name,
    药品规格: item.specification,
    最小计价单位: item.unit,
    拼音助记码: item.soundCode,
    国家医保药品目录甲乙类标识: CLASSES[item.paymentClass],
  })),
  '1302': itemsOf('herbal-pieces', herbColumns, (item) => ({ 单味药名称: item.name })),
  '1303': codesOf('hospital-preparation', preparationColumns, ({ name }) => ({
    注册名称: name,
    药品商品名: name,
  })),
  '1305': itemsOf('service', serviceColumns, (item) => ({
    医疗服务项目名称: item.name,
    计价单位: item.unit,
    计价单位名称: item.unit,
  })),
  '1306': itemsOf('consumable', consumableColumns, (item) => ({
    耗材名称: item.name,
    规格: item.specification,
    最小使用单位: item.unit,
  })),
  '1307': codesOf('diagnosis', diagnosisColumns, ({ code, name, group }) => ({
    类目代码: group.code,
    类目名称: group.name,
    诊断代码: code,
    诊断名称: name,
  })),
  '1308': codesOf('operation', operationColumns, ({ code, name, group }) => ({
    类目代码: group.code,
    类目名称: group.name,
    手术操作代码: code,
    手术操作名称: name,
  })),
  '1309': codesOf('chronic-disease', chronicColumns, ({ name, group }) => ({
    门慢门特病种名称: name,
    门慢门特病种大类代码: group.code,
    门慢门特病种大类名称: group.name,
  })),
  '1310': codesOf('disease-payment', diseasePaymentColumns, ({ code, name }) => ({
    按病种结算病种目录代码: code,
    按病种结算病种名称: name,
  })),
  '1311': codesOf('day-surgery', daySurgeryColumns, ({ code, name }) => ({
    日间手术病种目录代码: code,
    日间手术病种名称: name,
  })),
  '1313': codesOf('tumour-morphology', morphologyColumns, ({ code, name, group }) => ({
    '肿瘤/细胞类型代码': group.code,
    '肿瘤/细胞类型': group.name,
    形态学分类代码: code,
    形态学分类: name,
  })),
  '1314': codesOf('tcm-disease', tcmDiseaseColumns, ({ code, name, group }) => ({
    科别类目代码: group.code,
    科别类目名称: group.name,
    疾病分类代码: code,
    疾病分类名称: name,
  })),
  '1315': codesOf('tcm-syndrome', tcmSyndromeColumns, ({ code, name, group }) => ({
    证候类目代码: group.code,
    证候类目名称: group.name,
    证候分类代码: code,
    证候分类名称: name,
  })),
  '1320': codesOf('granule', granuleColumns, ({ code, name }) => ({
    中药配方颗粒代码: code,
    中药配方颗粒名称: name,
  })),
  '1321': codesOf('new-service', newServiceColumns, ({ code, name }) => ({
    医疗目录编码: code,
    医疗服务项目名称: name,
  })),
} as const satisfies Readonly<Record<string, Directory>>;

export type DirectoryNumber = keyof typeof DIRECTORIES;

const NUMBERS = Object.keys(DIRECTORIES) as readonly DirectoryNumber[];

export type DirectoryFile = {
  readonly fileId: string;
  readonly fileName: string;
  readonly version: string;
  readonly rows: number;
};

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

const rowsOf = (number: DirectoryNumber, source: Source): readonly Cells[] =>
  DIRECTORIES[number].rows(source);

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
      const rows = isWhole ? rowsOf(number, source) : [];
      const { columns } = DIRECTORIES[number];
      const text = tabRows(
        rows.map((row) => {
          const cells: Cells = { 有效标志: '1', 版本号: file.version, 版本名称: file.version, ...row };
          return columns.map((title) => cells[title] ?? null);
        }),
      );
      return zipOf(file.fileName.replace(/\.zip$/, ''), text);
    }
  }
  return null;
}
