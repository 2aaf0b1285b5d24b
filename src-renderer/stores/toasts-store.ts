import { defineStore } from 'pinia';
import { ref } from 'vue';
import { toAppError, type AppError } from '../../src-shared/errors/app-error';

export type ToastBody =
  | { readonly kind: 'error'; readonly error: AppError }
  | { readonly kind: 'layout-replaced'; readonly title: string; readonly undo: () => void }
  | { readonly kind: 'saved'; readonly path: string }
  | { readonly kind: 'backup-added'; readonly name: string }
  | {
      readonly kind:
        'nothing-usable' | 'one-file-only' | 'copied' | 'command-copied-with-parts' | 'downloaded';
    };

export interface Toast {
  readonly id: number;
  readonly body: ToastBody;
}

/** Short messages that belong to no place on the page. As data: the words are put by the component. */
export const useToastsStore = defineStore('toasts', () => {
  const toasts = ref<Toast[]>([]);
  let nextId = 1;

  function show(body: ToastBody): void {
    toasts.value = [...toasts.value, { id: nextId++, body }].slice(-4);
  }

  function showError(thrown: unknown): void {
    const error = toAppError(thrown);
    // Who stopped something knows.
    if (error.code !== 'cancelled') show({ kind: 'error', error });
  }

  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }

  return { toasts, show, showError, dismiss };
});
