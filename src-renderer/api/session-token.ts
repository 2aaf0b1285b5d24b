const storageKey = 'kiln-token';

/**
 * The token that the browser host printed as part of its address. It is taken out of the address bar, so that a copied
 * address does not carry it, and kept for this tab so that reloading works.
 */
export function takeSessionToken(window: Window): string {
  const address = new URL(window.location.href);
  const given = address.searchParams.get('token');
  if (given === null) return window.sessionStorage.getItem(storageKey) ?? '';
  window.sessionStorage.setItem(storageKey, given);
  address.searchParams.delete('token');
  window.history.replaceState(null, '', address);
  return given;
}
