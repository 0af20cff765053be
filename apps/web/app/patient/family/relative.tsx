/** Who the relative is: the same questions for a binding, a wallet and a premium. */
import { useRead } from '../../api/use.ts';
import { Loaded } from '../../ui/state.tsx';

export type Relative = {
  readonly relativeName: string;
  readonly relativeCertificate: string;
  readonly relation: string;
  readonly byCommitment: boolean;
};
export const NOBODY: Relative = {
  relativeName: '',
  relativeCertificate: '',
  relation: 'parent',
  byCommitment: false,
};

type RelativeFieldsProps = {
  readonly id: string;
  readonly relative: Relative;
  readonly onChange: (relative: Relative) => void;
  /** A premium asks for the number only. */
  readonly isNamed?: boolean;
};

export function RelativeFields({ id, relative, onChange, isNamed = true }: RelativeFieldsProps) {
  const choices = useRead('GET /api/person/family/choices', {});
  const change = (own: Partial<Relative>): void => onChange({ ...relative, ...own });
  return (
    <>
      <label htmlFor={`${id}-relation`}>亲属是我的</label>
      <Loaded of={choices} what="亲属关系">
        {({ relations }) => (
          <select
            id={`${id}-relation`}
            value={relative.relation}
            onChange={({ target }) => change({ relation: target.value })}
          >
            {relations.map(({ code, label }) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Loaded>
      {isNamed ? (
        <>
          <label htmlFor={`${id}-name`}>亲属姓名</label>
          <input
            id={`${id}-name`}
            required
            maxLength={50}
            autoComplete="off"
            value={relative.relativeName}
            onChange={({ target }) => change({ relativeName: target.value })}
          />
        </>
      ) : null}
      <label htmlFor={`${id}-number`}>亲属身份证号</label>
      <input
        id={`${id}-number`}
        required
        maxLength={18}
        autoComplete="off"
        value={relative.relativeCertificate}
        onChange={({ target }) => change({ relativeCertificate: target.value.trim() })}
      />
      <label className="tick">
        <input
          type="checkbox"
          checked={relative.byCommitment}
          onChange={({ target }) => change({ byCommitment: target.checked })}
        />
        <span>
          系统没有查到关系时，我书面承诺关系属实
          <small>说了不实的话，用过的钱要退回。</small>
        </span>
      </label>
    </>
  );
}
