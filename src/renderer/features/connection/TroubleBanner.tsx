import { Button } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { EnrolAnewDialog } from '../enrol/EnrolAnewDialog.tsx';
import { troubleOf } from './troubleWording.ts';
import './connection.css';

/** Across the whole screen: why the till can approve nothing, or soon will not, and what to do. */
export function TroubleBanner(): ReactElement | null {
  const { host, connection } = useTerminal();
  const journal = useStore(host, (state) => state.journal);
  const fault = useStore(host, (state) => state.journalFault);
  const refusal = useStore(connection, (state) => state.connection.refusal);
  const [enrolling, setEnrolling] = useState(false);
  const trouble = troubleOf(journal, fault, refusal);
  if (trouble === null) {
    return null;
  }
  const { title, sentences, stops, enrolAnew } = trouble;
  return (
    <>
      <section
        className={`trouble ${stops ? 'message-refused' : 'message-warning'}`}
        role="alert"
        data-testid="trouble"
      >
        <Icon name="warning" size={28} />
        <div className="grow">
          <strong>{title}</strong>
          {sentences.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </div>
        {enrolAnew && (
          <Button size="lg" variant="default" onClick={() => setEnrolling(true)}>
            Enrol anew
          </Button>
        )}
      </section>
      {enrolling && enrolAnew && <EnrolAnewDialog onClose={() => setEnrolling(false)} />}
    </>
  );
}
