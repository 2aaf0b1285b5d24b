import type { Rule } from './rule';

/** Plain data on a board that checks signatures or decrypts its flash stops it from booting. */
export const boardSecured: Rule = (plan) => {
  const security = plan.board?.security ?? null;
  if (security === null) return [];
  // The maker's names, the same in every language.
  const detail = [
    security.secureBoot ? 'Secure Boot' : '',
    security.flashEncryption ? 'Flash Encryption' : '',
  ].filter((word) => word !== '');
  if (detail.length === 0) return [];
  return [
    {
      code: 'board-secured',
      severity: 'error',
      itemIds: [],
      context: { detail: detail.join(', ') },
      fix: null,
    },
  ];
};
