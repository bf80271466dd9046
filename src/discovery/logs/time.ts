const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';
/** Logs of syslog say no year. Times without one are kept in this year and shown without it. */
const NO_YEAR = 1904;

/**
 * The time at the beginning of a text or standing alone, in milliseconds since 1970: seconds since 1970, ISO 8601, `21/Nov/2026:10:00:00 +0100`,
 * `21-Nov-2026 10:00:00.123`, `Nov 21 10:00:00`, `Sat Nov 21 10:00:00 2026`. Without a zone it is taken for UTC. Undefined for anything else.
 */
export function timeOf(text: string): number | undefined {
  const epoch = /^\[?(\d{9,10})(\.\d+)?\]?(?=[\s,;|\t]|$)/.exec(text);
  if (epoch) return Math.round(Number(epoch[1] + (epoch[2] ?? '')) * 1000);
  if (/^\d{13}$/.test(text)) return Number(text);
  const iso = /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2}):(\d{2})(\.\d+)?\s?(Z|[+-]\d{2}:?\d{2})?)?/.exec(text);
  if (iso) return utc(iso[1]!, iso[2]!, iso[3]!, iso.slice(4, 7), iso[8]);
  const common = /^\[?(\d{1,2})[/-]([A-Za-z]{3})[/-](\d{4})[: ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?\s?([+-]\d{4})?/.exec(text);
  if (common) return utc(common[3]!, monthOf(common[2]!), common[1]!, common.slice(4, 7), common[7]);
  const syslog = /^(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2})(?: (\d{4})\b)?/.exec(text);
  if (syslog) return utc(syslog[6] ?? String(NO_YEAR), monthOf(syslog[1]!), syslog[2]!, syslog.slice(3, 6), undefined);
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),?(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?/.exec(text);
  // Month first, as spreadsheets of the United States write it, unless the number is no month.
  if (american && Number(american[1]) > 12) return utc(american[3]!, american[2]!, american[1]!, american.slice(4, 7), undefined);
  if (american) return utc(american[3]!, american[1]!, american[2]!, american.slice(4, 7), undefined);
  return undefined;
}

function monthOf(name: string): string {
  const at = MONTHS.indexOf(name.toLowerCase());
  return at < 0 || at % 3 !== 0 ? '0' : String(at / 3 + 1);
}

function utc(
  year: string,
  month: string,
  day: string,
  [hour = '0', minute = '0', second = '0']: (string | undefined)[],
  zone: string | undefined,
): number | undefined {
  if (month === '0') return undefined;
  const plain = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  const minutes = offset ? (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === '-' ? -1 : 1) : 0;
  const time = plain - minutes * 60_000;
  return Number.isFinite(time) && Math.abs(time) < 8e15 ? time : undefined;
}

/** `2026-11-21T09:00:00Z`; without a year `11-21 09:00:00`. */
export function shownTime(time: number): string {
  const iso = new Date(time).toISOString();
  return new Date(time).getUTCFullYear() === NO_YEAR ? `${iso.slice(5, 10)} ${iso.slice(11, 19)}` : `${iso.slice(0, 19)}Z`;
}
