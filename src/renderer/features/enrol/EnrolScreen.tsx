import { Button, TextInput } from '@mantine/core';
import { useEffect, useState, type ReactElement, type SyntheticEvent } from 'react';
import type { TerminalDescription } from '../../../ipc/channels/terminal.ts';
import type { HostBridge } from '../../../ipc/contract.ts';
import { attachWedge } from '../identify/attachWedge.ts';
import { enrolmentAdvice } from './enrolmentAdvice.ts';

/** Makes this terminal part of a chain: the ledger's address and a one-time code. */
export function EnrolScreen(props: {
  readonly bridge: HostBridge;
  readonly onEnrolled: (description: TerminalDescription) => void;
}): ReactElement {
  const { bridge, onEnrolled } = props;
  const [ledgerUrl, setLedgerUrl] = useState('');
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  // No reader is in use yet; what a keyboard reader types must not stay in a field, for it may be a payment card.
  useEffect(
    () =>
      attachWedge(window, () => {
        setProblem('Cards are read once the terminal is enrolled. Type the address and the code.');
      }),
    [],
  );

  async function enrol(): Promise<void> {
    const address = ledgerUrl.trim();
    if (!URL.canParse(address) || !/^https?:/i.test(address)) {
      setProblem('The address has to be complete, for example https://ledger.example.com.');
      return;
    }
    setBusy(true);
    setProblem(null);
    const answer = await bridge.request('terminal.enrol', {
      ledgerUrl: address,
      code: code.trim(),
    });
    setBusy(false);
    if (answer.ok) {
      onEnrolled(answer.value);
    } else {
      setProblem(enrolmentAdvice(answer.error));
    }
  }

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    void enrol();
  }

  return (
    <main className="screen">
      <div className="page-centre">
        <form className="panel sign-on" onSubmit={submit} aria-labelledby="enrol-title">
          <div>
            <h1 id="enrol-title" className="sign-on-title">
              Enrol this terminal
            </h1>
            <p className="soft">
              The person who looks after the ledger gives you its address and a code that works
              once.
            </p>
          </div>
          <TextInput
            label="Address of the ledger"
            placeholder="https://ledger.example.com"
            inputMode="url"
            autoComplete="off"
            autoFocus
            value={ledgerUrl}
            maxLength={2048}
            onChange={(event) => setLedgerUrl(event.currentTarget.value)}
          />
          <TextInput
            label="One-time code"
            autoComplete="off"
            spellCheck={false}
            value={code}
            maxLength={64}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          {problem !== null && (
            <p className="message message-refused" role="alert">
              {problem}
            </p>
          )}
          <Button type="submit" size="lg" loading={busy} disabled={code.trim().length < 4}>
            Enrol
          </Button>
        </form>
      </div>
    </main>
  );
}
