/** A file on this computer, of which the user gets a copy. */
export interface OfferableCopy {
  readonly path: string;
  readonly suggestedName: string;
}

/** A file whose text depends on where it will lie: paths in it are relative to its folder. */
export interface OfferableText {
  readonly suggestedName: string;
  /** `folder` is null where nobody knows it: a browser chooses by itself. */
  textFor(folder: string | null): string | Promise<string>;
}

export type OfferableFile = OfferableCopy | OfferableText;
