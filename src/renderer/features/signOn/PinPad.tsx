import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import { useStore } from 'zustand';
import type { Operator } from '../../../domain/operator.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { useNow } from '../../ui/useNow.ts';
import { Icon } from '../../ui/Icon.tsx';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const MAXIMUM_PIN_DIGITS = 8;

/** The PIN of one operator, by touch or by keyboard. */
export function PinPad(props: {
  readonly operator: Operator;
  readonly pinShown: string | undefined;
  readonly onBack: () => void;
}): ReactElement {
  const { operator, pinShown, onBack } = props;
  const { session, clock } = useTerminal();
  const closedUntilMs = useStore(session, (state) => state.closedUntilMs[operator.operatorId] ?? 0);
  const checking = useStore(session, (state) => state.checking);
  const nowMs = useNow(clock, 250);
  const [pin, setPin] = useState('');
  const [message, setMessage] = useState('');
  const closedSeconds = Math.ceil((closedUntilMs - nowMs) / 1000);
  const closed = closedSeconds > 0;

  async function submit(): Promise<void> {
    if (pin.length < 4 || closed || checking) {
      return;
    }
    const outcome = await session.getState().signOn(operator, pin);
    setPin('');
    if (outcome === 'wrongPin') {
      setMessage('That PIN is wrong. Try again.');
    } else if (outcome === 'failed') {
      setMessage('The PIN could not be checked. Try again; if it stays so, restart the terminal.');
    } else {
      setMessage('');
    }
  }

  function press(digit: string): void {
    setPin((present) => (present.length < MAXIMUM_PIN_DIGITS ? present + digit : present));
  }

  function onSubmit(event: SyntheticEvent): void {
    event.preventDefault();
    void submit();
  }

  const status = closed
    ? `Too many wrong PINs. Try again in ${closedSeconds} ${closedSeconds === 1 ? 'second' : 'seconds'}.`
    : message;
  return (
    <form className="pin" onSubmit={onSubmit} aria-label={`PIN of ${operator.displayName}`}>
      <div className="pin-side">
        <h2 className="sign-on-question">{operator.displayName}</h2>
        <p className="soft">{operator.role === 'manager' ? 'Manager' : 'Cashier'}</p>
        <TextInput
          label="PIN"
          type="password"
          inputMode="numeric"
          autoComplete="off"
          autoFocus
          value={pin}
          maxLength={MAXIMUM_PIN_DIGITS}
          onChange={(event) => setPin(event.currentTarget.value.replace(/[^0-9]/g, ''))}
        />
        {pinShown !== undefined && (
          <p className="small">
            <span className="pill pill-warning">Demonstration PIN {pinShown}</span>
          </p>
        )}
        <p
          role="alert"
          className={status === '' ? 'pin-status' : 'pin-status message message-refused small'}
        >
          {status}
        </p>
        <Button variant="default" onClick={onBack}>
          Someone else
        </Button>
      </div>
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
          onClick={() => setPin((present) => present.slice(0, -1))}
        >
          <Icon name="undo" size={24} />
        </button>
        <button type="button" className="pin-key" onClick={() => press('0')}>
          0
        </button>
        <button
          type="submit"
          className="pin-key pin-key-enter"
          aria-label="Sign on"
          disabled={pin.length < 4 || closed || checking}
        >
          <Icon name="check" size={26} />
        </button>
      </div>
    </form>
  );
}
