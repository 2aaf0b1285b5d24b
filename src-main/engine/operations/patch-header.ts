import { AppError } from '../../../src-shared/errors/app-error';
import type { SecurityInfo } from '../../../src-shared/model/board';
import type { RunOptions } from '../engine-context';
import { imageMagic } from '../image/firmware-image';
import { patchFlashParameters } from '../image/firmware-image-patch';
import { encodeFlashParameters, flashSizeName, type FlashParameters } from '../image/flash-parameters';
import type { ChipSession } from '../loader/chip-session';
import type { WriteRequest, WriteSegment } from '../requests';
import type { FlashFound } from './attach-flash';

/**
 * Puts the flash settings into the header of the bootloader, if the plan has one: only there the ROM reads them.
 * Nothing is patched when secure boot is on: the signature would break. What was and was not done is told as a notice.
 * Throws `flash-setting-unknown`, `flash-size-unknown`.
 */
export async function patchBootloader(
  session: ChipSession,
  request: WriteRequest,
  flash: FlashFound,
  security: SecurityInfo | null,
  run: RunOptions,
): Promise<readonly WriteSegment[]> {
  const parameters = chooseParameters(session, request, flash, run);
  const patched: WriteSegment[] = [];
  for (const segment of request.segments) {
    const isBootloader = segment.offset === session.chip.bootloaderOffset && segment.data[0] === imageMagic;
    patched.push(isBootloader ? await patchSegment(session, segment, parameters, security, run) : segment);
  }
  return patched;
}

/** Settings as header codes. A size to be detected and not found is an error, unless the loader hides the flash. */
function chooseParameters(
  session: ChipSession,
  request: WriteRequest,
  flash: FlashFound,
  run: RunOptions,
): FlashParameters {
  const { chip } = session;
  const { flashMode, flashFrequency, flashSize } = request;
  if (flashSize !== 'detect') return encodeFlashParameters(chip, flashMode, flashFrequency, flashSize);
  if (flash.detectedBytes === null && flash.id !== null && !request.force)
    throw new AppError('flash-size-unknown', { id: flash.id });
  const name = flash.detectedBytes === null ? null : flashSizeName(chip, flash.detectedBytes);
  if (name === null) run.onProgress?.({ type: 'notice', code: 'flash-size-unknown', context: {} });
  else run.onProgress?.({ type: 'notice', code: 'flash-size-detected', context: { size: name } });
  return encodeFlashParameters(chip, flashMode, flashFrequency, name ?? 'keep');
}

async function patchSegment(
  session: ChipSession,
  segment: WriteSegment,
  parameters: FlashParameters,
  security: SecurityInfo | null,
  run: RunOptions,
): Promise<WriteSegment> {
  const { name } = segment;
  const sha256 = session.context.compute.sha256.bind(session.context.compute);
  const { bytes, outcome } = await patchFlashParameters(segment.data, parameters, sha256, session.chip);
  if (outcome === 'nothing-to-change') return segment;
  if (outcome === 'digest-invalid' || security?.secureBoot) {
    const reason = outcome === 'digest-invalid' ? 'its own SHA-256 is wrong' : 'secure boot is on';
    run.onProgress?.({ type: 'notice', code: 'header-not-patched', context: { name, reason } });
    return segment;
  }
  run.onProgress?.({ type: 'notice', code: 'header-patched', context: { name } });
  return { ...segment, data: bytes };
}
