import { useEffect } from 'react';

/** Keys by `KeyboardEvent.key`, e.g. "F9", and what they do. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Listens for shortcuts at the window while `enabled`. A key held down counts once. */
export function useShortcuts(shortcuts: Shortcuts, enabled: boolean): void {
  useEffect(() => {
    if (!enabled) {
      return undefined;
    }
    function onKeyDown(event: KeyboardEvent): void {
      const action = shortcuts[event.key];
      if (action === undefined || event.ctrlKey || event.altKey || event.metaKey) {
        return;
      }
      event.preventDefault();
      if (!event.repeat) {
        action();
      }
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [shortcuts, enabled]);
}
