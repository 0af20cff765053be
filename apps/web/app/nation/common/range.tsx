/** The days that the figures are of, in the address; read again each minute. */
import { useRead } from '../../api/use.ts';
import { QueryForm } from '../../ui/query-form.tsx';
import { useUrlQuery } from '../../ui/url-query.ts';

const NAMES = ['from', 'to'] as const;
const FIELDS = [
  { name: 'from', label: '从', kind: 'day' },
  { name: 'to', label: '到', kind: 'day' },
] as const;

export function useOverview() {
  const { query, change } = useUrlQuery(NAMES);
  const read = useRead('GET /api/nation/overview', { query }, { everySeconds: 60 });
  const { range } = read.data ?? {};
  const of = range === undefined ? '…' : `${range.from} 至 ${range.to}`;
  return { read, of, form: <QueryForm fields={FIELDS} query={{ ...range, ...query }} onQuery={change} /> };
}
