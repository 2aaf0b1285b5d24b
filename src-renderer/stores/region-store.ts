import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { FirmwareItem } from '../../src-shared/model/firmware';
import type { ConnectOptions, FlashPlan, FlashSegment, VerifyRequest } from '../../src-shared/model/job';
import { checkPlan } from '../../src-shared/preflight/check-plan';
import type { Finding, FindingCode } from '../../src-shared/preflight/finding';
import type { NamedRegion } from '../model/board/flash-region';
import { useBoardStore } from './board-store';
import { useChipsStore } from './chips-store';
import { useImportStore, type PickSources } from './import-store';
import { useJobStore } from './job-store';
import { useOptionsStore } from './options-store';
import { useToastsStore } from './toasts-store';

export type FilePurpose = 'write' | 'verify';

/** A file on its way to a stretch of flash. */
export interface FileOffer {
  readonly purpose: FilePurpose;
  readonly region: NamedRegion;
  readonly file: FirmwareItem;
  /** It has more bytes than the stretch. */
  readonly isTooLarge: boolean;
  /** What else speaks against writing it there. */
  readonly findings: readonly Finding[];
}

/** Of pre-flight, what is about one file alone; the rest is about a whole layout. */
const fileFindings: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'board-secured',
  'image-wrong-chip',
  'image-wrong-revision',
  'file-empty',
  'image-checksum-bad',
  'image-digest-bad',
  'offset-misaligned',
  'bootloader-wrong-offset',
  'past-end-of-flash',
]);

/** Files for one stretch of the flash: written to it, or compared with it. */
export const useRegionStore = defineStore('region', () => {
  const imports = useImportStore();
  const board = useBoardStore();
  const chips = useChipsStore();
  const jobs = useJobStore();
  const options = useOptionsStore();
  const toasts = useToastsStore();
  /** What the user is being asked about. */
  const offer = shallowRef<FileOffer | null>(null);
  const importing = ref(false);

  const isBlocked = computed(
    () =>
      offer.value !== null &&
      (offer.value.isTooLarge || offer.value.findings.some(({ severity }) => severity === 'error')),
  );

  /** Writing is asked for first; comparing only where the file cannot be right. */
  async function bring(purpose: FilePurpose, region: NamedRegion, pick: PickSources): Promise<void> {
    importing.value = true;
    try {
      const sources = await pick();
      if (sources === null) return;
      const chip = board.current?.chip ?? null;
      // The file is meant for just this place: a merged image stays one.
      const imported = sources.length === 0 ? null : await imports.run({ sources, chip, merged: 'whole' });
      if (imported === null && sources.length > 0) return;
      const items = imported?.items ?? [];
      const [file] = items;
      if (!file || items.length > 1) {
        toasts.show({ kind: file ? 'one-file-only' : 'nothing-usable' });
        return;
      }
      offer.value = judge(purpose, region, file);
      if (purpose === 'verify' && !isBlocked.value) await accept();
    } catch (error) {
      toasts.showError(error);
    } finally {
      importing.value = false;
    }
  }

  function judge(purpose: FilePurpose, region: NamedRegion, file: FirmwareItem): FileOffer {
    const plan = {
      items: [{ ...file, offset: region.offset, include: true }],
      chip: chips.find(board.current?.chip),
      chips: chips.chips,
      board: board.current,
      boardPartitions: null,
      flashMode: 'keep',
      flashFrequency: 'keep',
      flashSize: 'keep',
      eraseAll: false,
    } as const;
    const findings = purpose === 'verify' ? [] : checkPlan(plan).filter(({ code }) => fileFindings.has(code));
    return { purpose, region, file, isTooLarge: file.sizeBytes > region.sizeBytes, findings };
  }

  /** Does what was offered. */
  async function accept(): Promise<void> {
    const connect = options.connectOptions;
    if (!offer.value || isBlocked.value || !connect) return;
    const { purpose, region, file } = offer.value;
    offer.value = null;
    const { id: itemId, name, sizeBytes, sha256 } = file;
    const segments = [{ file: file.file, name, offset: region.offset, sha256 }];
    const request =
      purpose === 'write' ? writing(connect, segments, file.name) : comparing(connect, segments);
    await jobs.start(request, [{ itemId, name, sizeBytes }], 'board');
  }

  function writing(connect: ConnectOptions, segments: readonly FlashSegment[], title: string): FlashPlan {
    return {
      kind: 'flash',
      title,
      connect,
      segments,
      // The file is meant for just this place: not a byte of it is adjusted.
      flashMode: 'keep',
      flashFrequency: 'keep',
      flashSize: 'keep',
      eraseAll: false,
      verify: true,
      compress: options.compress,
      skipUnchanged: true,
      force: false,
    };
  }

  function comparing(connect: ConnectOptions, segments: readonly FlashSegment[]): VerifyRequest {
    return { kind: 'verify', connect, segments };
  }

  function decline(): void {
    offer.value = null;
  }

  return { offer, importing, isBlocked, bring, accept, decline };
});
