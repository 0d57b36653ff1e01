import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { useNow } from '../../ui/useNow.ts';

/** While an operator's PIN is not looked at after wrong ones: for how long, in words; null when it is. */
export function usePinClosed(operatorId: string): string | null {
  const { session, clock } = useTerminal();
  const untilMs = useStore(session, (state) => state.closedUntilMs[operatorId] ?? 0);
  const nowMs = useNow(clock, 250);
  const seconds = Math.ceil((untilMs - nowMs) / 1000);
  return seconds > 0
    ? `Too many wrong PINs. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`
    : null;
}
