import { Button, NumberInput, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import type { StoreException } from '../../../domain/storeException.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import {
  confirmationOf,
  decisionOf,
  MAXIMUM_ADJUSTMENT_POINTS,
  MAXIMUM_NOTE_LENGTH,
  missingIn,
  offersFor,
  type Decision,
  type DecisionDraft,
} from './decision.ts';
import { useResolve } from './useResolve.ts';

/** Asks what to do and why, and has it done at the ledger. */
export function ResolveForm(props: {
  readonly exception: StoreException;
  readonly who: string;
  readonly online: boolean;
  readonly onResolved: (exceptionId: string) => void;
}): ReactElement {
  const { exception, who, online, onResolved } = props;
  const offers = offersFor(exception);
  const [draft, setDraft] = useState<DecisionDraft>({
    resolution: offers.length === 1 ? (offers[0]?.resolution ?? null) : null,
    gives: true,
    points: 0,
    note: '',
  });
  const [asked, setAsked] = useState<Decision | null>(null);
  const { stage, resolve } = useResolve(onResolved);
  const change = (part: Partial<DecisionDraft>) => setDraft((before) => ({ ...before, ...part }));
  const missing = missingIn(draft);
  const effect = offers.find(({ resolution }) => resolution === draft.resolution)?.effect;
  const confirmation = asked === null ? null : confirmationOf(asked, who);

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    const decision = decisionOf(exception.exceptionId, draft);
    if (decision === null || !online) {
      return;
    }
    if (confirmationOf(decision, who) === null) {
      resolve(decision);
    } else {
      setAsked(decision);
    }
  }

  if (stage.kind === 'uncertain') {
    return (
      <div className="stack">
        <p className="message message-warning" role="alert">
          The ledger did not answer, so it may be done or not. Ask again: it is done once, however
          often you ask.
        </p>
        <Button size="lg" disabled={!online} onClick={() => resolve(stage.decision)}>
          Ask again
        </Button>
        {!online && <Offline />}
      </div>
    );
  }
  return (
    <form className="stack exceptions-form" onSubmit={submit}>
      <fieldset className="amount-categories">
        <legend>What to do</legend>
        {offers.map(({ resolution, words }) => (
          <label key={resolution} className="chip">
            <input
              type="radio"
              name="resolution"
              className="hidden-label"
              checked={resolution === draft.resolution}
              onChange={() => change({ resolution })}
            />
            {words}
          </label>
        ))}
      </fieldset>
      {effect !== undefined && <p className="soft small">{effect}</p>}
      {draft.resolution === 'adjusted' && <Adjustment draft={draft} onChange={change} />}
      <TextInput
        label="Why"
        description="Others read it. No names and no card numbers."
        autoComplete="off"
        maxLength={MAXIMUM_NOTE_LENGTH}
        value={draft.note}
        onChange={(event) => change({ note: event.currentTarget.value })}
      />
      {stage.kind === 'refused' && (
        <p className="message message-refused" role="alert">
          {stage.message}
        </p>
      )}
      <div className="spread exceptions-foot">
        {online ? (
          <p className="soft small" role="status">
            {missing ?? 'Your name is kept with the decision.'}
          </p>
        ) : (
          <Offline />
        )}
        <Button
          type="submit"
          size="lg"
          className="exceptions-settle"
          loading={stage.kind === 'asking'}
          disabled={!online || missing !== null}
        >
          Settle it
        </Button>
      </div>
      {asked !== null && confirmation !== null && (
        <Dialog title="Are you sure?" onClose={() => setAsked(null)}>
          <div className="stack">
            <p>{confirmation.question}</p>
            <div className="dialog-buttons">
              <Button variant="default" size="lg" onClick={() => setAsked(null)}>
                Go back
              </Button>
              <Button
                size="lg"
                onClick={() => {
                  setAsked(null);
                  resolve(asked);
                }}
              >
                {confirmation.button}
              </Button>
            </div>
          </div>
        </Dialog>
      )}
    </form>
  );
}

function Adjustment(props: {
  readonly draft: DecisionDraft;
  readonly onChange: (part: Partial<DecisionDraft>) => void;
}): ReactElement {
  const { draft, onChange } = props;
  return (
    <div className="row exceptions-adjustment">
      <fieldset className="amount-categories">
        <legend className="small">Balance</legend>
        {[true, false].map((gives) => (
          <label key={String(gives)} className="chip">
            <input
              type="radio"
              name="direction"
              className="hidden-label"
              checked={gives === draft.gives}
              onChange={() => onChange({ gives })}
            />
            {gives ? 'Give points' : 'Take points'}
          </label>
        ))}
      </fieldset>
      <NumberInput
        label="Points"
        min={0}
        max={MAXIMUM_ADJUSTMENT_POINTS}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
        hideControls
        value={draft.points === 0 ? '' : draft.points}
        onChange={(value) => onChange({ points: Number(value) || 0 })}
      />
    </div>
  );
}

function Offline(): ReactElement {
  return (
    <p className="message message-warning small" role="status">
      Offline: nothing can be settled now. Nothing is lost.
    </p>
  );
}
