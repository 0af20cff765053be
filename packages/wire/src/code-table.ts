/**
 * An official code table and the words that stand for its codes inside. Several codes may mean one word
 * (`2101` and `21` are both an inpatient stay); exactly one is written.
 */
export type CodeTable<W extends string> = {
  /** Official name of the table. */
  readonly name: string;
  readonly label: string;
  /** The code that is written for each word, with its official label. */
  readonly codes: Readonly<Record<W, readonly [code: string, label: string]>>;
  /** Further codes that are read as a word. */
  readonly aliases: Readonly<Record<string, W>>;
  /** Codes of the official table that this network does not handle, with their labels. */
  readonly unsupported: Readonly<Record<string, string>>;
  /** The codes a sender may use, for error texts. */
  readonly choices: string;
  wordOf(code: string): W | undefined;
  codeOf(word: W): string;
  labelOf(word: W): string;
};

export function codeTable<W extends string>(
  name: string,
  label: string,
  codes: Readonly<Record<W, readonly [code: string, label: string]>>,
  more: { aliases?: Readonly<Record<string, W>>; unsupported?: Readonly<Record<string, string>> } = {},
): CodeTable<W> {
  const aliases = more.aliases ?? {};
  const words = new Map<string, W>();
  for (const [word, [code]] of Object.entries(codes) as [W, readonly [string, string]][])
    words.set(code, word);
  for (const [code, word] of Object.entries(aliases) as [string, W][]) words.set(code, word);
  const written = Object.values(codes) as (readonly [string, string])[];
  return {
    name,
    label,
    codes,
    aliases,
    unsupported: more.unsupported ?? {},
    choices: written.map(([code, text]) => (/^\d/.test(text) ? `${code} ${text}` : code + text)).join('、'),
    // Clients drop the leading zero of two-digit codes (`1` for `01`), so both are read.
    wordOf: (code) => words.get(code) ?? words.get(code.padStart(2, '0')),
    codeOf: (word) => codes[word][0],
    labelOf: (word) => codes[word][1],
  };
}
