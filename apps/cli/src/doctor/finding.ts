/** One thing that is wrong: where, which check, which row, and what it means for the operator. */
export type DoctorFinding = {
  /** 'installation', 'hub' or a province's two digits; 'network' for what two nodes say differently. */
  readonly where: string;
  readonly check: string;
  /** The row, by its key; empty when the finding concerns the whole. */
  readonly row: string;
  readonly detail: string;
};

/** What an error and its causes say, outermost first; a refused connection may have a code only. */
function saying(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const own = cause.message || (cause as NodeJS.ErrnoException).code || cause.name;
  return cause.cause === undefined ? own : `${own}：${saying(cause.cause)}`;
}

/** A node whose books cannot be read, or not to their end. */
export function nodeUnreadable(where: string, cause: unknown): DoctorFinding {
  return { where, check: 'node-unreadable', row: '', detail: `无法读取：${saying(cause)}` };
}
