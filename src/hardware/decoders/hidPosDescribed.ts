import type { Result } from '../../domain/result.ts';
import { fail, ok } from '../../domain/result.ts';
import { fieldValue, hidPosLayouts } from './hidPosLayout.ts';
import type { HidPosLayout } from './hidPosLayout.ts';
import { readHidPosReport } from './hidPosReport.ts';
import type { HidPosReport, HidPosReportReader } from './hidPosReport.ts';
import { parseHidReportDescriptor } from './hidReportDescriptor.ts';
import { latin1 } from './payloadText.ts';

/**
 * How the reports of a scanner are to be read: by its report descriptor where that names the decoded data, else, and where
 * there is no descriptor (null), by their bytes.
 */
export function hidPosReportReader(descriptor: Uint8Array | null): HidPosReportReader {
  const reports = descriptor === null ? null : parseHidReportDescriptor(descriptor);
  const layouts = reports?.ok === true ? hidPosLayouts(reports.value) : [];
  return layouts.length === 0 ? readHidPosReport : (report) => readDescribedReport(report, layouts);
}

function readDescribedReport(
  report: Uint8Array,
  layouts: readonly HidPosLayout[],
): Result<HidPosReport | null, string> {
  const found = layoutOf(report, layouts);
  if (found === null) {
    return ok(null);
  }
  const aim = aimOf(found.body, found.layout);
  if (/^(?:|\][!-~]{2})$/.test(aim)) {
    return readByLayout(found.body, found.layout, aim);
  }
  // The descriptor is another report's, as firmware does get wrong: the identifier shows where the fields are.
  const told = readHidPosReport(report);
  return told.ok && told.value.aim !== ''
    ? told
    : fail('the report disagrees with the descriptor of the scanner');
}

/** The layout that a report has, and the report without its id; null for a report that carries no scan. */
function layoutOf(
  report: Uint8Array,
  layouts: readonly HidPosLayout[],
): { readonly layout: HidPosLayout; readonly body: Uint8Array } | null {
  for (const layout of layouts) {
    if (layout.reportId !== 0 && report[0] === layout.reportId) {
      const isStripped = report.length === layout.byteLength && layouts.length === 1;
      return { layout, body: isStripped ? report : report.subarray(1) };
    }
  }
  const [only] = layouts;
  const isBare = only !== undefined && layouts.length === 1 && report.length === only.byteLength;
  return isBare ? { layout: only, body: report } : null;
}

function aimOf(body: Uint8Array, layout: HidPosLayout): string {
  const aim = (layout.aim ?? []).map((identifier) => fieldValue(body, identifier) & 0xff);
  return aim.every((byte) => byte === 0) ? '' : latin1(Uint8Array.from(aim));
}

function readByLayout(
  body: Uint8Array,
  layout: HidPosLayout,
  aim: string,
): Result<HidPosReport, string> {
  const start = layout.data.bitOffset / 8;
  const field = body.subarray(start, start + layout.data.count);
  const length =
    layout.length === null
      ? field.findLastIndex((byte) => byte !== 0) + 1
      : fieldValue(body, layout.length);
  if (length > field.length || field.subarray(length).some((byte) => byte !== 0)) {
    return fail('the length of the report disagrees with its data');
  }
  const continues = layout.continued !== null && fieldValue(body, layout.continued) !== 0;
  return ok({ aim, data: field.subarray(0, length), continues });
}
