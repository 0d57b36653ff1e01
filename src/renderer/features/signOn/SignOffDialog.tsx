import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { Dialog } from '../../ui/Dialog.tsx';

/** Asks before an unfinished sale is thrown away by signing off. */
export function SignOffDialog(props: {
  readonly onSignOff: () => void;
  readonly onClose: () => void;
}): ReactElement {
  const { onSignOff, onClose } = props;
  return (
    <Dialog title="Sign off?" onClose={onClose}>
      <div className="stack">
        <p>The sale on screen is not approved. Signing off throws it away.</p>
        <div className="dialog-buttons">
          <Button variant="default" onClick={onSignOff}>
            Throw away and sign off
          </Button>
          <Button data-autofocus onClick={onClose}>
            Back to the sale
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
