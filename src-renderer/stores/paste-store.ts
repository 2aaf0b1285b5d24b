import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { findArgumentFile } from '../../src-shared/command-line/find-argument-file';
import type { FlashCommand } from '../../src-shared/command-line/flash-command';
import { mentionsFlashCommand } from '../../src-shared/command-line/mentions-flash-command';
import { parseFlashCommand } from '../../src-shared/command-line/parse-flash-command';
import { toAppError, type AppError } from '../../src-shared/errors/app-error';

export type PasteReading =
  | { readonly type: 'nothing' }
  | { readonly type: 'command'; readonly command: FlashCommand }
  /** Nothing can be said before its file of arguments is there. */
  | { readonly type: 'needs-arguments'; readonly name: string }
  | { readonly type: 'refused'; readonly error: AppError };

/** A command that is being pasted, and what is understood of it so far. */
export const usePasteStore = defineStore('paste', () => {
  const isOpen = ref(false);
  const text = ref('');

  const reading = computed<PasteReading>(() => {
    if (text.value.trim() === '') return { type: 'nothing' };
    try {
      return { type: 'command', command: parseFlashCommand(text.value) };
    } catch (error) {
      const argumentFile = findArgumentFile(text.value);
      if (argumentFile !== null && mentionsFlashCommand(text.value))
        return { type: 'needs-arguments', name: argumentFile };
      return { type: 'refused', error: toAppError(error) };
    }
  });
  /** The station can do something with it. */
  const isUsable = computed(() => ['command', 'needs-arguments'].includes(reading.value.type));

  function open(pasted = ''): void {
    text.value = pasted;
    isOpen.value = true;
  }

  function close(): void {
    isOpen.value = false;
  }

  return { isOpen, text, reading, isUsable, open, close };
});
