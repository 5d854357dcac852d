import type { HostNotices } from '../host/host.ts';
import type { Finding } from '../verdict/report.ts';
import { mergedNotices, noticesAsFindings } from './notices.ts';
import type { Part } from './parts.ts';

interface NoticedPart {
  readonly part: Part;
  readonly noticed?: { readonly notices: HostNotices; readonly flooded: boolean };
}

/** What the hosts of these parts noticed. What showed only beyond the claims is worth knowing, and held against nobody. */
export function noticed(parts: readonly NoticedPart[]): Finding[] {
  const by = (does: Part['does']): Finding[] => {
    const all = parts.flatMap((one) => (one.part.does === does && one.noticed !== undefined ? [one.noticed] : []));
    const flooded = all.some((one) => one.flooded);
    return noticesAsFindings(mergedNotices(all.map(({ notices }) => notices)), { roundTripped: true, flooded });
  };
  const judged = by('judge');
  const beyond = by('observe').filter(({ code }) => !judged.some((one) => one.code === code));
  return [...judged, ...beyond.map((finding): Finding => ({ ...finding, level: 'note' }))];
}
