import { Button, TextInput } from '@mantine/core';
import { useRef, useState, type ReactElement, type SyntheticEvent } from 'react';
import { useStore } from 'zustand';
import type { CardPattern } from '../../../domain/identity/credential.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { testPresented, testTyped, type FormatVerdict } from './formatVerdict.ts';

const LONGEST_NUMBER = 64;

const TONES: Readonly<Record<FormatVerdict['verdict'], string>> = {
  matches: 'good',
  differs: 'warning',
  refused: 'refused',
};

/** Tries a card format on a card that is presented, or on a number that is typed, which is never kept. */
export function FormatTest({ pattern }: { readonly pattern: CardPattern }): ReactElement {
  const { readerSetup, bridge } = useTerminal();
  const latest = useStore(readerSetup, (state) => state.observations[0]);
  const [from] = useState(() => latest?.number ?? 0);
  const [typed, setTyped] = useState('');
  const [verdict, setVerdict] = useState<(FormatVerdict & { readonly after: number }) | null>(null);
  const asked = useRef(0);

  async function test(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    const text = typed.trim();
    if (text === '') {
      return;
    }
    asked.current += 1;
    const mine = asked.current;
    const answer = await bridge.request('devices.typed', { text });
    if (mine !== asked.current) {
      return;
    }
    const after = readerSetup.getState().observations[0]?.number ?? 0;
    if (!answer.ok) {
      setVerdict({
        verdict: 'differs',
        sentence: 'It could not be tried just now. Try again.',
        after,
      });
      return;
    }
    const result = testTyped(pattern, text, answer.value.outcome);
    if (result.verdict === 'refused') {
      setTyped('');
    }
    setVerdict({ ...result, after });
  }

  const presented =
    latest !== undefined && latest.number > Math.max(from, verdict?.after ?? 0)
      ? testPresented(pattern, latest.observation.meaning)
      : null;
  const shown = presented ?? verdict;
  return (
    <form className="stack devices-editor" onSubmit={(event) => void test(event)}>
      <div className="row devices-port-name">
        <TextInput
          className="grow"
          label="Try it: present a card, or type its number"
          autoComplete="off"
          value={typed}
          maxLength={LONGEST_NUMBER}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={typed.trim() === ''}>
          Try
        </Button>
      </div>
      {shown !== null && (
        <p
          className={`message message-${TONES[shown.verdict]}`}
          role="status"
          data-testid="format-verdict"
        >
          {shown.sentence}
        </p>
      )}
    </form>
  );
}
