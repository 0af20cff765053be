/**
 * The outline of China with all of its parts (Taiwan, Hong Kong, Macao and, as an inset, the islands of the
 * South China Sea, which ECharts draws for the map of this name). Source and licence: `README.md` here.
 */
import china from './china.json';

type Feature = { readonly id: string; readonly properties: { readonly name: string; readonly cp: number[] } };
const FEATURES = china.features as unknown as readonly Feature[];

/** The map's own name for ECharts: for this one it adds the South China Sea. */
export const CHINA = { name: 'china', outline: china as object } as const;

const places = new Map(FEATURES.map(({ id, properties }) => [id.slice(0, 2), properties]));

/** The map's name of a province, or null: the production and construction corps has no outline of its own. */
export const nameOnMap = (province: string): string | null => places.get(province)?.name ?? null;
export const placeOnMap = (province: string): readonly number[] | null => places.get(province)?.cp ?? null;
export const provinceOnMap = (name: string): string | null =>
  [...places].find(([, properties]) => properties.name === name)?.[0] ?? null;
