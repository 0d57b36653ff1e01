import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Keypad } from '../../ui/Keypad.tsx';
import { takeTyped } from './takeTyped.ts';

/** Identifies a member by the number printed on the card. */
export function NumberDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const terminal = useTerminal();
  const [text, setText] = useState('');

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    const number = text.replace(/[\s-]/g, '');
    if (number !== '') {
      onClose();
      void takeTyped(terminal, number);
    }
  }

  return (
    <Dialog title="Member number" onClose={onClose} size="24rem">
      <form onSubmit={submit} className="stack">
        <TextInput
          label="Number printed on the card"
          inputMode="numeric"
          autoFocus
          data-autofocus
          autoComplete="off"
          value={text}
          maxLength={40}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Keypad
          onKey={(key) => setText((present) => (present + key).slice(0, 40))}
          onDelete={() => setText((present) => present.slice(0, -1))}
        />
        <Button type="submit" size="lg" fullWidth disabled={text.trim() === ''}>
          Identify
        </Button>
      </form>
    </Dialog>
  );
}
