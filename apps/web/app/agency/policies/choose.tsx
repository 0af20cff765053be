/** The plan that is looked at: place with insurance, and benefit. */
import { LABELS } from '@zhijie/kernel';
import { Select } from 'antd';
import { Field } from '../../ui/field.tsx';
import type { Plans } from '../what-if/types.ts';

type PlanFieldsProps = {
  readonly all: Plans;
  readonly pack: string;
  readonly care: string;
  readonly onChoose: (next: { readonly pack?: string; readonly care?: string }) => void;
};

export function PlanFields({ all, pack, care, onChoose }: PlanFieldsProps) {
  const plan = all.plans.find(({ packId }) => packId === pack);
  return (
    <>
      <Field label="地区和险种">
        {(id) => (
          <Select
            id={id}
            showSearch={{ optionFilterProp: 'label' }}
            className="wide-choice"
            value={pack}
            onChange={(next) => onChoose({ pack: next })}
            options={all.plans.map(({ packId, title }) => ({ value: packId, label: `${title} ${packId}` }))}
          />
        )}
      </Field>
      <Field label="待遇">
        {(id) => (
          <Select
            id={id}
            className="field-choice"
            value={care}
            onChange={(next) => onChoose({ care: next })}
            options={(plan?.benefits ?? []).map((value) => ({ value, label: LABELS.benefit[value] }))}
          />
        )}
      </Field>
    </>
  );
}
