import { type Statement, statement } from './database.ts';

/**
 * A function that somebody else's statement calls for us, so that both are one round trip and one commit, and
 * neither happens without the other. `text`: an expression over `$1`, `$2` …; the function raises where what
 * it rests on is no longer so.
 */
export type FunctionCall = {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
};

/**
 * A statement that ends in an open list of expressions, with the calls appended to it. Names and texts come
 * from closed lists, so each combination is one statement.
 */
export function withCalls(
  own: Statement,
  {
    values,
    calls,
    from,
  }: { readonly values: readonly unknown[]; readonly calls: readonly FunctionCall[]; readonly from: string },
): { readonly statement: Statement; readonly values: readonly unknown[] } {
  const all = [...values];
  const texts = calls.map((call) => {
    const before = all.length;
    all.push(...call.values);
    return `, ${call.text.replace(/\$(\d+)/g, (_, number: string) => `$${before + Number(number)}`)}`;
  });
  const name = [own.name, ...calls.map((call) => call.name)].join('+');
  return { statement: statement(name, `${own.text}${texts.join('')} ${from}`), values: all };
}
