import { type ParseArgsConfig, parseArgs } from 'node:util';

/** One subcommand; `run` returns the exit code: 0 done, 1 found something wrong, 2 was called wrongly. */
export type Command = {
  readonly name: string;
  readonly summary: string;
  readonly run: (args: readonly string[]) => Promise<number>;
};

type Options = NonNullable<ParseArgsConfig['options']>;
export type Values = Readonly<Record<string, string | boolean | undefined>>;

/**
 * Reads the options of a command. A wrong call prints what is wrong and the usage, and answers exit code 2;
 * `--help` prints the usage and answers 0.
 */
export async function withOptions(
  args: readonly string[],
  spec: { readonly usage: string; readonly options: Options; readonly positionals?: boolean },
  work: (values: Values, positionals: readonly string[]) => Promise<number> | number,
): Promise<number> {
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({
      args: [...args],
      options: { ...spec.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: spec.positionals ?? false,
    });
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : String(cause)}\n\n${spec.usage}`);
    return 2;
  }
  if (parsed.values.help === true) {
    console.log(spec.usage);
    return 0;
  }
  return work(parsed.values as Values, parsed.positionals);
}

/** Prints what is wrong with the call and the usage; exit code 2. */
export function wrongCall(message: string, usage: string): number {
  console.error(`${message}\n\n${usage}`);
  return 2;
}
