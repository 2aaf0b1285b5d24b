/** A named value, as it is shown. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly mono?: boolean;
  /** Too long to be read: its beginning is shown, all of it goes to the clipboard. */
  readonly long?: boolean;
}
