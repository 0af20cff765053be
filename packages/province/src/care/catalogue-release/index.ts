/** Releases of a place's catalogue: a file of one person that another publishes from a day on. */
export {
  type Basis,
  type BasisPart,
  basisOn,
  type ChangedItem,
  listReleases,
  type Preview,
  previewRelease,
  readRelease,
  readRows,
} from './reading.ts';
export {
  RELEASE_REFUSAL_TEXTS,
  type ReleaseRefusal,
  type ReleaseRefusalCode,
  ROW_PROBLEM_TEXTS,
  type RowProblemCode,
} from './refusals.ts';
export type { MappedRow, RowField, RowProblem, ToldRow } from './rules.ts';
export { CATALOGUE_FACTS } from './schema.ts';
export {
  acknowledgeUnits,
  decideOnRelease,
  followReleases,
  type ImportProgress,
  type ImportRequest,
  importRelease,
  mayKeepCatalogue,
} from './service.ts';
export type {
  Release,
  ReleaseRow,
  ReleaseState,
  RowKind,
  UnitNote,
} from './store.ts';
