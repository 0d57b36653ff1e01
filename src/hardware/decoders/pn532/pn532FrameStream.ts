import { MAXIMUM_FRAME, readPn532Frame, startCodeAt } from './pn532Frame.ts';
import type { FrameFault, Pn532Frame } from './pn532Frame.ts';

/** A frame, or why there is none: a fault of a frame, or one that broke off. */
export type StreamedFrame = Pn532Frame | Exclude<FrameFault, 'incomplete'> | 'broken off';

/** Frames of the PN532 out of bytes in pieces of any size. Holds at most two frames. */
export interface Pn532FrameStream {
  /** Takes the next bytes, at a monotonic time in milliseconds. */
  push(bytes: Uint8Array, atMs: number): StreamedFrame[];
  /** Tells that time has passed: drops an unfinished frame. */
  tick(atMs: number): StreamedFrame[];
  /** Whether bytes of an unfinished frame are held. */
  pending(): boolean;
  /** Forgets and wipes what is held. */
  reset(): void;
}

/** The silence after which an unfinished frame is dropped. */
const FRAME_TIMEOUT_MS = 250;

/** The stream of frames on a line from a PN532; wake-up bytes and noise between frames are skipped. */
export function createPn532FrameStream(): Pn532FrameStream {
  let held = new Uint8Array(0);
  let lastAtMs = 0;

  function keep(next: Uint8Array<ArrayBuffer>): void {
    held.fill(0);
    held = next;
  }

  function drain(): StreamedFrame[] {
    const frames: StreamedFrame[] = [];
    let from = 0;
    for (;;) {
      const at = startCodeAt(held, from);
      if (at < 0) {
        // A zero at the end may be the first half of a start code, unless it belongs to the frame before.
        from = held.at(-1) === 0 ? Math.max(from, held.length - 1) : held.length;
        break;
      }
      const frame = readPn532Frame(held, at);
      if (frame === 'incomplete') {
        from = at;
        break;
      }
      frames.push(frame);
      from = typeof frame === 'string' ? at + 2 : at + frame.length;
    }
    keep(held.slice(from));
    return frames;
  }

  function tick(atMs: number): StreamedFrame[] {
    if (held.length === 0 || atMs - lastAtMs < FRAME_TIMEOUT_MS) {
      return [];
    }
    const broken = startCodeAt(held, 0) >= 0;
    keep(new Uint8Array(0));
    return broken ? ['broken off'] : [];
  }

  return {
    push(bytes, atMs) {
      const frames = tick(atMs);
      lastAtMs = bytes.length > 0 ? atMs : lastAtMs;
      // In pieces no longer than a frame, so that what is held stays under two frames however much comes at once.
      for (let at = 0; at < bytes.length; at += MAXIMUM_FRAME) {
        const piece = bytes.subarray(at, at + MAXIMUM_FRAME);
        const joined = new Uint8Array(held.length + piece.length);
        joined.set(held);
        joined.set(piece, held.length);
        keep(joined);
        frames.push(...drain());
      }
      return frames;
    },
    tick,
    pending: () => startCodeAt(held, 0) >= 0,
    reset: () => keep(new Uint8Array(0)),
  };
}
