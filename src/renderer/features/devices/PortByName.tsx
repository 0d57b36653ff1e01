import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';

/** The longest name of a port. */
const LONGEST_NAME = 300;

/** For a port that is on no list, e.g. one of a terminal server: its name. */
export function PortByName(props: { readonly onChoose: (path: string) => void }): ReactElement {
  const [name, setName] = useState('');
  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    if (name.trim() !== '') {
      props.onChoose(name.trim());
    }
  }
  return (
    <form onSubmit={submit} className="row devices-port-name">
      <TextInput
        className="grow"
        label="Or the name of a port that is not listed"
        placeholder="COM3 or /dev/ttyS0"
        autoComplete="off"
        value={name}
        maxLength={LONGEST_NAME}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={name.trim() === ''}>
        Use it
      </Button>
    </form>
  );
}
