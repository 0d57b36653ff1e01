import type { Page } from '@playwright/test';
import type { Credential } from '../../src/domain/identity/credential.ts';
import { gs1CheckDigit } from '../../src/domain/identity/gs1CheckDigit.ts';
import { aimless, layoutA, layoutB, scanReports } from '../support/hidPosReports.ts';
import type { EmulatedHidReader } from '../support/emulatedReaders.ts';
import { ownOrderReport } from '../support/hidDescriptors.ts';
import {
  em4100Frame,
  fdxBFrame,
  idTechEnhancedFrame,
  lrcFrame,
  magneSafeReport,
  msrReport,
  type EncryptedSwipe,
} from '../support/readerFrames.ts';
import { distinctMembers, type MemberCard } from './demoGoods.ts';
import { paymentTracks, publishedPaymentNumber } from './paymentCards.ts';
import { PhysicalKeyboard } from './physicalKeys.ts';
import type { ReaderShop } from './readerShop.ts';

/** One kind of reader of docs/devices.md, with a member's card and a payment card to present to it. */
export interface ReaderKind {
  readonly name: string;
  readonly member: MemberCard;
  /** The member's card, where it is not the number that every member has; linked at the ledger. */
  readonly link: Credential | null;
  readonly presentMember: (till: TillWithReaders) => Promise<void>;
  /** The payment card's number; null where the medium has none, so that an unknown card is all that can be seen. */
  readonly payment: string | null;
  readonly presentPayment: (till: TillWithReaders) => Promise<void>;
  /** Whether a read can come to nothing because the emulation joined two reports into one. */
  readonly mayBeJoined: boolean;
}

/** Where a card is presented: at a reader of the shop, or at the keyboard of the page. */
interface TillWithReaders {
  readonly shop: ReaderShop;
  readonly page: Page;
}

/** What stands on a card: its number, or its stripe's tracks around it. */
interface Printed {
  readonly number: string;
  readonly track1: string;
  readonly track2: string;
}

/** A reader of cards on which a number stands. */
interface NumberReader {
  readonly name: string;
  /** The member's number, where it is not the one that every member has. */
  readonly card?: Credential;
  readonly mayBeJoined?: boolean;
  readonly present: (printed: Printed, till: TillWithReaders) => Promise<void>;
}

/** A reader of chips, which have no number of a payment card. */
interface ChipReader {
  readonly name: string;
  readonly uid: string;
  readonly presentMember: (till: TillWithReaders) => Promise<void>;
  /** A contactless payment card gives a reader of UIDs nothing but a UID. */
  readonly presentOther: (till: TillWithReaders) => Promise<void>;
}

/** Reports of one scan come at the pace of USB interrupts; two at once would arrive as one. */
const BETWEEN_REPORTS_MS = 60;
const REPORT_BYTES = 64;

const GSRN_PREFIX = '4006381';
const GSRN_BODY = `${GSRN_PREFIX}0339000001`;
const GSRN = `${GSRN_BODY}${gs1CheckDigit(GSRN_BODY)}`;
const ANIMAL = { country: 276, number: 95_123_456_789 };

/** The formats of the cards that are no barcodes, as the terminal's settings have them. */
export const shopCardFormats: readonly string[] = [
  `GSRN starting with ${GSRN_PREFIX}`,
  'UID of 3 bytes',
  'UID of 7 bytes',
  'UID of 15 digits',
  'number of 10 characters starting with 00',
];

async function sendOneByOne(
  reader: EmulatedHidReader,
  reports: readonly Uint8Array[],
): Promise<void> {
  for (const report of reports) {
    await reader.sendReport(report);
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_REPORTS_MS));
  }
}

/** A frame as reports of 64 bytes. */
function piecesOf(frame: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(frame.length / REPORT_BYTES) }, (_, index) => {
    const report = new Uint8Array(REPORT_BYTES);
    report.set(frame.subarray(index * REPORT_BYTES, (index + 1) * REPORT_BYTES));
    return report;
  });
}

/** A swipe that an encrypting reader sends in clear, as it is set to for cards of other than the financial form. */
function swipeOf(track1: string, track2: string): EncryptedSwipe {
  const shown = (track1 === '' ? 0 : 1) + (track2 === '' ? 0 : 2);
  const isFinancial = track1 !== '';
  return { encodeType: isFinancial ? 0 : 3, tracks: [track1, track2, ''], encrypted: 0, shown };
}

/** The AIM identifier of EAN-13 for a member's number, of Code 128 for others. */
const aimOf = (number: string): string => (number.length === 13 ? ']E0' : ']C0');

const numberReaders: readonly NumberReader[] = [
  {
    name: 'USB scanner, identifier behind the length',
    present: ({ number }, { shop }) =>
      shop.honeywell.sendReport(layoutA({ aim: aimOf(number), data: number })),
  },
  {
    name: 'USB scanner, a code over two reports',
    card: { scheme: 'gsrn', value: GSRN },
    mayBeJoined: true,
    present: async ({ number }, { shop }) => {
      const data =
        number === GSRN
          ? `https://cards.example/corner-and-company/members/8018/${number}?campaign=harbour`
          : `${'a payment card '.repeat(4)}${number}`;
      await sendOneByOne(shop.honeywell, scanReports({ aim: ']Q1', data }, layoutA));
    },
  },
  {
    name: 'USB scanner, a zero before the identifier',
    present: ({ number }, { shop }) =>
      shop.zebra.sendReport(layoutB({ aim: aimOf(number), data: number })),
  },
  {
    name: 'USB scanner without identifier',
    present: ({ number }, { shop }) => shop.newland.sendReport(aimless(number)),
  },
  {
    name: 'USB scanner, fields in the order of its report descriptor',
    present: ({ number }, { shop }) =>
      shop.ownOrder.sendReport(ownOrderReport({ aim: aimOf(number), data: number })),
  },
  {
    name: 'USB stripe reader, reports of 337 bytes',
    present: ({ track1, track2 }, { shop }) => shop.magtek.sendReport(msrReport(track1, track2)),
  },
  {
    name: 'USB stripe reader, MagneSafe',
    present: ({ track1, track2 }, { shop }) =>
      shop.magneSafe.sendReport(magneSafeReport(swipeOf(track1, track2))),
  },
  {
    name: 'USB stripe reader, ID TECH frames',
    mayBeJoined: true,
    present: ({ track1, track2 }, { shop }) =>
      sendOneByOne(shop.idTech, piecesOf(idTechEnhancedFrame(swipeOf(track1, track2)))),
  },
  {
    name: 'serial scanner, lines',
    present: ({ number }, { shop }) => shop.line.write(`${number}\r`),
  },
  {
    name: 'serial scanner, STX and ETX with LRC',
    present: ({ number }, { shop }) => shop.framed.write(lrcFrame(number)),
  },
  {
    name: 'serial stripe reader',
    present: ({ track1, track2 }, { shop }) => shop.stripe.write(`${track1}${track2}\r`),
  },
  {
    name: 'keyboard scanner',
    present: ({ number }, { page }) => new PhysicalKeyboard(page).scan(number),
  },
  {
    name: 'keyboard RFID reader',
    card: { scheme: 'number', value: '0003428472' },
    present: ({ number }, { page }) => new PhysicalKeyboard(page).scan(number),
  },
  {
    name: 'keyboard stripe reader',
    present: ({ track1, track2 }, { page }) =>
      new PhysicalKeyboard(page).scan(`${track1}${track2}`),
  },
];

const chipReaders: readonly ChipReader[] = [
  {
    name: 'RFID reader, XOR checksum (RDM6300)',
    uid: '6C3A92',
    presentMember: ({ shop }) =>
      shop.rdm6300.write(em4100Frame(Uint8Array.of(1, 0, 0x6c, 0x3a, 0x92))),
    presentOther: ({ shop }) => shop.rdm6300.write(em4100Frame(Uint8Array.of(1, 2, 3, 4, 5))),
  },
  {
    name: 'RFID reader, additive checksum',
    uid: '11E507',
    presentMember: ({ shop }) =>
      shop.additive.write(em4100Frame(Uint8Array.of(2, 0, 0x11, 0xe5, 0x07), 'sum')),
    presentOther: ({ shop }) =>
      shop.additive.write(em4100Frame(Uint8Array.of(2, 2, 3, 4, 6), 'sum')),
  },
  {
    name: 'RFID reader, FDX-B',
    uid: `${ANIMAL.country}${String(ANIMAL.number).padStart(12, '0')}`,
    presentMember: ({ shop }) => shop.fdxB.write(fdxBFrame(ANIMAL.country, ANIMAL.number)),
    presentOther: ({ shop }) => shop.fdxB.write(fdxBFrame(ANIMAL.country, ANIMAL.number + 1)),
  },
  {
    name: 'NFC reader, PN532',
    uid: '04A1B2C3D4E580',
    presentMember: ({ shop }) => {
      shop.nfc.cards = [Uint8Array.of(0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0x80)];
      return Promise.resolve();
    },
    presentOther: ({ shop }) => {
      shop.nfc.cards = [Uint8Array.of(0x04, 0x5c, 0x11, 0x9a, 0x27, 0x61, 0x80)];
      return Promise.resolve();
    },
  },
];

/** Every kind of reader in the shop, each with a member and a payment number of its own. */
export function readerKinds(): ReaderKind[] {
  const members = distinctMembers(numberReaders.length + chipReaders.length);
  const memberAt = (index: number): MemberCard => {
    const member = members[index];
    if (member === undefined) {
      throw new Error('more kinds of readers than members');
    }
    return member;
  };
  return [
    ...numberReaders.map(({ name, card, mayBeJoined, present }, index): ReaderKind => {
      const member = memberAt(index);
      const payment = publishedPaymentNumber(index);
      const number = card?.value ?? member.number;
      return {
        name,
        member,
        link: card ?? null,
        presentMember: (till) => present({ number, track1: '', track2: `;${number}=?` }, till),
        payment,
        presentPayment: (till) => present({ number: payment, ...paymentTracks(payment) }, till),
        mayBeJoined: mayBeJoined === true,
      };
    }),
    ...chipReaders.map(({ name, uid, presentMember, presentOther }, index): ReaderKind => ({
      name,
      member: memberAt(numberReaders.length + index),
      link: { scheme: 'uid', value: uid },
      presentMember,
      payment: null,
      presentPayment: presentOther,
      mayBeJoined: false,
    })),
  ];
}
