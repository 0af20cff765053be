import { useSession } from './session.tsx';
import { Status } from './status.tsx';
import { dueText } from './working-days.ts';

type DueProps = {
  /** The day by which it is due, `YYYY-MM-DD`. */
  readonly on: string;
  readonly isDone: boolean;
  /** Counted with holidays that are not published yet. */
  readonly isProvisional?: boolean;
};

/** How long is left, in working days of the official calendar. */
export function Due({ on, isDone, isProvisional = false }: DueProps) {
  const { session } = useSession();
  const day = `${on}${isProvisional ? '（暂定）' : ''}`;
  if (isDone) return <Status tone="good">{`${day} 已办`}</Status>;
  const text = dueText(session.calendar, session.now, on);
  const tone = text.startsWith('逾期') ? 'stop' : text.startsWith('今天') ? 'wait' : 'quiet';
  return <Status tone={tone}>{`${day} ${text}`}</Status>;
}
