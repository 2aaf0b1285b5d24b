/** What the one who shares a port tells of it in the option's SIGNATURE, since the option has no words for it. */
export interface PortSignature {
  readonly usb: { readonly vendorId: number; readonly productId: number } | null;
  /** False: the rate of the line cannot be changed. */
  readonly baud: boolean;
}

const pattern = /^Kiln(?: usb=([0-9a-f]{4}):([0-9a-f]{4}))?( fixed-baud)?$/;

/** `Kiln usb=303a:1001 fixed-baud`, each word after the first only where it holds. */
export function formatSignature({ usb, baud }: PortSignature): string {
  const hex = (id: number): string => id.toString(16).padStart(4, '0');
  const words = ['Kiln'];
  if (usb !== null) words.push(`usb=${hex(usb.vendorId)}:${hex(usb.productId)}`);
  if (!baud) words.push('fixed-baud');
  return words.join(' ');
}

/** Null for the signature of another program. */
export function parseSignature(text: string): PortSignature | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [, vendorId, productId, fixed] = match;
  const usb =
    vendorId === undefined || productId === undefined
      ? null
      : { vendorId: Number.parseInt(vendorId, 16), productId: Number.parseInt(productId, 16) };
  return { usb, baud: fixed === undefined };
}
