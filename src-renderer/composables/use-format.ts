import { useI18n } from 'vue-i18n';
import { scaleSize } from '../model/format/scaled-size';

/** Sizes, times and rates in the words of the locale. */
export function useFormat() {
  const { t, n, d } = useI18n();

  function size(sizeBytes: number): string {
    const { value, unit, fractionDigits } = scaleSize(sizeBytes);
    if (unit === 'bytes') return t('units.bytes', { n: n(value) }, value);
    return t(`units.${unit}`, { value: fixed(value, fractionDigits) });
  }

  function rate(bytesPerSecond: number): string {
    const { value, unit } = scaleSize(Math.round(bytesPerSecond));
    const key = { bytes: 'rateBytes', kilobytes: 'rateKilobytes', megabytes: 'rateMegabytes' }[unit];
    return t(`units.${key}`, { value: fixed(value, value < 10 && unit !== 'bytes' ? 1 : 0) });
  }

  function duration(durationMs: number): string {
    if (durationMs < 1000) return t('units.milliseconds', { value: n(Math.round(durationMs)) });
    const seconds = durationMs / 1000;
    if (seconds < 60) return t('units.seconds', { value: fixed(seconds, seconds < 10 ? 1 : 0) });
    const whole = Math.round(seconds);
    return t('units.minutes', { minutes: n(Math.floor(whole / 60)), seconds: n(whole % 60) });
  }

  /** Whole seconds: a time that is still to come is never known better. */
  function timeLeft(remainingMs: number): string {
    const seconds = Math.max(1, Math.ceil(remainingMs / 1000));
    if (seconds < 60) return t('units.seconds', { value: n(seconds) });
    return t('units.minutes', { minutes: n(Math.floor(seconds / 60)), seconds: n(seconds % 60) });
  }

  function percent(done: number, total: number): string {
    return t('units.percent', { value: n(total > 0 ? Math.floor((done / total) * 100) : 0) });
  }

  function fixed(value: number, digits: number): string {
    return n(value, { maximumFractionDigits: digits });
  }

  return {
    size,
    rate,
    duration,
    timeLeft,
    percent,
    moment: (atMs: number) => d(atMs, 'moment'),
    day: (atMs: number) => d(atMs, 'day'),
    brief: (atMs: number) => d(atMs, 'brief'),
    time: (atMs: number) => d(atMs, 'time'),
    preciseTime: (atMs: number) => d(atMs, 'preciseTime'),
    baud: (baud: number) => n(baud, { useGrouping: false }),
    megahertz: (mhz: number) => t('units.megahertz', { value: n(mhz) }),
  };
}
