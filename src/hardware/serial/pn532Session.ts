import type { DecodeOutcome } from '../decoders/decoded.ts';
import { classifyStreamed } from '../decoders/pn532/pn532.ts';
import type { Pn532Frame } from '../decoders/pn532/pn532Frame.ts';
import { createPn532FrameStream, type StreamedFrame } from '../decoders/pn532/pn532FrameStream.ts';
import { createRepeatFilter } from '../decoders/repeatFilter.ts';
import { PN532_ACK, PN532_WAKE_UP, pn532Command } from './pn532Commands.ts';
import type { SerialProtocol, SerialStep } from './serialProtocol.ts';

/** SAMConfiguration: normal mode, time-out 20 × 50 ms, no IRQ line (NXP UM0701-02, 7.2.10). */
const SAM_CONFIGURATION = Uint8Array.of(0x14, 0x01, 0x14, 0x00);
/** RFConfiguration item 5: try to find a card 16 times, then answer that there is none (same manual, 7.3.1). */
const MAXIMUM_RETRIES = Uint8Array.of(0x32, 0x05, 0xff, 0x01, 0x10);
/** InListPassiveTarget: at most 2 targets of 106 kbps type A, so that two cards at once are told (same manual, 7.3.5). */
const LIST_TARGETS = Uint8Array.of(0x4a, 0x02, 0x00);

/** How long an acknowledgement may take: the manual says 15 ms; a USB adapter and a busy machine add to it. */
const ACK_TIMEOUT_MS = 250;
const ANSWER_TIMEOUT_MS = 1_500;
/** The pause between two looks for a card; a person does not notice it. */
const POLL_MS = 120;
/** The pause after a failure, before the module is woken again. */
const RETRY_MS = 500;
/** For how long after it was seen last the same trouble with a card is not told again. */
const TROUBLE_AGAIN_MS = 1_500;
/** Failures in a row after which the reader is said to answer no more. */
const FAILURES_TO_SILENT = 3;

type State =
  | { readonly name: 'idle'; readonly next: 0 | 1 | 2; readonly untilMs: number }
  | {
      readonly name: 'acknowledging' | 'answering';
      readonly command: 0 | 1 | 2;
      readonly untilMs: number;
    };

const commands = [SAM_CONFIGURATION, MAXIMUM_RETRIES, LIST_TARGETS] as const;

/**
 * Talks with a PN532 on a serial line (high speed UART, 115200 bit/s): wakes it, configures it, then asks for a card again
 * and again. Each command is acknowledged and answered within a time; where it is not, or the module says an error, the
 * command is aborted and the module is woken and configured anew. The same card is read once while it stays.
 */
export function createPn532Session(): SerialProtocol {
  const stream = createPn532FrameStream();
  const repeats = createRepeatFilter();
  let state: State = { name: 'idle', next: 0, untilMs: 0 };
  let failures = 0;
  let answered = false;
  let trouble = { reason: '', atMs: 0 };

  function send(command: 0 | 1 | 2, atMs: number): Uint8Array[] {
    state = { name: 'acknowledging', command, untilMs: atMs + ACK_TIMEOUT_MS };
    const frame = pn532Command(commands[command]);
    // The abort ends what an earlier run of the terminal may have asked for.
    return command === 0 ? [PN532_WAKE_UP, PN532_ACK, frame] : [frame];
  }

  function failed(atMs: number): void {
    failures += 1;
    state = { name: 'idle', next: 0, untilMs: atMs + RETRY_MS };
  }

  function take(frame: StreamedFrame, atMs: number): DecodeOutcome[] {
    if (typeof frame === 'string') {
      // The answer that the noise was, is lost: its time-out wakes the module anew. Nobody presented anything yet.
      return [];
    }
    if (state.name === 'acknowledging' && frame.kind === 'ACK') {
      state = { name: 'answering', command: state.command, untilMs: atMs + ANSWER_TIMEOUT_MS };
      return [];
    }
    if (frame.kind === 'error' && state.name !== 'idle') {
      failed(atMs);
      return [classifyStreamed(frame)];
    }
    // What is no answer to the command that was acknowledged last is late, or of another program: a card in it is no read.
    if (state.name !== 'answering' || !isAnswerTo(frame, commands[state.command][0] ?? 0)) {
      return [];
    }
    failures = 0;
    answered ||= state.command === 2 || state.command === 1;
    const polled = state.command === 2;
    state = polled
      ? { name: 'idle', next: 2, untilMs: atMs + POLL_MS }
      : { name: 'idle', next: state.command === 0 ? 1 : 2, untilMs: atMs };
    return polled ? cardOf(frame, atMs) : [];
  }

  function cardOf(frame: Pn532Frame, atMs: number): DecodeOutcome[] {
    const outcome = classifyStreamed(frame);
    if (outcome.result === 'invalid') {
      // Two cards, or a phone, lie there for many looks and are told once.
      const told = outcome.reason === trouble.reason && atMs - trouble.atMs < TROUBLE_AGAIN_MS;
      trouble = { reason: outcome.reason, atMs };
      return told ? [] : [outcome];
    }
    // "No card" comes many times a second and is nobody's news.
    return outcome.result === 'ignored' ? [] : repeats.take(outcome, atMs);
  }

  /** What the clock says is due. */
  function due(atMs: number): Uint8Array[] {
    if (atMs < state.untilMs) {
      return [];
    }
    if (state.name === 'idle') {
      return send(state.next, atMs);
    }
    failed(atMs);
    return [PN532_ACK];
  }

  function step(frames: readonly StreamedFrame[], atMs: number): SerialStep {
    const outcomes = frames.flatMap((frame) => take(frame, atMs));
    return { outcomes, send: due(atMs) };
  }

  return {
    start(atMs) {
      stream.reset();
      repeats.reset();
      failures = 0;
      answered = false;
      return { outcomes: [], send: send(0, atMs) };
    },
    push: (bytes, atMs) => step(stream.push(bytes, atMs), atMs),
    tick: (atMs) => step(stream.tick(atMs), atMs),
    needsTick: () => true,
    answer: () => (failures >= FAILURES_TO_SILENT ? 'silent' : answered ? 'answering' : 'waiting'),
    clearInput: () => stream.reset(),
  };
}

/** Whether `frame` is the module's answer to the command of that code: the code plus one, from module to host. */
function isAnswerTo(frame: Pn532Frame, command: number): boolean {
  return (
    frame.kind === 'information' && frame.direction === 0xd5 && frame.payload[0] === command + 1
  );
}
