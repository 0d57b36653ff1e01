import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import { useStore } from 'zustand';
import { useSale, useTerminal } from '../../app/terminalContext.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useObserved } from '../../ui/useObserved.ts';
import { useDemonstration } from '../demonstration/useDemonstration.ts';
import { MAXIMUM_PIN_DIGITS, MINIMUM_PIN_DIGITS } from '../signOn/PinKeys.tsx';
import { usePinClosed } from '../signOn/usePinClosed.ts';

/** Begins or ends training by a manager's PIN; then the page starts again in the other mode. */
export function TrainingDialog(props: {
  readonly wanted: 'begin' | 'end';
  readonly onClose: () => void;
}): ReactElement {
  const { wanted, onClose } = props;
  const { session, replica } = useTerminal();
  const operators = useObserved(replica.reference.operators);
  const managers = operators.filter(({ role }) => role === 'manager');
  const signedOn = useStore(session, (state) => state.operator?.operatorId);
  const checking = useStore(session, (state) => state.checking);
  const demonstration = useDemonstration();
  const [chosenId, setChosenId] = useState(signedOn);
  const [pin, setPin] = useState('');
  const [message, setMessage] = useState('');
  const manager = managers.find(({ operatorId }) => operatorId === chosenId) ?? managers[0];
  const closed = usePinClosed(manager?.operatorId ?? '');
  const begun = useSale(
    ({ lines, customer, stage }) =>
      wanted === 'begin' &&
      stage.kind !== 'approved' &&
      (lines.length > 0 || customer.kind !== 'none'),
  );
  const waits = closed !== null || checking || manager === undefined || begun;
  const status = closed ?? message;
  const pinShown = demonstration?.operators.find(
    ({ displayName }) => displayName === manager?.displayName,
  )?.pin;

  async function submit(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    if (manager === undefined || waits || pin.length < MINIMUM_PIN_DIGITS) {
      return;
    }
    const outcome = await session.getState().train(wanted, manager, pin);
    setPin('');
    if (outcome === 'done') {
      window.location.reload();
    } else if (outcome === 'wrongPin') {
      setMessage('That PIN is wrong. Try again.');
    } else if (outcome === 'failed') {
      setMessage('It could not be done just now. Try again; if it stays so, call IT.');
    } else {
      setMessage('');
    }
  }

  return (
    <Dialog
      title={wanted === 'begin' ? 'Begin training' : 'End training'}
      onClose={onClose}
      size="28rem"
    >
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <p>
          {wanted === 'begin'
            ? 'In training the till works as always, but nothing is sold: no sale is recorded, no points move, nothing goes to the ledger. It stays so, also after a restart, until a manager ends it.'
            : 'What was practised is forgotten. From then on this till sells again.'}
        </p>
        {begun && (
          <p role="alert" className="message message-warning">
            A sale is open. Approve or abandon it first.
          </p>
        )}
        <fieldset className="amount-categories">
          <legend className="small">Manager</legend>
          {managers.map(({ operatorId, displayName }) => (
            <label key={operatorId} className="chip">
              <input
                type="radio"
                name="manager"
                className="hidden-label"
                checked={operatorId === manager?.operatorId}
                onChange={() => setChosenId(operatorId)}
              />
              {displayName}
            </label>
          ))}
        </fieldset>
        <TextInput
          label={`PIN of ${manager?.displayName ?? 'the manager'}`}
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
        {status !== '' && (
          <p role="alert" className="message message-refused small">
            {status}
          </p>
        )}
        <div className="dialog-buttons">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={waits || pin.length < MINIMUM_PIN_DIGITS}>
            {wanted === 'begin' ? 'Begin training' : 'End training'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
