import type { LayoutItem } from '../check-plan';
import type { Finding } from '../finding';
import { includedItems } from '../placed-item';
import type { Rule } from './rule';

/** Images whose own checksum or SHA-256 says that they are not what was built. */
export const imageDamaged: Rule = (plan) => includedItems(plan).flatMap(damageOf);

function damageOf(item: LayoutItem): readonly Finding[] {
  const { image } = item;
  if (image === null || item.kind === 'data') return [];
  const about = { itemIds: [item.id], context: { name: item.name }, fix: null };
  // The digest covers what the checksum covers: with both wrong there is one thing to say.
  if (!image.checksumValid) return [{ code: 'image-checksum-bad', severity: 'error', ...about }];
  if (image.digestValid !== false) return [];
  // The bootloader refuses an app with a wrong digest; the ROM starts a bootloader all the same.
  return [{ code: 'image-digest-bad', severity: item.kind === 'app' ? 'error' : 'warning', ...about }];
}
