import type { BoardFacts } from '../board-spec';

/** As GET_SECURITY_INFO and the eFuses count them. @source golden/efuse, KEY_PURPOSE_0 */
const purpose = { user: 0, flashEncryption: 4, secureBootDigest: 9 };

/** What the key blocks are for, key 0 first; chips whose blocks have no purposes leave it out. */
export function keyPurposes({ security }: BoardFacts): readonly number[] {
  return [
    security.flashEncryption ? purpose.flashEncryption : purpose.user,
    security.secureBoot ? purpose.secureBootDigest : purpose.user,
  ];
}
