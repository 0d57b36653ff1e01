import { Button, TextInput } from '@mantine/core';
import { useState, type ReactElement, type SyntheticEvent } from 'react';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { LONGEST_READER_NAME } from './readerNames.ts';

/** Gives a reader a name of the shop's own. */
export function RenameDialog(props: {
  readonly deviceId: string;
  readonly name: string;
  readonly onClose: () => void;
}): ReactElement {
  const { deviceId, name, onClose } = props;
  const { readerSetup } = useTerminal();
  const [text, setText] = useState(name);

  function save(event: SyntheticEvent): void {
    event.preventDefault();
    void readerSetup.getState().renameReader(deviceId, text);
    onClose();
  }

  return (
    <Dialog title="Name of the reader" onClose={onClose}>
      <form className="stack" onSubmit={save}>
        <TextInput
          label="What people here call it"
          description="Leave it empty for make and model."
          autoComplete="off"
          autoFocus
          data-autofocus
          value={text}
          maxLength={LONGEST_READER_NAME}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className="dialog-buttons">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit">Save</Button>
        </div>
      </form>
    </Dialog>
  );
}
