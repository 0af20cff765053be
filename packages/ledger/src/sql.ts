import { type Statement, statement } from '@zhijie/database';

/** A statement for each schema it is used with; `$S` in the text stands for the schema. */
export function forSchema(name: string, text: string): (schema: string) => Statement {
  const made = new Map<string, Statement>();
  return (schema) => {
    let found = made.get(schema);
    if (found === undefined) {
      found = statement(`${schema}-${name}`, text.replaceAll('$S', schema));
      made.set(schema, found);
    }
    return found;
  };
}
