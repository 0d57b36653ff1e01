import { Button, Loader } from '@mantine/core';
import type { ReactElement } from 'react';
import { useTerminal } from '../../app/terminalContext.tsx';
import type { Stage } from '../../stores/saleState.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { approvalFailureWording } from './approvalWording.ts';

/** Says that a sale is not approved, or not known to be. */
export function ApprovalDialog({ stage }: { readonly stage: Stage }): ReactElement | null {
  const { sale } = useTerminal();
  const goBack = () => sale.setState({ stage: { kind: 'open' } });
  if (stage.kind === 'uncertain') {
    return (
      <Dialog
        key="uncertain"
        title="Checking the sale"
        onClose={() => undefined}
        dismissable={false}
      >
        <div className="row" role="status">
          <Loader size="sm" />
          <p className="grow">
            The terminal’s host stopped while the sale was being recorded. The journal will say
            whether it was sold. Please wait, and do not take payment yet.
          </p>
        </div>
      </Dialog>
    );
  }
  if (stage.kind === 'failed') {
    return (
      // A dialog of its own, so that its button takes the focus although another one was open.
      <Dialog key="failed" title="Not approved" onClose={goBack}>
        <div className="stack" role="alert">
          <p className="message message-refused">
            {approvalFailureWording(stage.code, stage.message)}
          </p>
          <p>Nothing was sold. The sale is still here as it was.</p>
          <div className="dialog-buttons">
            <Button data-autofocus onClick={goBack}>
              Back to the sale
            </Button>
          </div>
        </div>
      </Dialog>
    );
  }
  return null;
}
