import type { Finding } from '../verdict/report.ts';
import type { Paint, Style } from './color.ts';
import { printable } from './printable.ts';
import { wrap } from './wrap.ts';

const LEVELS: { [L in Finding['level']]: { word: string; style: Style } } = {
  error: { word: 'error', style: 'red' },
  harness: { word: 'harness error', style: 'magenta' },
  warning: { word: 'warning', style: 'yellow' },
  note: { word: 'note', style: 'cyan' },
};

/** The findings of a run, as lines without a line feed. */
export function findingLines(list: readonly Finding[], { paint, width }: { paint: Paint; width: number }): string[] {
  const lines = list.flatMap(({ code, level, message, hint }) => {
    const { word, style } = LEVELS[level];
    return [
      `  ${paint(style, word)} ${code}`,
      ...wrap(printable(message), { width, first: '    ' }),
      ...(hint === undefined ? [] : wrap(printable(hint), { width, first: '    Hint: ' })),
    ];
  });
  return [paint('bold', 'Findings'), ...lines];
}
