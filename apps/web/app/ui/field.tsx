import { type ReactNode, useId } from 'react';

type FieldProps = {
  readonly label: string;
  readonly isInline?: boolean;
  /** The control; it takes the id that the label names. */
  readonly children: (id: string) => ReactNode;
};

/** A control of any library with its label. */
export function Field({ label, isInline = false, children }: FieldProps) {
  const id = useId();
  return (
    <div className={isInline ? 'inline-field' : 'field'}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}
