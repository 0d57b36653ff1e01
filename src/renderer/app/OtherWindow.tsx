import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { useObserved } from '../ui/useObserved.ts';
import { Waiting } from './Waiting.tsx';
import type { WindowClaim } from './windowClaim.ts';

/** Says that the terminal runs in another window, and moves it here when asked to. */
export function OtherWindow({ claim }: { readonly claim: WindowClaim }): ReactElement {
  const place = useObserved(claim.place);
  if (place !== 'elsewhere') {
    const text = place === 'moving' ? 'Moving the terminal to this window…' : 'Starting…';
    return <Waiting text={text} alert={false} />;
  }
  return (
    <main className="page-centre">
      <div className="panel other-window stack">
        <h1>The terminal is open in another window</h1>
        <p>
          Only one window can sell at a time. Go on in the other one, or use this one: a sale that
          is not approved there yet is abandoned, and you sign on again here.
        </p>
        <Button size="lg" autoFocus onClick={() => claim.takeOver()}>
          Use it here
        </Button>
      </div>
    </main>
  );
}
