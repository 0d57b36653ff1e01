import { useEffect, useState } from 'react';
import type { DemonstrationCards } from '../../../ipc/channels/demonstration.ts';
import { useTerminal } from '../../app/terminalContext.tsx';

/** The demonstration's cards, products and PINs; null in a real chain and until the host has answered. */
export function useDemonstration(): DemonstrationCards | null {
  const { bridge, enrolment } = useTerminal();
  const [cards, setCards] = useState<DemonstrationCards | null>(null);
  useEffect(() => {
    let stopped = false;
    if (enrolment.demonstration) {
      void bridge.request('demonstration.cards', {}).then((answer) => {
        if (answer.ok && !stopped) {
          setCards(answer.value);
        }
      });
    }
    return () => {
      stopped = true;
    };
  }, [bridge, enrolment]);
  return cards;
}
