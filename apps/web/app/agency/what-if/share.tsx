/** The address that a colleague opens to calculate the same and see the same hash. */
import { Button, Input } from 'antd';
import { useState } from 'react';
import { Field } from '../../ui/field.tsx';
import type { Asked } from './types.ts';

function linkOf(asked: Asked, resultHash: string): string {
  const { pathname, origin } = window.location;
  const given = Object.entries({ ...asked, expect: resultHash }).filter(([, value]) => value);
  return `${origin}${pathname}?${new URLSearchParams(given as [string, string][]).toString()}`;
}

export function ShareLink({ asked, resultHash }: { asked: Asked; resultHash: string }) {
  const [isCopied, setCopied] = useState(false);
  const link = linkOf(asked, resultHash);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(link).catch(() => undefined);
    setCopied(true);
  };
  return (
    <>
      <Field label="分享链接" isInline>
        {(id) => <Input id={id} readOnly value={link} className="share-link" />}
      </Field>
      <Button onClick={() => void copy()}>{isCopied ? '已复制' : '复制链接'}</Button>
    </>
  );
}
