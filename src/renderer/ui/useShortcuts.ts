import { useEffect, useRef } from 'react';

/** Keys by `KeyboardEvent.key`, e.g. "F9", and what they do. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/**
 * Listens for shortcuts at the window while `enabled` and no dialog is open. A key held down counts once, and Enter on
 * a button or in a field stays theirs.
 */
export function useShortcuts(shortcuts: Shortcuts, enabled: boolean): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  }, [shortcuts]);
  useEffect(() => {
    if (!enabled) {
      return undefined;
    }
    function onKeyDown(event: KeyboardEvent): void {
      const action = latest.current[event.key];
      const modified = event.ctrlKey || event.altKey || event.metaKey;
      const taken = event.defaultPrevented || isDialogOpen() || isOfControl(event);
      if (action === undefined || modified || taken) {
        return;
      }
      event.preventDefault();
      if (!event.repeat) {
        action();
      }
    }
    // Captured, so that Escape finds a dialog that was opened later still open, which closes by the same key.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [enabled]);
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

function isOfControl({ key, target }: KeyboardEvent): boolean {
  return key === 'Enter' && target instanceof Element && target.closest('button, input') !== null;
}
