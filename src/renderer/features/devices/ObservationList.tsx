import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { KnownMember } from './KnownMember.tsx';
import { useNamedDevices } from './useNamedDevices.ts';
import { readerName } from './deviceWording.ts';
import { meaningWords, receivedWords, suggestedFormat } from './observationWording.ts';
import type { NumberedObservation } from './readerSetupStore.ts';

/** "Present a card now": the last reads, what they were decoded as and what the till would make of them. */
export function ObservationList(props: {
  readonly onTryFormat: (format: string) => void;
}): ReactElement {
  const { readerSetup, enrolment } = useTerminal();
  const observations = useStore(readerSetup, (state) => state.observations);
  const clear = useStore(readerSetup, (state) => state.clearObservations);
  const devices = useNamedDevices();
  return (
    <section className="panel devices-observations" aria-labelledby="present-now">
      <div className="spread devices-observations-head">
        <h2 id="present-now" className="devices-subtitle">
          Present a card now
        </h2>
        {observations.length > 0 && (
          <Button variant="subtle" color="gray" size="compact-md" onClick={clear}>
            Clear
          </Button>
        )}
      </div>
      {observations.length === 0 ? (
        <div className="devices-waiting">
          <Icon name="card" size={36} />
          <p>
            Scan, swipe or hold a card to any reader. What comes in is shown here, and what the till
            would make of it.
          </p>
          {enrolment.demonstration && (
            <p className="soft small">
              Without a reader: “Demonstration” above presents cards by the simulated one.
            </p>
          )}
          <p className="soft small">Of a payment card nothing is shown.</p>
        </div>
      ) : (
        <ol
          className="devices-scroll devices-reads"
          aria-label="Last reads"
          aria-live="polite"
          tabIndex={0}
        >
          {observations.map((one) => (
            <Read
              key={one.number}
              one={one}
              reader={readerName(devices, one.observation.deviceId)}
              onTryFormat={props.onTryFormat}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function Read(props: {
  readonly one: NumberedObservation;
  readonly reader: string;
  readonly onTryFormat: (format: string) => void;
}): ReactElement {
  const { one, reader, onTryFormat } = props;
  const { readAtMs, received, meaning } = one.observation;
  const { tone, title, detail } = meaningWords(meaning);
  const suggestion = suggestedFormat(meaning);
  return (
    <li className={`devices-read devices-read-${tone}`} data-kind={meaning.kind}>
      <div className="spread">
        <strong>{title}</strong>
        <time className="soft small" dateTime={new Date(readAtMs).toISOString()}>
          {new Date(readAtMs).toLocaleTimeString('en-GB')}
        </time>
      </div>
      <p className="small">{detail}</p>
      {meaning.kind === 'card' && meaning.cardToken !== undefined && (
        <KnownMember cardToken={meaning.cardToken} />
      )}
      <p className="soft small">
        {reader} · {receivedWords(received)}
      </p>
      {suggestion !== null && (
        <Button variant="default" size="sm" mt={8} onClick={() => onTryFormat(suggestion)}>
          Try this format
        </Button>
      )}
    </li>
  );
}
