import type { TraceEntry } from '../../src-shared/model/trace';
import { stripColours } from '../model/format/plain-text';
import { useFormat } from './use-format';
import { useWords } from './use-words';

/** A line of the trace as text: for the drawer's one line and for the clipboard. */
export function useTraceWords() {
  const words = useWords();
  const format = useFormat();

  function line({ body }: TraceEntry): string {
    switch (body.type) {
      case 'frame':
        return `${body.direction === 'host' ? '→' : '←'} ${body.command} ${body.detail}`.trimEnd();
      case 'text':
        return stripColours(body.text);
      case 'notice':
        return words.notice(body);
    }
  }

  function forClipboard(entries: readonly TraceEntry[]): string {
    return entries
      .map((entry) => `${format.preciseTime(entry.atMs)}\t${entry.port}\t${line(entry)}`)
      .join('\n');
  }

  return { line, forClipboard };
}
