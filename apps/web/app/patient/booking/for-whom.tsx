/** For oneself or for a relative who allowed it: the whole session changes with it, as the frame says. */
import { Link } from 'react-router';
import { useChange, useRead } from '../../api/use.ts';
import { usePersonSession } from '../../ui/person.tsx';
import { Loaded, Problem } from '../../ui/state.tsx';

export function ForWhom() {
  const { renew } = usePersonSession();
  const acting = useRead('GET /api/person/acting', {});
  const change = useChange('POST /api/person/acting', {
    changes: [],
    isKeyed: false,
    onDone: () => void renew(),
  });
  return (
    <Loaded of={acting} what="可以代办的家人">
      {({ current, principals }) => {
        if (!current.isSelf) return null;
        const allowed = principals.filter(({ scopes }) => scopes.some(({ word }) => word === 'booking'));
        return (
          <section aria-label="给谁约" className="actions">
            <span>现在给本人约。</span>
            {change.error === null ? null : <Problem error={change.error} />}
            {allowed.map(({ personId, name }) => (
              <button
                key={personId}
                type="button"
                disabled={change.isPending}
                onClick={() => change.mutate({ body: { personId } })}
              >
                改为给 {name} 约
              </button>
            ))}
            {allowed.length === 0 ? <Link to="/relatives?after=/booking">给家人约，先请家人授权</Link> : null}
          </section>
        );
      }}
    </Loaded>
  );
}
