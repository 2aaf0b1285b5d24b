/** Where a register of the caller is found. Offsets are bytes from the canonical frame address. */
export type RegisterRule =
  | { readonly kind: 'undefined' }
  | { readonly kind: 'same' }
  | { readonly kind: 'saved-at'; readonly offset: number }
  | { readonly kind: 'value'; readonly offset: number }
  | { readonly kind: 'register'; readonly register: number }
  /** Told by an expression, which is not computed. */
  | { readonly kind: 'unknown' };

/** How to get from one frame to its caller's. Registers by their DWARF numbers. @source DWARF 5, 6.4.1 */
export interface CfaRow {
  /** The canonical frame address: what the stack pointer was before the call; null where an expression tells it. */
  readonly cfa: { readonly register: number; readonly offset: number } | null;
  /** Registers without a rule are the caller's own or lost, as the calling convention says. */
  readonly rules: ReadonlyMap<number, RegisterRule>;
  /** The register that holds the return address. */
  readonly returnRegister: number;
}
