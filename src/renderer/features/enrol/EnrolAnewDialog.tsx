import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { enrolmentAdvice } from './enrolmentAdvice.ts';

const SHORTEST_CODE = 4;

/** Gives a stopped terminal a new identity by a new code; who has the code may. Its journal is carried over. */
export function EnrolAnewDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { bridge, enrolment } = useTerminal();
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function enrol(): Promise<void> {
    setBusy(true);
    setProblem(null);
    const answer = await bridge.request('terminal.enrol', {
      ledgerUrl: enrolment.ledgerUrl,
      code: code.trim(),
    });
    if (answer.ok) {
      // Another enrolment has local data of its own, which is opened at the start.
      window.location.reload();
      return;
    }
    setBusy(false);
    setProblem(enrolmentAdvice(answer.error));
  }

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    void enrol();
  }

  return (
    <Dialog title="Enrol this till anew" onClose={onClose} dismissable={!busy}>
      <form className="stack" onSubmit={submit}>
        <p>
          The back office makes a new code for {enrolment.terminalName}. Every sale that this till
          still holds is sent to the ledger, each once. The sale on the screen is cleared.
        </p>
        <TextInput
          label="One-time code"
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {problem !== null && (
          <p className="message message-refused" role="alert">
            {problem}
          </p>
        )}
        <div className="dialog-buttons">
          <Button variant="default" size="lg" disabled={busy} onClick={onClose}>
            Not now
          </Button>
          <Button
            type="submit"
            size="lg"
            loading={busy}
            disabled={code.trim().length < SHORTEST_CODE}
          >
            Enrol
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
