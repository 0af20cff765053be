import { useId } from 'react';
import { useRead } from '../../api/use.ts';
import { Loaded } from '../../ui/state.tsx';

type PlaceSelectProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (area: string) => void;
  /** Not to be chosen: one's own place. */
  readonly without?: readonly string[];
};

/** A city of the network, by a native list. */
export function PlaceSelect({ label, value, onChange, without = [] }: PlaceSelectProps) {
  const id = useId();
  const places = useRead('GET /api/places', {});
  return (
    <Loaded of={places} what="城市">
      {(answer) => (
        <>
          <label htmlFor={id}>{label}</label>
          <select id={id} required value={value} onChange={({ target }) => onChange(target.value)}>
            <option value="">请选择</option>
            {answer.places
              .filter(({ area }) => !without.includes(area))
              .map(({ area, name }) => (
                <option key={area} value={area}>
                  {name}
                </option>
              ))}
          </select>
        </>
      )}
    </Loaded>
  );
}
