import { ok, type Result } from '../../domain/result.ts';
import type { ProtocolRecord } from '../../ipc/json.ts';
import type { IpcError } from '../../ipc/result.ts';
import { exchangeSchemas } from '../../protocol/exchange.ts';
import type { HoldGate } from './holdGate.ts';
import { badMessage, notInThisMode } from './ipcFailures.ts';

/** What the page asks of the ledger about a hold, once the gate knows of it. Fails where the ledger must not be asked. */
export async function passHoldExchange(
  holdGate: Pick<HoldGate, 'ask' | 'release'>,
  operation: 'placeHold' | 'voidHold',
  payload: ProtocolRecord,
): Promise<Result<ProtocolRecord, IpcError>> {
  const asked = exchangeSchemas[operation].request.safeParse(payload);
  if (!asked.success) {
    return badMessage(`payload of ${operation}`, asked.error.issues[0]?.path ?? []);
  }
  const { holdId } = asked.data;
  if (operation === 'placeHold') {
    return holdGate.ask(holdId)
      ? ok(payload)
      : notInThisMode('This hold was used or given back. Redeem again.');
  }
  return (await holdGate.release(holdId))
    ? ok(payload)
    : notInThisMode(
        'A sale may have been sealed by this hold. The ledger gives it back when it has everything that was sold here.',
      );
}
