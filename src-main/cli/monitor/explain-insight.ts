import { fillText } from '../../../src-shared/errors/app-error';
import type { MonitorInsight } from '../../../src-shared/model/monitor';
import { en } from '../locales/en';

const words = en.monitor;

/** What it means, in one line. */
export function explainInsight({ code, context }: MonitorInsight): string {
  const isNamed = code === 'app-started' && typeof context['project'] === 'string';
  if (isNamed) return fillText(words.appStarted, { version: '', ...context }).replace(' .', '.');
  return fillText(words.insights[code], context);
}
