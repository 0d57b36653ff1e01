import { createHash, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import type { z } from 'zod';
import { basketTotalMinor, type BasketLine } from '../../src/domain/basket.ts';
import { reverseSale, type ReturnedQuantities } from '../../src/domain/reversal.ts';
import {
  type ReturnBody,
  type ReturnDraft,
  type ReturnLine,
  type SaleBody,
  type SealedTransaction,
  type TransactionBody,
  type SaleBodyFormat2,
  type SaleDraft,
} from '../../src/domain/transaction.ts';
import {
  GENESIS_HEAD,
  nextBody,
  transactionHash,
  type ChainHead,
  type SealContext,
} from '../../src/domain/seal.ts';
import { quoteSale } from '../../src/domain/quote.ts';
import type { TransactionMember, TransactionRedemption } from '../../src/domain/transaction.ts';
import { demoProgramme } from '../../src/ledger/demonstration/demoChain.ts';
import { ENROL_PATH, enrolResponseSchema, type EnrolResponse } from '../../src/protocol/enrol.ts';
import { ledgerErrorSchema, type LedgerError } from '../../src/protocol/error.ts';
import { exchangeSchemas } from '../../src/protocol/exchange.ts';
import { HOLD_VOID_PATH, HOLDS_PATH, type HoldResponse } from '../../src/protocol/hold.ts';
import { PUSH_PATH, type PushResponse } from '../../src/protocol/push.ts';
import {
  contentDigestHeader,
  signatureBase,
  signatureHeader,
  signatureInputHeader,
} from '../../src/protocol/requestSignature.ts';
import { PROTOCOL_VERSION, PROTOCOL_VERSION_HEADER } from '../../src/protocol/version.ts';
import { UNMEASURED_CLOCK } from './transactionDrafts.ts';

/** An answer as it came: its status, and the body parsed as what it is. */
export type Answer<Value> =
  | { readonly status: number; readonly value: Value; readonly error: null }
  | { readonly status: number; readonly value: null; readonly error: LedgerError };

/** What a test may bend in a request. */
export interface RequestBend {
  readonly body?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly createdSeconds?: number;
  readonly terminalId?: string;
}

/** What a sale of the test is about; the quote is the programme's unless `accrualPoints` says otherwise. */
export interface TestSale {
  readonly member?: TransactionMember | null;
  readonly amountMinor?: number;
  readonly tierId?: string | null;
  readonly redemption?: TransactionRedemption | null;
  readonly accrualPoints?: number;
  readonly programmeVersion?: number;
  /** The lines; one of `amountMinor` unless told otherwise. */
  readonly lines?: readonly BasketLine[];
}

/** What a return of the test is about; its figures are those of the rules unless told otherwise. */
export interface TestReturn {
  /** All of the sale unless told otherwise. */
  readonly lines?: readonly ReturnLine[];
  /** What the terminal believes to have come back before. */
  readonly returned?: ReturnedQuantities;
  readonly reasonCode?: string;
  readonly figures?: Partial<ReturnDraft>;
}

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A terminal without a screen: real key, real seal, real HTTP. */
export class TestTerminal {
  url: string;
  readonly privateKey: KeyObject;
  readonly publicKey: string;
  enrolment: EnrolResponse | null = null;
  head: ChainHead = GENESIS_HEAD;

  /** The terminal's clock, milliseconds since 1970. */
  readonly nowMs: () => number;

  constructor(url: string, nowMs: () => number = Date.now) {
    this.nowMs = nowMs;
    const pair = generateKeyPairSync('ed25519');
    this.url = url;
    this.privateKey = pair.privateKey;
    const { x = '' } = pair.publicKey.export({ format: 'jwk' });
    this.publicKey = Buffer.from(x, 'base64url').toString('base64');
  }

  get terminalId(): string {
    return this.enrolment?.terminalId ?? 'T0000';
  }

  /** Does `work` against another ledger. */
  async at<Value>(url: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.url;
    this.url = url;
    try {
      return await work();
    } finally {
      this.url = before;
    }
  }

  async enrol(code: string): Promise<Answer<EnrolResponse>> {
    const response = await fetch(`${this.url}${ENROL_PATH}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [PROTOCOL_VERSION_HEADER]: String(PROTOCOL_VERSION),
      },
      body: JSON.stringify({ code, publicKey: this.publicKey }),
    });
    const answer = await readAnswer(response, enrolResponseSchema);
    if (answer.value !== null) {
      this.enrolment = answer.value;
      this.head = answer.value.head;
    }
    return answer;
  }

  /** The headers that sign a request. */
  sign(
    method: 'GET' | 'POST',
    path: string,
    body: Uint8Array,
    bend: RequestBend = {},
  ): { headers: Record<string, string> } {
    const digest = contentDigestHeader(createHash('sha256').update(body).digest('base64'));
    const [pathOnly = '', query = ''] = path.split('?');
    const parts = {
      method,
      path: pathOnly,
      query: `?${query}`,
      contentDigest: digest,
      createdSeconds: bend.createdSeconds ?? Math.floor(this.nowMs() / 1000),
      terminalId: bend.terminalId ?? this.terminalId,
    };
    const signature = sign(null, Buffer.from(signatureBase(parts)), this.privateKey);
    return {
      headers: {
        [PROTOCOL_VERSION_HEADER]: String(PROTOCOL_VERSION),
        'content-digest': digest,
        'signature-input': signatureInputHeader(parts),
        signature: signatureHeader(signature.toString('base64')),
        ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
        ...bend.headers,
      },
    };
  }

  /** A signed request; `path` may carry a query. */
  async request(
    method: 'GET' | 'POST',
    path: string,
    value?: unknown,
    bend: RequestBend = {},
  ): Promise<Response> {
    const signed =
      value === undefined ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(value));
    return fetch(`${this.url}${path}`, {
      method,
      ...this.sign(method, path, signed, bend),
      ...(method === 'POST' ? { body: Buffer.from(bend.body ?? signed) } : {}),
    });
  }

  async get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> {
    const answer = await readAnswer(await this.request('GET', path), schema);
    if (answer.error !== null) {
      throw new Error(`${path}: ${answer.error.code} ${answer.error.message}`);
    }
    return answer.value;
  }

  /** Seals the next sale of this terminal. The head moves on; pushing is apart. */
  seal(sale: TestSale = {}): SealedTransaction<SaleBodyFormat2> {
    const body = nextBody(draftOf(sale), this.#context());
    const sealed = this.sealBody(body);
    this.head = { sequence: body.sequence, hash: sealed.hash };
    return sealed;
  }

  /** Seals a return of `original`, as a till that knows it does. The head moves on. */
  sealReturn(original: SaleBody, back: TestReturn = {}): SealedTransaction<ReturnBody> {
    const body = nextBody(returnDraftOf(original, back), this.#context());
    const sealed = this.sealBody(body);
    this.head = { sequence: body.sequence, hash: sealed.hash };
    return sealed;
  }

  #context(): SealContext {
    return {
      terminalId: this.terminalId,
      storeId: this.enrolment?.store.storeId ?? 'S01',
      head: this.head,
      uuid: randomUUID(),
      occurredAt: new Date(this.nowMs()).toISOString(),
      businessDate: new Date(this.nowMs()).toISOString().slice(0, 10),
      clock: UNMEASURED_CLOCK,
    };
  }

  /** Hashes and signs a body as it is. */
  sealBody<Body extends TransactionBody>(body: Body): SealedTransaction<Body> {
    const hash = transactionHash(body, sha256Hex);
    return {
      body,
      hash,
      signature: sign(null, Buffer.from(hash), this.privateKey).toString('base64'),
    };
  }

  async push(transactions: readonly SealedTransaction[]): Promise<PushResponse> {
    return this.pushRaw(transactions);
  }

  /** Pushes whatever it is given. */
  async pushRaw(transactions: readonly unknown[], path = PUSH_PATH): Promise<PushResponse> {
    return this.pushBytes(new TextEncoder().encode(JSON.stringify({ transactions })), path);
  }

  /** Pushes a body as it is. */
  async pushBytes(body: Uint8Array, path = PUSH_PATH): Promise<PushResponse> {
    const signed = this.sign('POST', path, body);
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      ...signed,
      body: Buffer.from(body),
    });
    const answer = await readAnswer(response, exchangeSchemas.push.response);
    if (answer.value === null) {
      throw new Error(`push: ${answer.error.code} ${answer.error.message}`);
    }
    return answer.value;
  }

  async placeHold(
    holdId: string,
    memberId: string,
    points: number,
    bend: RequestBend = {},
  ): Promise<Answer<HoldResponse>> {
    const response = await this.request('POST', HOLDS_PATH, { holdId, memberId, points }, bend);
    return readAnswer(response, exchangeSchemas.placeHold.response);
  }

  async voidHold(holdId: string, memberId: string): Promise<Answer<HoldResponse>> {
    const response = await this.request('POST', HOLD_VOID_PATH, { holdId, memberId });
    return readAnswer(response, exchangeSchemas.voidHold.response);
  }
}

/** Parses an answer of the ledger by `schema`, or as a refusal. */
export async function readAnswer<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<Answer<z.infer<Schema>>> {
  const body: unknown = await response.json();
  return response.ok
    ? { status: response.status, value: schema.parse(body), error: null }
    : { status: response.status, value: null, error: ledgerErrorSchema.parse(body).error };
}

/** The draft of a sale, quoted by the demonstration’s programme. */
export function draftOf(sale: TestSale): SaleDraft {
  const amountMinor =
    sale.lines === undefined ? (sale.amountMinor ?? 1000) : basketTotalMinor(sale.lines);
  const lines = sale.lines ?? [
    {
      lineNumber: 1,
      productId: null,
      categoryId: 'general',
      description: 'Amount',
      quantity: 1,
      unitPriceMinor: amountMinor,
    },
  ];
  const redemption = sale.redemption ?? null;
  const tierId = sale.tierId ?? null;
  const redemptionPoints = redemption?.points ?? 0;
  const accrualPoints =
    sale.accrualPoints ??
    quoteSale({ programme: demoProgramme, tierId, lines, redemptionPoints }).accrualPoints;
  return {
    kind: 'sale',
    operatorId: 'O01',
    member: sale.member ?? null,
    programmeId: demoProgramme.programmeId,
    programmeVersion: sale.programmeVersion ?? demoProgramme.version,
    tierId,
    currency: demoProgramme.currency.code,
    lines,
    totalMinor: amountMinor,
    accrualPoints,
    redemption,
  };
}

/** The draft of a return of a sale under the demonstration’s programme. */
export function returnDraftOf(original: SaleBody, back: TestReturn): ReturnDraft {
  const all = original.lines.map(({ lineNumber, quantity }) => ({ lineNumber, quantity }));
  const lines = back.lines ?? all;
  const returned = back.returned ?? new Map<number, number>();
  const reversal = reverseSale({ original, programme: demoProgramme, returned }, lines);
  const { operatorId, member, programmeId, programmeVersion, currency } = original;
  return {
    kind: 'return',
    operatorId,
    member,
    programmeId,
    programmeVersion,
    currency,
    originalTransactionId: original.transactionId,
    reasonCode: back.reasonCode ?? 'unwanted',
    lines,
    settledBy: 'terminal',
    ...(reversal.ok
      ? reversal.value
      : { refundMinor: 0, reversedAccrualPoints: 0, restoredRedemptionPoints: 0 }),
    ...back.figures,
  };
}
