import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import { useStore } from 'zustand';
import type { Operator } from '../../../domain/operator.ts';
import { useSale, useTerminal } from '../../app/terminalContext.tsx';
import { formatPoints } from '../../ui/format.ts';
import { ReasonChoice } from '../../ui/ReasonChoice.tsx';
import { useDemonstration } from '../demonstration/useDemonstration.ts';
import { MAXIMUM_PIN_DIGITS, MINIMUM_PIN_DIGITS, PinKeys } from '../signOn/PinKeys.tsx';
import { usePinClosed } from '../signOn/usePinClosed.ts';
import type { OverridableRedemption } from './overridableRedemption.ts';
import { overrideReasons, USUAL_OVERRIDE_REASON } from './overrideReasons.ts';

/** Which manager, why, and the PIN. A manager who is signed on gives it, too. */
export function OverrideForm(props: {
  /** At least one. */
  readonly managers: readonly Operator[];
  readonly memberId: string;
  readonly overridable: OverridableRedemption;
  readonly onDone: () => void;
}): ReactElement {
  const { managers, memberId, overridable, onDone } = props;
  const { session } = useTerminal();
  const redeemOverridden = useSale((state) => state.redeemOverridden);
  const checking = useStore(session, (state) => state.checking);
  const signedOn = useStore(session, (state) => state.operator?.operatorId);
  const demonstration = useDemonstration();
  const [chosenId, setChosenId] = useState(signedOn);
  const [reasonCode, setReasonCode] = useState(USUAL_OVERRIDE_REASON);
  const [pin, setPin] = useState('');
  const [message, setMessage] = useState('');
  const manager = managers.find(({ operatorId }) => operatorId === chosenId) ?? managers[0];
  const closed = usePinClosed(manager?.operatorId ?? '');
  const cannotSign =
    manager?.overrideKey === undefined
      ? 'This manager’s PIN was set before there were overrides. It must be set anew by the back office.'
      : null;
  const waits = closed !== null || checking || cannotSign !== null;
  const status = cannotSign ?? closed ?? message;
  const pinShown = demonstration?.operators.find(
    ({ displayName }) => displayName === manager?.displayName,
  )?.pin;

  async function submit(): Promise<void> {
    if (manager === undefined || pin.length < MINIMUM_PIN_DIGITS || waits) {
      return;
    }
    const wish = { reasonCode, memberId, points: overridable.points };
    const outcome = await session.getState().override(manager, pin, wish);
    setPin('');
    if (outcome.kind === 'granted') {
      if (redeemOverridden(overridable, outcome.override)) {
        onDone();
      } else {
        setMessage('The sale changed meanwhile. Close this and redeem again.');
      }
    } else if (outcome.kind === 'failed') {
      setMessage(outcome.message);
    } else {
      setMessage(outcome.kind === 'wrongPin' ? 'That PIN is wrong. Try again.' : '');
    }
  }

  function onSubmit(event: SyntheticEvent): void {
    event.preventDefault();
    void submit();
  }

  return (
    <form className="pin override" onSubmit={onSubmit} aria-label="Manager’s decision">
      <div className="pin-side">
        <fieldset className="amount-categories">
          <legend className="small">Manager</legend>
          {managers.map(({ operatorId, displayName }) => (
            <label key={operatorId} className="chip">
              <input
                type="radio"
                name="manager"
                className="hidden-label"
                checked={operatorId === manager?.operatorId}
                onChange={() => {
                  setChosenId(operatorId);
                  setPin('');
                  setMessage('');
                }}
              />
              {displayName}
            </label>
          ))}
        </fieldset>
        <ReasonChoice reasons={overrideReasons} reasonCode={reasonCode} onChange={setReasonCode} />
        <TextInput
          label={`PIN of ${manager?.displayName ?? ''}`}
          type="password"
          inputMode="numeric"
          autoComplete="off"
          data-autofocus
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
      </div>
      <div className="override-keys">
        <PinKeys pin={pin} onPin={setPin} submitLabel="Enter" disabled={waits} />
        <Button type="submit" size="lg" disabled={waits || pin.length < MINIMUM_PIN_DIGITS}>
          Allow {formatPoints(overridable.points)}
        </Button>
      </div>
    </form>
  );
}
