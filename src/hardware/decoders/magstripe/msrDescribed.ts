import type { Result } from '../../../domain/result.ts';
import { fail, ok } from '../../../domain/result.ts';
import { fieldValue } from '../hidPosLayout.ts';
import { parseHidReportDescriptor, type HidField } from '../hidReportDescriptor.ts';
import { latin1 } from '../payloadText.ts';
import { clearOr, type MsrReport } from './msrReport.ts';
import { readStripeReport, type StripeReportReader } from './stripeReport.ts';

/** Magnetic Stripe Reading Devices page: lengths and data of tracks 1 to 3 (HID Point of Sale Usage Tables 1.02, section 5). */
const STRIPE_PAGE = 0x8e;
const LENGTH_USAGES = [0x11, 0x12, 0x13] as const;
const DATA_USAGES = [0x21, 0x22, 0x23] as const;

const ENCODE_UNDETERMINED = 5;

/** The sentinels of ISO/IEC 7811-6, for readers that leave them out. */
const START_SENTINELS = ['%', ';', ';'] as const;

interface TrackFields {
  readonly length: HidField | null;
  readonly data: HidField;
}

interface StripeLayout {
  readonly reportId: number;
  readonly tracks: readonly [TrackFields | null, TrackFields | null, TrackFields | null];
}

/**
 * How the reports of a stripe reader are to be read: by its report descriptor where that is of the standard's page and names
 * tracks, else, and where there is no descriptor (null), by their bytes.
 */
export function stripeReportReader(descriptor: Uint8Array | null): StripeReportReader {
  const layouts = descriptor === null ? [] : stripeLayouts(descriptor);
  return layouts.length === 0
    ? readStripeReport
    : (report) => {
        const layout = layouts.find(({ reportId }) => reportId === 0 || reportId === report[0]);
        return layout === undefined
          ? fail('a report that carries no swipe')
          : readByLayout(layout.reportId === 0 ? report : report.subarray(1), layout);
      };
}

function stripeLayouts(descriptor: Uint8Array): StripeLayout[] {
  const reports = parseHidReportDescriptor(descriptor);
  return (reports.ok ? reports.value : []).flatMap(({ reportId, fields }) => {
    const named = (usage: number): HidField | null =>
      fields.find((field) => field.usagePage === STRIPE_PAGE && field.usage === usage) ?? null;
    const track = (index: 0 | 1 | 2): TrackFields | null => {
      const data = named(DATA_USAGES[index]);
      return data === null || data.bitSize !== 8 || data.bitOffset % 8 !== 0
        ? null
        : { length: named(LENGTH_USAGES[index]), data };
    };
    const tracks = [track(0), track(1), track(2)] as const;
    return tracks.some((fieldsOfTrack) => fieldsOfTrack !== null) ? [{ reportId, tracks }] : [];
  });
}

function readByLayout(report: Uint8Array, { tracks }: StripeLayout): Result<MsrReport, string> {
  const read = tracks.map((track, index) => readTrack(report, track, START_SENTINELS[index] ?? ''));
  const [t1 = '', t2 = '', t3 = ''] = read.map((track) => track ?? '');
  return read.includes(null)
    ? fail('a track longer than its field')
    : ok({
        status: [0, 0, 0],
        lengths: [t1.length, t2.length, t3.length],
        encodeType: ENCODE_UNDETERMINED,
        tracks: [t1, t2, t3],
        states: [clearOr(0, t1.length), clearOr(0, t2.length), clearOr(0, t3.length)],
      });
}

/** The track between sentinels; null where its length cannot be. */
function readTrack(
  report: Uint8Array,
  track: TrackFields | null,
  startSentinel: string,
): string | null {
  if (track === null) {
    return '';
  }
  const start = track.data.bitOffset / 8;
  const field = report.subarray(start, start + track.data.count);
  const length =
    track.length === null
      ? field.findLastIndex((byte) => byte !== 0) + 1
      : fieldValue(report, track.length);
  if (length > field.length) {
    return null;
  }
  const text = latin1(field.subarray(0, length));
  return text === '' || /^[%;+]/.test(text) ? text : `${startSentinel}${text}?`;
}
