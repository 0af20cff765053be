import { ACTOR_KIND } from '../../../src/texts/words.ts';
import type { AnswerOf } from '../../api/call.ts';
import { useReadPages } from '../../api/use.ts';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { ForPerson } from '../enter.tsx';

type Entry = AnswerOf<'GET /api/person/access-log'>['entries'][number];

const REFUSALS: Readonly<Record<string, string>> = {
  'consent-revoked': '您已撤回同意',
  'consent-missing': '您没有同意过',
  'consent-expired': '同意已到期',
};

function Look({ entry }: { entry: Entry }) {
  const { at, actorName, actorKind, actorId, purposeLabel, fields, product, refusal } = entry;
  const who = actorName ?? ACTOR_KIND[actorKind] ?? actorKind;
  const isOutside = fields.length > 0 || refusal !== null || actorKind === 'recipient';
  return (
    <li>
      <span className="fall-head">
        <strong>
          {who}
          {isOutside && actorName === null ? ` ${actorId}` : ''}
        </strong>
        {refusal === null ? null : <Status tone="stop">被拒绝</Status>}
      </span>
      <span>
        {purposeLabel}
        {product === null ? '' : `（产品 ${product}）`}
      </span>
      {refusal === null ? null : <span>原因：{REFUSALS[refusal] ?? refusal}，没有给出任何数据。</span>}
      {fields.length === 0 ? null : <span>给出：{fields.map(({ label }) => label).join('、')}</span>}
      <small>{at}</small>
    </li>
  );
}

function Page() {
  const log = useReadPages(
    'GET /api/person/access-log',
    { query: { limit: '50' } },
    (page) => page.entries,
    'before',
  );
  const { rows, hasNextPage, fetchNextPage } = log;
  return (
    <>
      <h1>谁看过我的数据</h1>
      <p>每次查看都有记录，删不掉。有不认识的，打 12393。</p>
      <Loaded of={log} what="查看记录" emptyText={() => (rows.length === 0 ? '还没有人看过' : null)}>
        {() => (
          <ul className="legs">
            {rows.map((entry, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two looks may be told alike
              <Look key={`${entry.at} ${index}`} entry={entry} />
            ))}
          </ul>
        )}
      </Loaded>
      {hasNextPage ? (
        <button type="button" onClick={() => void fetchNextPage()}>
          更早的
        </button>
      ) : null}
    </>
  );
}

export const Component = () => (
  <ForPerson>
    <Page />
  </ForPerson>
);
