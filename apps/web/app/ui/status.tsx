/** A status is a word, a sign and a colour: never the colour alone. */
export type Tone = 'good' | 'wait' | 'stop' | 'info' | 'quiet';

const SIGNS: Readonly<Record<Tone, string>> = { good: '✓', wait: '●', stop: '✕', info: '→', quiet: '○' };

export function Status({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={`status status-${tone}`}>
      <span aria-hidden="true">{SIGNS[tone]}</span> {children}
    </span>
  );
}
