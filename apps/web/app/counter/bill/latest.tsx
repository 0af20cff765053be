import { useRead } from '../../api/use.ts';
import { Loaded } from '../../ui/state.tsx';
import { Status } from '../../ui/status.tsx';
import { yuanText } from '../../ui/yuan.ts';
import { wordOf } from './act.tsx';

type Props = { readonly onOpen: (visitId: string, actId: string) => void };

/** The last ten bills of the institution's windows; those that are not over are opened again from here. */
export function LatestBills({ onOpen }: Props) {
  const query = useRead('GET /api/counter/bills', {}, { everySeconds: 30 });
  return (
    <section aria-label="最近十笔">
      <h2>最近十笔</h2>
      <Loaded
        of={query}
        what="最近的收费"
        emptyText={({ bills }) => (bills.length === 0 ? '还没有收费。' : null)}
      >
        {({ bills }) => (
          <ul className="rows">
            {bills.map(({ actId, visitId, maskedName, word, openedAt, total }) => {
              const [tone, text] = wordOf(word);
              return (
                <li key={actId}>
                  <button
                    type="button"
                    className="row-button bill-row"
                    onClick={() => onOpen(visitId, actId)}
                  >
                    <span>
                      {openedAt.slice(11)} {maskedName}
                    </span>
                    <span className="money">{yuanText(total)}</span>
                    <Status tone={tone}>{text}</Status>
                  </button>
                </li>
              );
            })}
          </ul>
        )}
      </Loaded>
    </section>
  );
}
