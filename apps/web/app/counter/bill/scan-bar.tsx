/** The one box of the window: codes, cards, items, numbers of a list. Everything comes back to it. */
import { Input, type InputRef } from 'antd';
import { type KeyboardEvent, type Ref, useEffect, useState } from 'react';
import { useRead } from '../../api/use.ts';
import { Problem } from '../../ui/state.tsx';
import { yuanText } from '../../ui/yuan.ts';
import { CLASSES } from './lines.tsx';
import type { Item } from './types.ts';
import type { KeyMap } from './use-keys.ts';

const SOON_MS = 120;

function useSoon(text: string): string {
  const [soon, setSoon] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSoon(text), SOON_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return soon;
}

type Patient = { readonly gender: string; readonly age: number | null };

/** Items of the catalogue by code, name or first letters of the sounds, as they are typed. */
function useItems(text: string, patient: Patient | null) {
  const soon = useSoon(text.trim());
  const isWanted = patient !== null && soon.length >= 2 && !/^\d{18,}/.test(soon);
  const gender = patient?.gender;
  const who = {
    ...(gender === 'male' || gender === 'female' ? { gender } : {}),
    ...(patient?.age == null ? {} : { age: String(patient.age) }),
  };
  const query = useRead('GET /api/counter/items', { query: { text: soon, ...who } }, { isEnabled: isWanted });
  const isNow = isWanted && soon === text.trim();
  return {
    items: isNow ? (query.data?.items ?? null) : null,
    isMore: query.data?.isMore ?? false,
    error: query.error,
  };
}

type Props = {
  readonly inputRef: Ref<InputRef>;
  readonly label: string;
  /** Null while no items are taken. */
  readonly patient: Patient | null;
  readonly onScan: (text: string) => void;
  readonly onItem: (item: Item, others: readonly Item[]) => void;
  /** `+` in the empty box: the next step. `-`: back. */
  readonly onNext: () => void;
  readonly onBack: () => void;
};

export function ScanBar({ inputRef, label, patient, onScan, onItem, onNext, onBack }: Props) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const { items, isMore, error } = useItems(text, patient);
  const isOpen = items !== null && text.trim() !== '';
  const take = (item: Item): void => {
    setText('');
    const others = (items ?? []).filter((each) => each.itemCode !== item.itemCode && each.warning === null);
    onItem(item, others);
  };
  const clear = (): void => setText('');
  const enter = (): void => {
    const chosen = isOpen ? items[active] : undefined;
    if (chosen !== undefined) take(chosen);
    else if (patient === null || items === null) {
      if (patient === null || /^[\dXx]+$/.test(text.trim())) setText('');
      onScan(text);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const isEmpty = text === '';
    const move = (by: number) => (): void =>
      setActive(Math.max(0, Math.min(active + by, (items?.length ?? 1) - 1)));
    const ofEmpty: KeyMap = { '+': onNext, '-': onBack };
    const ofTyped: KeyMap = { Escape: clear };
    const keys: KeyMap = {
      Enter: enter,
      ArrowDown: move(1),
      ArrowUp: move(-1),
      ...(isEmpty ? ofEmpty : ofTyped),
    };
    const done = keys[event.key];
    if (done === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    done();
  };
  return (
    <div className="scan-bar">
      <label htmlFor="scan">{label}</label>
      <Input
        id="scan"
        ref={inputRef}
        size="large"
        autoFocus
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls="found-items"
        aria-activedescendant={isOpen && items.length > 0 ? `item-${active}` : undefined}
        value={text}
        onKeyDown={onKeyDown}
        onChange={({ target }) => {
          setText(target.value);
          setActive(0);
        }}
      />
      {error === null || text === '' ? null : <Problem error={error} />}
      <div id="found-items" role="listbox" aria-label="目录里的项目" className="found" hidden={!isOpen}>
        {isOpen
          ? items.map((item, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the box above has the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the box above keeps the focus
              <div
                key={item.itemCode}
                id={`item-${index}`}
                role="option"
                aria-selected={index === active}
                onClick={() => take(item)}
              >
                <span className="found-name">
                  {item.name} <span className="quiet">{item.specification}</span>
                </span>
                <span className="quiet">{item.itemCode}</span>
                <span>{CLASSES[item.paymentClass] ?? item.paymentClass}</span>
                <span className="money">{item.price === null ? '' : yuanText(item.price)}</span>
                <span className="found-warning">{item.warning === null ? '' : `! ${item.warning}`}</span>
              </div>
            ))
          : null}
      </div>
      {isOpen && items.length === 0 ? (
        <p className="quiet">目录里没有“{text}”：请换编码、名称或拼音首字母。</p>
      ) : null}
      {isOpen && isMore ? <p className="quiet">还有更多：请再输入几个字。</p> : null}
    </div>
  );
}
