import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import { useStore } from 'zustand';
import type { Operator } from '../../../domain/operator.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { MAXIMUM_PIN_DIGITS, MINIMUM_PIN_DIGITS, PinKeys } from './PinKeys.tsx';
import { usePinClosed } from './usePinClosed.ts';

/** The PIN of one operator, by touch or by keyboard. */
export function PinPad(props: {
  readonly operator: Operator;
  readonly pinShown: string | undefined;
  readonly onBack: () => void;
}): ReactElement {
  const { operator, pinShown, onBack } = props;
  const { session } = useTerminal();
  const checking = useStore(session, (state) => state.checking);
  const closed = usePinClosed(operator.operatorId);
  const [pin, setPin] = useState('');
  const [message, setMessage] = useState('');
  const waits = closed !== null || checking;

  async function submit(): Promise<void> {
    if (pin.length < MINIMUM_PIN_DIGITS || waits) {
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

  function onSubmit(event: SyntheticEvent): void {
    event.preventDefault();
    void submit();
  }

  const status = closed ?? message;
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
      <PinKeys pin={pin} onPin={setPin} submitLabel="Sign on" disabled={waits} />
    </form>
  );
}
