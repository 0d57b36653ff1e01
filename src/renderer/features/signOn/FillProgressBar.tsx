import { Progress } from '@mantine/core';
import type { ReactElement } from 'react';
import type { FillProgress } from '../../../sync/syncState.ts';
import { formatCount } from '../../ui/format.ts';

/** How far the members have come to this terminal. Selling works meanwhile. */
export function FillProgressBar({ fill }: { readonly fill: FillProgress }): ReactElement {
  const { cardsDone, cardsTotal } = fill;
  const percent = cardsTotal === 0 ? 0 : Math.min(100, (cardsDone / cardsTotal) * 100);
  return (
    <div className="fill-progress" data-testid="fill-progress">
      <div className="spread small">
        <span>Loading members</span>
        <span className="soft">
          {cardsTotal === 0
            ? 'asking the ledger'
            : `${formatCount(cardsDone)} of ${formatCount(cardsTotal)}`}
        </span>
      </div>
      <Progress value={percent} aria-label="Members loaded" size="md" transitionDuration={0} />
    </div>
  );
}
