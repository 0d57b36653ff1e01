import type { z } from 'zod';
import { ok, type Result } from '../../domain/result.ts';
import { GENESIS_HASH } from '../../domain/seal.ts';
import type { HostHandlers } from '../../ipc/contract.ts';
import type { ProtocolRecord } from '../../ipc/json.ts';
import type { IpcError } from '../../ipc/result.ts';
import {
  exchangeSchemas,
  type ExchangeOperation,
  type ExchangeRequest,
  type ExchangeResponse,
} from '../../protocol/exchange.ts';
import type { Journal } from '../journal/journal.ts';
import type { LedgerClient } from '../ledgerClient/ledgerClient.ts';
import type { ChainRules } from '../settings/chainRules.ts';
import type { RedemptionLimits } from '../settings/redemptionLimits.ts';
import { passHoldExchange } from './holdExchanges.ts';
import type { HoldGate } from './holdGate.ts';
import type { LeaseGate } from './leaseGate.ts';
import type { StandInGate } from './standInGate.ts';
import { takeChainRules, wholeUntilHeard } from './chainRulesHandlers.ts';
import { badMessage, ledgerFailed, notEnrolled } from './ipcFailures.ts';
import { UNENROLLED_CONNECTION } from './terminalOptions.ts';

type LedgerHandlers = Pick<HostHandlers, 'ledger.exchange' | 'ledger.connection'>;

/** Of an enrolled terminal, what these channels need. */
interface LedgerTerminal {
  readonly journal: Pick<Journal, 'confirm' | 'status'>;
  readonly ledger: Pick<LedgerClient, 'exchange' | 'connection'>;
  readonly leaseGate: Pick<LeaseGate, 'close'>;
  readonly holdGate: Pick<HoldGate, 'ask' | 'release' | 'giveBack' | 'hear'>;
  readonly standInGate: Pick<StandInGate, 'settle'>;
  readonly redemptionLimits: Pick<RedemptionLimits, 'heard' | 'takeProgrammes' | 'takeSetting'>;
  readonly chainRules: Pick<ChainRules, 'heard' | 'take'>;
}

const requests: {
  readonly [Operation in ExchangeOperation]: {
    readonly request: z.ZodType<ExchangeRequest<Operation>>;
  };
} = exchangeSchemas;

/** The ledger's channels; `terminal` gives null before enrolment. */
export function ledgerHandlers(terminal: () => LedgerTerminal | null): LedgerHandlers {
  return {
    'ledger.exchange': async ({ operation, payload }) => {
      const enrolled = terminal();
      if (enrolled === null) {
        return notEnrolled();
      }
      const asked = await beforeAsking(enrolled, operation, payload);
      if (!asked.ok) {
        return asked;
      }
      const answer = await exchange(enrolled.ledger, operation, asked.value);
      if (answer.ok && 'head' in answer.value && answer.value.head.verified !== false) {
        // The only answer with a head is that to a push: where this terminal's chain stands at the ledger.
        const { sequence, hash } = answer.value.head;
        await enrolled.journal.confirm({ sequence, hash });
      }
      if (answer.ok && 'appliedSequence' in answer.value) {
        await noteApplied(enrolled, answer.value.appliedSequence);
      }
      if (answer.ok && 'pendingHolds' in answer.value) {
        enrolled.holdGate.hear(answer.value.pendingHolds ?? []);
      }
      if (answer.ok && operation === 'pullSettings') {
        const taken = await takeSettings(enrolled, answer.value);
        if (!taken.ok) {
          return taken;
        }
      }
      if (answer.ok && operation === 'pullProgrammes') {
        await takeProgrammes(enrolled, answer.value);
      }
      return answer.ok ? ok({ payload: { ...answer.value } }) : answer;
    },
    'ledger.connection': async () =>
      Promise.resolve(ok(terminal()?.ledger.connection ?? UNENROLLED_CONNECTION)),
  };
}

/** What the ledger is to be asked, once the host has done its part; fails where it must not be asked. */
function beforeAsking(
  enrolled: LedgerTerminal,
  operation: ExchangeOperation,
  payload: ProtocolRecord,
): Result<ProtocolRecord, IpcError> | Promise<Result<ProtocolRecord, IpcError>> {
  switch (operation) {
    case 'leases':
      return closeLeases(enrolled, payload);
    case 'placeHold':
    case 'voidHold':
      return passHoldExchange(enrolled.holdGate, operation, payload);
    case 'pullSettings':
      return askSettings(enrolled, payload);
    case 'pullProgrammes':
      return askProgrammes(enrolled, payload);
    case 'push':
    case 'pullPages':
    case 'pullAccounts':
    case 'pullProducts':
    case 'pullOperators':
    case 'pullExceptions':
    case 'resolveException':
      return ok(payload);
  }
}

/**
 * From here on nothing is sealed from the leases and by the holds that the request gives back, and it names the journal's own
 * end: the ledger takes them when it has everything up to there. Of holds only the host knows.
 */
async function closeLeases(
  { journal, leaseGate, holdGate }: LedgerTerminal,
  payload: ProtocolRecord,
): Promise<Result<ProtocolRecord, IpcError>> {
  const asked = exchangeSchemas.leases.request.safeParse(payload);
  if (!asked.success) {
    return badMessage('payload of leases', asked.error.issues[0]?.path ?? []);
  }
  await leaseGate.close(asked.data.givenBack.map(({ leaseId }) => leaseId));
  const givenBackHolds = await holdGate.giveBack();
  const lastSequence = Math.max(asked.data.lastSequence, journal.status().sequence);
  return ok({ ...asked.data, givenBackHolds, lastSequence });
}

function askSettings(
  { chainRules }: LedgerTerminal,
  payload: ProtocolRecord,
): Result<ProtocolRecord, IpcError> {
  const asked = exchangeSchemas.pullSettings.request.safeParse(payload);
  return asked.success
    ? ok({ ...wholeUntilHeard(chainRules, asked.data) })
    : badMessage('payload of pullSettings', asked.error.issues[0]?.path ?? []);
}

async function takeSettings(
  { chainRules, redemptionLimits }: LedgerTerminal,
  answer: ExchangeResponse<ExchangeOperation>,
): Promise<Result<void, IpcError>> {
  const settings = exchangeSchemas.pullSettings.response.safeParse(answer);
  if (!settings.success) {
    return ok(undefined);
  }
  const setting = settings.data.documents.findLast(({ removed }) => !removed)?.document;
  if (setting !== undefined) {
    await redemptionLimits.takeSetting(setting);
  }
  return takeChainRules(chainRules, settings.data);
}

/** All of them until the host has heard them itself, whatever the replica has already: they are few. */
function askProgrammes(
  { redemptionLimits }: LedgerTerminal,
  payload: ProtocolRecord,
): Result<ProtocolRecord, IpcError> {
  const asked = exchangeSchemas.pullProgrammes.request.safeParse(payload);
  if (!asked.success) {
    return badMessage('payload of pullProgrammes', asked.error.issues[0]?.path ?? []);
  }
  return ok(redemptionLimits.heard ? { ...asked.data } : { ...asked.data, checkpoint: null });
}

async function takeProgrammes(
  { redemptionLimits }: LedgerTerminal,
  answer: ExchangeResponse<ExchangeOperation>,
): Promise<void> {
  const pulled = exchangeSchemas.pullProgrammes.response.safeParse(answer);
  if (pulled.success) {
    const documents = pulled.data.documents.filter(({ removed }) => !removed);
    await redemptionLimits.takeProgrammes(documents.map(({ document }) => document));
  }
}

/** Balances with more of this terminal's sales than its journal has: the disk is an older copy, though nothing was pushed. */
async function noteApplied(
  { journal, standInGate }: LedgerTerminal,
  sequence: number,
): Promise<void> {
  standInGate.settle(sequence);
  if (sequence > journal.status().sequence) {
    await journal.confirm({ sequence, hash: GENESIS_HASH });
  }
}

async function exchange<Operation extends ExchangeOperation>(
  ledger: LedgerTerminal['ledger'],
  operation: Operation,
  payload: ProtocolRecord,
): Promise<Result<ExchangeResponse<Operation>, IpcError>> {
  const asked = requests[operation].request.safeParse(payload);
  if (!asked.success) {
    return badMessage(`payload of ${operation}`, asked.error.issues[0]?.path ?? []);
  }
  const answer = await ledger.exchange(operation, asked.data);
  return answer.ok ? answer : ledgerFailed(answer.error);
}
