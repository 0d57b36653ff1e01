import type { ReactElement } from 'react';
import { Icon } from '../../ui/Icon.tsx';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** The most digits of a PIN. */
export const MAXIMUM_PIN_DIGITS = 8;
/** The fewest. */
export const MINIMUM_PIN_DIGITS = 4;

/** The keys of a PIN pad. The last one submits the form that they stand in. */
export function PinKeys(props: {
  readonly pin: string;
  readonly onPin: (pin: string) => void;
  readonly submitLabel: string;
  readonly disabled: boolean;
}): ReactElement {
  const { pin, onPin, submitLabel, disabled } = props;
  const press = (digit: string) => onPin((pin + digit).slice(0, MAXIMUM_PIN_DIGITS));
  return (
    <div className="pin-keys" role="group" aria-label="Keypad">
      {DIGITS.map((digit) => (
        <button key={digit} type="button" className="pin-key" onClick={() => press(digit)}>
          {digit}
        </button>
      ))}
      <button
        type="button"
        className="pin-key"
        aria-label="Delete last digit"
        onClick={() => onPin(pin.slice(0, -1))}
      >
        <Icon name="undo" size={24} />
      </button>
      <button type="button" className="pin-key" onClick={() => press('0')}>
        0
      </button>
      <button
        type="submit"
        className="pin-key pin-key-enter"
        aria-label={submitLabel}
        disabled={disabled || pin.length < MINIMUM_PIN_DIGITS}
      >
        <Icon name="check" size={26} />
      </button>
    </div>
  );
}
