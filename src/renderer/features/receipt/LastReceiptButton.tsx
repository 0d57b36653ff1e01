import { Button } from '@mantine/core';
import { useEffect, useState, type ReactElement } from 'react';
import { useSale, useTerminal } from '../../app/terminalContext.tsx';
import type { Receipt } from '../../stores/saleState.ts';
import { formatMoment } from '../../ui/format.ts';
import { Icon } from '../../ui/Icon.tsx';

/** Shows the receipt of the last sale again, e.g. after the terminal was started anew; nothing before the first sale. */
export function LastReceiptButton(): ReactElement | null {
  const { lastReceipt, clock } = useTerminal();
  const showReceipt = useSale((state) => state.showReceipt);
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  useEffect(() => {
    let stopped = false;
    void lastReceipt().then((found) => {
      if (!stopped) {
        setReceipt(found);
      }
    });
    return () => {
      stopped = true;
    };
  }, [lastReceipt]);
  if (receipt === null) {
    return null;
  }
  const { sequence, occurredAt } = receipt.transaction.body;
  return (
    <Button
      variant="default"
      leftSection={<Icon name="receipt" />}
      onClick={() => void lastReceipt().then((now) => showReceipt(now ?? receipt))}
    >
      Last receipt: sale {sequence}, {formatMoment(Date.parse(occurredAt), clock.nowMs())}
    </Button>
  );
}
