import { ok, type Refusal, type Result, refuse } from '@zhijie/kernel';
import { stringify } from 'yaml';
import type { PolicyFile } from './pack/load.ts';
import { ABOUT_ENTRY } from './pack/paths.ts';
import type { TableName } from './pack/schema.ts';
import { TABLE_LABELS } from './plan/compile.ts';
import type { Dimension } from './plan/dimensions.ts';
import { citesOf, type LoadedEntry } from './plan/effective.ts';
import type { Plan } from './plan/plan.ts';

/** One cell of a table in force, as the pack writes it. */
export type Parameter = {
  readonly table: TableName;
  /** Where it stands in the entry, e.g. `rate/rows/retired/1`. */
  readonly path: string;
  readonly value: string;
  /** What the rows around it are told apart by. */
  readonly by: readonly Dimension[];
};

/** A cell that a reform writes otherwise. */
export type ParameterChange = { readonly table: string; readonly path: string; readonly value: string };

/** Which hospital is of which level is no parameter of a reform. */
const FIXED: ReadonlySet<string> = new Set<TableName>(['levels']);
/** What a row says about itself; a changed row no longer says it. */
const ABOUT_ROW: ReadonlySet<string> = new Set(['cite', 'confidence', 'sample', 'note']);
const TRIAL = 'trial';

type Place = { readonly path: readonly string[]; readonly by: readonly Dimension[] };
type Visit = (cell: Omit<Parameter, 'table'>) => string;
const TOP: Place = { path: [], by: [] };

/** Calls `visit` with every cell of an entry and puts what it answers in its place, in a copy. */
function copied(node: unknown, { path, by }: Place, visit: Visit): unknown {
  if (typeof node === 'string')
    return path.at(-2) === 'by' ? node : visit({ path: path.join('/'), value: node, by });
  if (Array.isArray(node))
    return node.map((item, at) => copied(item, { path: [...path, String(at)], by }, visit));
  if (typeof node !== 'object' || node === null) return node;
  const about = path.length === 0 ? ABOUT_ENTRY : ABOUT_ROW;
  const own = 'by' in node ? (node.by as readonly Dimension[]) : by;
  const kept = Object.entries(node).filter(([name]) => !about.has(name));
  const inside = (name: string): Place => ({ path: [...path, name], by: own });
  return Object.fromEntries(kept.map(([name, child]) => [name, copied(child, inside(name), visit)]));
}

const isEditable = ({ table, entry }: LoadedEntry): boolean => !FIXED.has(table) && !('state' in entry);

/** Every cell of the tables in force that a reform may write otherwise, in the order of the plan. */
export function parametersOf(plan: Plan): Parameter[] {
  const found: Parameter[] = [];
  for (const loaded of plan.policy.tables.values()) {
    if (!isEditable(loaded)) continue;
    copied(loaded.entry, TOP, (cell) => {
      found.push({ table: loaded.table, ...cell });
      return cell.value;
    });
  }
  return found;
}

type ChangedEntry = {
  readonly loaded: LoadedEntry;
  readonly entry: object;
  readonly said: readonly string[];
};
export type ChangeRefusal = Refusal<'no-such-parameter' | 'nothing-changed'>;

/**
 * The tables that some changed cells stand in, each as the effective entry has it with the new values, in the
 * order of the plan. Refused: a cell that the plan does not have, and changes that change nothing.
 */
export function changedEntries(
  plan: Plan,
  changes: readonly ParameterChange[],
): Result<readonly ChangedEntry[], ChangeRefusal> {
  const wanted = new Map(changes.map((change) => [`${change.table}/${change.path}`, change]));
  const changed: ChangedEntry[] = [];
  for (const loaded of plan.policy.tables.values()) {
    if (!isEditable(loaded)) continue;
    const said: string[] = [];
    const entry = copied(loaded.entry, TOP, ({ path, value }) => {
      const change = wanted.get(`${loaded.table}/${path}`);
      wanted.delete(`${loaded.table}/${path}`);
      if (change === undefined || change.value === value) return value;
      said.push(`${TABLE_LABELS[loaded.table]} ${value}改为${change.value}`);
      return change.value;
    }) as object;
    if (said.length > 0) changed.push({ loaded, entry, said });
  }
  const [unknown] = wanted.values();
  if (unknown !== undefined)
    return refuse('no-such-parameter', { field: `${unknown.table}/${unknown.path}` });
  return changed.length === 0 ? refuse('nothing-changed') : ok(changed);
}

/**
 * The overlay that lays some changed cells over the pack of a plan: the whole table of each, as the effective
 * entry has it, without a first day. The same plan and changes give the same text whatever their order.
 * Refused as `changedEntries`.
 */
export function overlayFromChanges(
  plan: Plan,
  changes: readonly ParameterChange[],
): Result<PolicyFile, ChangeRefusal> {
  const changed = changedEntries(plan, changes);
  if (!changed.ok) return changed;
  const tables = Object.fromEntries(
    changed.value.map(({ loaded, entry }) => [loaded.table, [entryOf(entry, loaded)]]),
  );
  return ok(
    fileOf(
      plan,
      tables,
      changed.value.flatMap(({ said }) => said),
    ),
  );
}

function entryOf(entry: object, loaded: LoadedEntry): object {
  return { cite: `${TRIAL}#所改`, note: `改自 ${citesOf(loaded.entry).join('、')}`, ...entry };
}

function fileOf(plan: Plan, tables: object, said: readonly string[]): PolicyFile {
  const more = said.length > 3 ? ` 等 ${said.length} 处` : '';
  const overlay = {
    overlay: 'edited',
    title: `试算：${said.slice(0, 3).join('，')}${more}`.slice(0, 390),
    overlays: plan.packId,
    authority: `${TRIAL}#所改`,
    sources: { [TRIAL]: { title: '试算人所改，没有文件依据' } },
    benefits: { [plan.benefit]: { tables } },
  };
  return { path: 'overlays/edited.yaml', text: stringify(overlay, { lineWidth: 0 }) };
}
