import type { CardPattern } from '../../domain/identity/credential.ts';
import type { Programme, RedemptionMode } from '../../domain/programme.ts';
import { ENROL_PATH, enrolResponseSchema } from '../../protocol/enrol.ts';
import type { LedgerError } from '../../protocol/error.ts';
import { PULL_ACCOUNTS_PATH } from '../../protocol/pullAccounts.ts';
import { PULL_PAGES_PATH } from '../../protocol/pullPages.ts';
import {
  PULL_REFERENCE_PATH,
  pullReferenceResponseSchemas,
  type PullReferenceResponses,
} from '../../protocol/pullReference.ts';
import { PUSH_PATH, pushResponseSchema, type PushResponse } from '../../protocol/push.ts';
import { accountsInVersion1, pagesInVersion1 } from './formerMembers.ts';

const programmesAnswer = pullReferenceResponseSchemas.programmes;
const settingsAnswer = pullReferenceResponseSchemas.settings;
const operatorsAnswer = pullReferenceResponseSchemas.operators;

/**
 * An answer in the shape that terminals of protocol version 1 know. They refuse fields of programmes and operators that they do not know,
 * and know no quarantine: to them, what is there is parked. They know stand-in only, with one limit: where another mode
 * holds their limit is 0, and no limit that they do not know is wider than the one they are given. Card formats that they
 * do not know are left out, for without its newer fields a format would take other cards; they keep those of their enrolment.
 */
export function inVersion1(
  path: string,
  answer: unknown,
  storeMode: RedemptionMode | null,
): unknown {
  if (path === ENROL_PATH) {
    const { cardPatterns, ...rest } = enrolResponseSchema.parse(answer);
    return { ...rest, cardPatterns: cardPatterns.filter(isOfVersion1) };
  }
  if (path === PUSH_PATH) {
    return pushInVersion1(pushResponseSchema.parse(answer));
  }
  if (path === PULL_ACCOUNTS_PATH) {
    return accountsInVersion1(answer);
  }
  if (path === PULL_PAGES_PATH) {
    return pagesInVersion1(answer);
  }
  if (path === `${PULL_REFERENCE_PATH}settings`) {
    const { documents, ...rest } = settingsAnswer.parse(answer);
    return { ...rest, documents: documents.map(settingInVersion1) };
  }
  if (path === `${PULL_REFERENCE_PATH}operators`) {
    const { documents, ...rest } = operatorsAnswer.parse(answer);
    return { ...rest, documents: documents.map(withoutOverrideKey) };
  }
  if (path !== `${PULL_REFERENCE_PATH}programmes`) {
    return answer;
  }
  const { documents, ...rest } = programmesAnswer.parse(answer);
  return {
    ...rest,
    documents: documents.map((one) => ({
      ...one,
      document: programmeInVersion1(one.document, storeMode),
    })),
  };
}

/** A refusal in the words of version 1, whose terminals take a code that they do not know for nonsense. */
export function errorInVersion1(error: LedgerError): LedgerError {
  return error.code === 'pointsLeased' ? { ...error, code: 'insufficientPoints' } : error;
}

function isOfVersion1({ longest, em4100Bits, trackField }: CardPattern): boolean {
  return longest === undefined && em4100Bits === undefined && trackField === undefined;
}

function pushInVersion1({ results, head, stopped }: PushResponse): unknown {
  const formerCode = stopped?.code === 'ledgerAhead' ? 'idReused' : 'rejected';
  return {
    results: results.map(({ sequence, outcome }) => ({
      sequence,
      outcome: outcome === 'quarantined' ? 'parked' : outcome,
    })),
    head: { sequence: head.sequence, hash: head.hash },
    stopped:
      stopped === null || stopped.code === 'sequenceGap'
        ? stopped
        : { ...stopped, code: formerCode },
  };
}

function programmeInVersion1(programme: Programme, storeMode: RedemptionMode | null): unknown {
  const { floorLimitPoints, maximumStalenessMs } = programme.standIn;
  const mode = storeMode ?? programme.redemptionMode ?? 'standIn';
  const limitPoints = Math.min(
    floorLimitPoints,
    programme.standIn.transactionLimitPoints ?? Infinity,
    programme.standIn.terminalDayLimitPoints ?? Infinity,
  );
  return {
    ...without(programme, ['lots', 'redemptionMode', 'allotment']),
    standIn: { floorLimitPoints: mode === 'standIn' ? limitPoints : 0, maximumStalenessMs },
  };
}

function settingInVersion1(one: PullReferenceResponses['settings']['documents'][number]): unknown {
  const later = ['redemptionMode', 'cardPatterns', 'measureRules'];
  return { ...one, document: without(one.document, later) };
}

function withoutOverrideKey(
  one: PullReferenceResponses['operators']['documents'][number],
): unknown {
  return { ...one, document: without(one.document, ['overrideKey']) };
}

function without(document: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !names.includes(name)));
}
