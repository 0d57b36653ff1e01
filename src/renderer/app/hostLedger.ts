import { fail, ok } from '../../domain/result.ts';
import type { HostBridge } from '../../ipc/contract.ts';
import type { IpcError } from '../../ipc/result.ts';
import type { HostLedger } from '../../sync/hostTransport.ts';
import type { TransportFailure } from '../../sync/transport.ts';

/** The contract's ledger channels as sync takes them. */
export function hostLedger(bridge: HostBridge): HostLedger {
  return {
    async exchange(operation, payload) {
      const answer = await bridge.request('ledger.exchange', {
        operation,
        payload: { ...payload },
      });
      return answer.ok ? ok(answer.value.payload) : fail(transportFailure(answer.error));
    },
    onChanged: (listener) => bridge.on('ledger.changed', ({ topics }) => listener(topics)),
    onConnection(listener) {
      let heard = false;
      const stop = bridge.on('ledger.connectionChanged', ({ status }) => {
        heard = true;
        listener(status === 'online');
      });
      void bridge.request('ledger.connection', {}).then((answer) => {
        if (!heard) {
          listener(answer.ok && answer.value.status === 'online');
        }
      });
      return stop;
    },
  };
}

function transportFailure(error: IpcError): TransportFailure {
  const { code, message, reason } = error;
  return code === 'ledgerRefused'
    ? { kind: 'refused', code: reason ?? code, message }
    : { kind: 'unavailable', code, message };
}
