import type { ReactElement } from 'react';
import { Icon } from './Icon.tsx';

const DIGITS = ['7', '8', '9', '4', '5', '6', '1', '2', '3'];

/** Digits for touch. The field that they fill keeps taking the keyboard. */
export function Keypad(props: {
  readonly onKey: (key: string) => void;
  readonly onDelete: () => void;
  readonly decimal?: boolean;
}): ReactElement {
  const { onKey, onDelete, decimal = false } = props;
  const key = (label: string) => (
    <button key={label} type="button" className="keypad-key" onClick={() => onKey(label)}>
      {label}
    </button>
  );
  return (
    <div className="keypad" role="group" aria-label="Keypad">
      {DIGITS.map(key)}
      {key(decimal ? '.' : '00')}
      {key('0')}
      <button
        type="button"
        className="keypad-key"
        aria-label="Delete last digit"
        onClick={onDelete}
      >
        <Icon name="undo" size={22} />
      </button>
    </div>
  );
}
