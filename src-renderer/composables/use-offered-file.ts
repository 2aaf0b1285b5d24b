import type { OfferedFile } from '../../src-shared/model/backup';
import { useToastsStore } from '../stores/toasts-store';

/** Brings a file that the station offers to the user, and says where it went. */
export function useOfferedFile() {
  const toasts = useToastsStore();

  /** `ask` gets the offer; null when the user changed their mind. Answers whether the user has the file now. */
  async function take(ask: () => Promise<OfferedFile | null>, fileName: string): Promise<boolean> {
    try {
      const offer = await ask();
      if (offer === null) return false;
      if (offer.type === 'saved') toasts.show({ kind: 'saved', path: offer.path });
      else {
        download(offer.url, fileName);
        toasts.show({ kind: 'downloaded' });
      }
      return true;
    } catch (error) {
      toasts.showError(error);
      return false;
    }
  }

  return { take };
}

/** The browser names the file as the host says; ours is only for a host that says nothing. */
function download(url: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
}
