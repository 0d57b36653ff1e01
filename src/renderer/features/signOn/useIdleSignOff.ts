import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useTerminal } from '../../app/terminalContext.tsx';
import { DEFAULT_IDLE_MINUTES, idleState } from './idleCountdown.ts';

const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

/**
 * Calls `signOff` when nobody has touched the till, and nothing was read, for as long as the settings say; gives the seconds
 * left while it is near, else null. Time is the page's own: a wall clock that is set signs nobody off.
 */
export function useIdleSignOff(active: boolean, signOff: () => void): number | null {
  const { bridge, settings } = useTerminal();
  const limitMinutes =
    useStore(settings, (state) => state.settings?.idleSignOffMinutes) ?? DEFAULT_IDLE_MINUTES;
  const [secondsLeft, setSecondsLeft] = useState<number | null>(null);
  useEffect(() => {
    if (!active) {
      return undefined;
    }
    let touchedAtMs = performance.now();
    const look = () => {
      const state = idleState(performance.now() - touchedAtMs, limitMinutes);
      setSecondsLeft(typeof state === 'object' ? state.secondsLeft : null);
      if (state === 'over') {
        touchedAtMs = performance.now();
        signOff();
      }
    };
    const touched = () => {
      touchedAtMs = performance.now();
      setSecondsLeft(null);
    };
    const timer = setInterval(look, 1000);
    const stops = [bridge.on('devices.read', touched), bridge.on('devices.observed', touched)];
    for (const touch of TOUCHES) {
      window.addEventListener(touch, touched, { capture: true, passive: true });
    }
    return () => {
      clearInterval(timer);
      stops.forEach((stop) => stop());
      for (const touch of TOUCHES) {
        window.removeEventListener(touch, touched, { capture: true });
      }
      setSecondsLeft(null);
    };
  }, [active, limitMinutes, bridge, signOff]);
  return secondsLeft;
}
