import { Button } from '@mantine/core';
import { useMemo, useState, type ReactElement } from 'react';
import type { Programme } from '../../../domain/programme.ts';
import { useTerminal } from '../../app/terminalContext.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useObserved } from '../../ui/useObserved.ts';
import { useShortcuts, type Shortcuts } from '../../ui/useShortcuts.ts';
import { FindSale } from './FindSale.tsx';
import { ReturnReceipt } from './ReturnReceipt.tsx';
import type { ReturnableSale } from './returnableSales.ts';
import { ReturnLines } from './ReturnLines.tsx';
import { UnknownSale } from './UnknownSale.tsx';
import { useReturn } from './useReturn.ts';
import './returns.css';

/** What is returned: nothing yet, a sale of this terminal, or one that it does not know. */
type Chosen =
  { readonly kind: 'known'; readonly sale: ReturnableSale } | { readonly kind: 'unknown' } | null;

/** Takes goods back: finds the sale, says what it comes to, approves. */
export function ReturnScreen(props: {
  readonly programme: Programme;
  readonly onClose: () => void;
}): ReactElement {
  const { programme, onClose } = props;
  const programmes = useObserved(useTerminal().replica.reference.programmes);
  const { stage, operatorId, isManager, approve } = useReturn();
  const [chosen, setChosen] = useState<Chosen>(null);
  const busy = stage.kind === 'approving';
  const back = () => (chosen === null || stage.kind === 'approved' ? onClose() : setChosen(null));
  const shortcuts = useMemo((): Shortcuts => ({ Escape: onClose }), [onClose]);
  useShortcuts(shortcuts, !busy);
  return (
    <main className="returns">
      <header className="spread">
        <h1 className="returns-title">Return</h1>
        <Button
          variant="default"
          onClick={back}
          disabled={busy}
          leftSection={<Icon name="close" />}
        >
          {chosen === null || stage.kind === 'approved' ? 'Back to the till' : 'Another sale'}
        </Button>
      </header>
      {stage.kind === 'failed' && (
        <p className="message message-refused" role="alert">
          {stage.message}
        </p>
      )}
      {busy && stage.uncertain && (
        <p className="message message-warning" role="status">
          The answer was lost. The journal is being asked whether the return was recorded.
        </p>
      )}
      {stage.kind === 'approved' ? (
        <ReturnReceipt body={stage.body} programme={programme} onDone={onClose} />
      ) : chosen === null ? (
        <FindSale
          programme={programme}
          onSale={(sale) => setChosen({ kind: 'known', sale })}
          onUnknown={() => setChosen({ kind: 'unknown' })}
        />
      ) : chosen.kind === 'known' ? (
        <ReturnLines
          sale={chosen.sale}
          programme={programmes.find(isOf(chosen.sale)) ?? programme}
          operatorId={operatorId}
          isManager={isManager}
          busy={busy}
          onApprove={approve}
        />
      ) : (
        <UnknownSale
          programme={programme}
          operatorId={operatorId}
          busy={busy}
          onApprove={approve}
        />
      )}
    </main>
  );
}

/** The version that a sale was sold under. */
function isOf({ body }: ReturnableSale): (programme: Programme) => boolean {
  return ({ programmeId, version }) =>
    programmeId === body.programmeId && version === body.programmeVersion;
}
