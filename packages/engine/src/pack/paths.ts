/** What an entry says about itself; figures in here decide nothing. */
export const ABOUT_ENTRY: ReadonlySet<string> = new Set([
  'from',
  'to',
  'repealed',
  'cite',
  'verified',
  'confidence',
  'sample',
  'status',
  'authority',
  'conflicts',
  'waivers',
  'marks',
  'note',
]);

/** Every cell of an entry as `path: value`, in the words of the pack. */
export function valuesOf(entry: object): string[] {
  return Object.entries(entry).flatMap(([name, value]) =>
    ABOUT_ENTRY.has(name) ? [] : flat(name === 'rows' ? '' : name, value),
  );
}

function flat(path: string, value: unknown): string[] {
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object' || item === null))
      return [`${path}: ${value.map((item) => item ?? '以上').join(' / ')}`];
    return value.flatMap((item, index) => flat(`${path}[${index + 1}]`, item));
  }
  if (typeof value !== 'object' || value === null) return [`${path}: ${String(value)}`];
  return Object.entries(value).flatMap(([name, child]) => {
    if (name === 'by') return [];
    return flat(name === 'rows' ? path : `${path} ${name}`.trim(), child);
  });
}
