import { onBeforeUnmount, onMounted } from 'vue';
import { mentionsFlashCommand } from '../../src-shared/command-line/mentions-flash-command';

/** A flashing command that is pasted anywhere on the page, unless into a field or while a dialog is open. */
export function usePastedCommand(take: (text: string) => void): void {
  function paste(event: ClipboardEvent): void {
    if (event.defaultPrevented || isField(event.target)) return;
    if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!mentionsFlashCommand(text)) return;
    event.preventDefault();
    take(text);
  }

  onMounted(() => {
    window.addEventListener('paste', paste);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('paste', paste);
  });
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA'].includes(target.tagName))
  );
}
