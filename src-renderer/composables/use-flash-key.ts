import { onBeforeUnmount, onMounted } from 'vue';

/** Ctrl+Enter (Cmd+Enter on a Mac) anywhere on the page, unless a dialog is open. */
export function useFlashKey(flash: () => void): void {
  function press(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.repeat || !(event.ctrlKey || event.metaKey)) return;
    if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
    event.preventDefault();
    flash();
  }

  onMounted(() => {
    window.addEventListener('keydown', press);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', press);
  });
}
