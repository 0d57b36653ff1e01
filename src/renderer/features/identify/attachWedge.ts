import type { Keystroke } from '../../../ipc/channels/devices.ts';
import { BURST_SILENCE_MS, createBurstDetector } from './burstDetector.ts';
import { rememberFocusedField, type FieldMemory } from './fieldMemory.ts';

const MODIFIERS = /^(Shift|Control|Alt|Meta|CapsLock|NumLock)/;

/**
 * Listens at the window for keyboard-wedge scanners. A scan is swallowed, taken out of the field it began in, and
 * handed to `onScan` as physical keys. Gives the way to stop.
 */
export function attachWedge(
  window: Window,
  onScan: (keys: readonly Keystroke[]) => void,
): () => void {
  const detector = createBurstDetector();
  let memory: FieldMemory | null = null;
  let timer: number | undefined;

  function finish(keys: readonly Keystroke[]): void {
    memory?.restore();
    memory = null;
    onScan(keys);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isControlCharacterOfScanner(event)) {
      event.preventDefault();
    }
    if (event.isComposing || event.repeat || event.code === '' || MODIFIERS.test(event.code)) {
      return;
    }
    const verdict = detector.key({
      code: event.code.slice(0, 32),
      shift: event.shiftKey,
      control: event.ctrlKey,
      alt: event.altKey,
      atMs: event.timeStamp,
    });
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const keys = detector.tick(window.performance.now());
      if (keys !== null) {
        finish(keys);
      }
    }, BURST_SILENCE_MS + 5);
    if (verdict.kind === 'typing') {
      if (verdict.first) {
        memory = rememberFocusedField(window.document);
      }
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (verdict.kind === 'ended') {
      finish(verdict.keys);
    } else if (verdict.began) {
      memory?.restore();
    }
  }

  window.addEventListener('keydown', onKeyDown, { capture: true });
  return () => {
    window.clearTimeout(timer);
    window.removeEventListener('keydown', onKeyDown, { capture: true });
  };
}

/** Ctrl+J and Ctrl+Shift+J are how a scanner types LF; the browser would open downloads or developer tools. */
function isControlCharacterOfScanner(event: KeyboardEvent): boolean {
  return event.ctrlKey && ['KeyJ', 'KeyM'].includes(event.code);
}
