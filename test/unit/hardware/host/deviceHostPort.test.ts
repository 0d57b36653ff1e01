import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { electronPort, stdioPort } from '../../../../src/hardware/deviceHostPort.ts';
import { waitUntil } from '../../../support/waitUntil.ts';

describe('the ports of the device host', () => {
  it('speak with Electron’s utility process by its parent port', () => {
    const sent: unknown[] = [];
    const parentPort = Object.assign(new EventEmitter(), {
      postMessage: (message: unknown) => sent.push(message),
    });
    const port = electronPort({ parentPort });
    const heard: unknown[] = [];
    port?.onMessage((message) => heard.push(message));
    port?.send({ type: 'pong', id: 1 });
    parentPort.emit('message', { data: { type: 'ping', id: 1 } });
    expect({ sent, heard }).toEqual({
      sent: [{ type: 'pong', id: 1 }],
      heard: [{ type: 'ping', id: 1 }],
    });
  });

  it('are none in a process that nobody started as a device host', () => {
    expect(electronPort({})).toBeNull();
    expect(electronPort({ parentPort: null })).toBeNull();
  });

  it('pass a line that is no JSON on as nothing, so that the schema refuses it', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    const port = stdioPort(input, output);
    const heard: unknown[] = [];
    let closed = false;
    port.onMessage((message) => heard.push(message));
    port.onClosed(() => {
      closed = true;
    });
    port.send({ type: 'pong', id: 7 });
    input.end('{"type":"ping","id":7}\nnot json\n');
    await waitUntil('end of input', () => closed);
    expect(heard).toEqual([{ type: 'ping', id: 7 }, null]);
    expect(String(output.read())).toBe('{"type":"pong","id":7}\n');
  });

  it('keep no more than a bounded amount for one that does not read', () => {
    const output = new PassThrough({ highWaterMark: 1 });
    const port = stdioPort(new PassThrough(), output);
    const message = 'x'.repeat(500);
    for (let index = 0; index < 20_000; index += 1) {
      port.send({ type: 'log', level: 'info', message });
    }
    expect(output.writableLength).toBeLessThan(1_100_000);
  });
});
