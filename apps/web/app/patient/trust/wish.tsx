import { RELATIONS, type Relation, SCOPES, type Scope } from './words.ts';

export type Wish = { readonly relation: Relation; readonly scopes: readonly Scope[] };

type WishFieldsProps = {
  readonly id: string;
  readonly label: string;
  readonly wish: Wish;
  readonly onChange: (wish: Wish) => void;
};

/** Who the delegate is to the person, and what may be done. */
export function WishFields({ id, label, wish, onChange }: WishFieldsProps) {
  const { relation, scopes } = wish;
  const words = Object.keys(SCOPES) as Scope[];
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={relation}
        onChange={({ target }) => onChange({ ...wish, relation: target.value as Relation })}
      >
        {(Object.keys(RELATIONS) as Relation[]).map((word) => (
          <option key={word} value={word}>
            {RELATIONS[word]}
          </option>
        ))}
      </select>
      <fieldset>
        <legend>可以代办什么</legend>
        {words.map((word) => (
          <label key={word} className="tick">
            <input
              type="checkbox"
              checked={scopes.includes(word)}
              onChange={({ target }) =>
                onChange({
                  ...wish,
                  scopes: target.checked ? [...scopes, word] : scopes.filter((one) => one !== word),
                })
              }
            />
            {SCOPES[word]}
          </label>
        ))}
      </fieldset>
    </>
  );
}
