/** Whose pages there are; each is an entry of the one application, at `/` and its name. */
export const AUDIENCES = ['patient', 'counter', 'agency', 'nation'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** What is built: all, or for who works on some only those of `ZHIJIE_FACES`, e.g. `agency,nation`. */
export function builtAudiences(environment: NodeJS.ProcessEnv = process.env): readonly Audience[] {
  const asked = environment.ZHIJIE_FACES?.split(',') ?? [];
  const chosen = AUDIENCES.filter((audience) => asked.includes(audience));
  return chosen.length === 0 ? AUDIENCES : chosen;
}
