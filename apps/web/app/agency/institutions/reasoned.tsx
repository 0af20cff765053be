/** The end of a form that changes something for a reason: the reason, what came of it, the button. */
import { Button, Input } from 'antd';
import type { NotDone } from '../../api/call.ts';
import { Field } from '../../ui/field.tsx';
import { Problem } from '../../ui/state.tsx';

type Props = {
  readonly label: string;
  readonly reason: string;
  readonly setReason: (text: string) => void;
  readonly of: {
    readonly error: NotDone | null;
    readonly data: { readonly outcome: 'applied' | 'unchanged' } | undefined;
    readonly isPending: boolean;
  };
  /** Said when it is done. */
  readonly applied: string;
  readonly button: string;
};

export function Reasoned({ label, reason, setReason, of, applied, button }: Props) {
  return (
    <>
      <Field label={label}>
        {(id) => (
          <Input
            id={id}
            required
            maxLength={200}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Field>
      {of.error === null ? null : <Problem error={of.error} />}
      {of.data === undefined ? null : (
        <p role="status">{of.data.outcome === 'applied' ? applied : '与现在相同，没有变更。'}</p>
      )}
      <Button type="primary" htmlType="submit" loading={of.isPending}>
        {button}
      </Button>
    </>
  );
}
