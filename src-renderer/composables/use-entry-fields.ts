import { watch } from 'vue';

/** The fields of one entry of a list. A new one (null) is taken by its button, a known one as soon as a field is left. */
export function useEntryFields<T>(fields: {
  readonly entry: () => T | null;
  readonly blank: T;
  readonly show: (entry: T) => void;
  readonly typed: () => T;
  readonly isUsable: () => boolean;
  readonly keep: (entry: T) => void;
}) {
  watch(
    fields.entry,
    (next) => {
      fields.show(next ?? fields.blank);
    },
    { immediate: true },
  );

  /** What is not usable is not kept: the fields stay as they are, so that it can be mended. */
  function take(): void {
    if (!fields.isUsable()) return;
    fields.keep(fields.typed());
    if (fields.entry() === null) fields.show(fields.blank);
  }

  function changed(): void {
    if (fields.entry() !== null) take();
  }

  return { take, changed };
}
