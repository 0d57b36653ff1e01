import { useEffect, useRef, type RefObject } from 'react';

const DIALOGS = '[role="dialog"], [role="alertdialog"]';

/**
 * Calls `onEscape` when Escape is pressed and the dialog around `inside` is the one that was opened last. One press
 * closes one dialog: who takes it prevents its default, and no other listener takes it again. Null where it stays open.
 */
export function useTopmostEscape(
  inside: RefObject<HTMLElement | null>,
  onEscape: (() => void) | null,
): void {
  const latest = useRef(onEscape);
  useEffect(() => {
    latest.current = onEscape;
  }, [onEscape]);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const action = latest.current;
      const dialog = inside.current?.closest(DIALOGS) ?? null;
      // Dialogs are put at the end of the document as they open.
      const isTopmost =
        dialog !== null && dialog === [...document.querySelectorAll(DIALOGS)].at(-1);
      if (action === null || !isTopmost || !isFreeEscape(event)) {
        return;
      }
      event.preventDefault();
      action();
    }
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [inside]);
}

/** Not of an input method, of a list that is open within the dialog, or taken by a dialog that has just closed. */
function isFreeEscape({ key, isComposing, defaultPrevented, target }: KeyboardEvent): boolean {
  const isOfList =
    target instanceof Element && target.getAttribute('data-mantine-stop-propagation') === 'true';
  return key === 'Escape' && !isComposing && !defaultPrevented && !isOfList;
}
