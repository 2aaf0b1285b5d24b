/** First status byte of the stub; the second is 0. @source esp-flasher-stub, commands.h (Apache-2.0 OR MIT) */
export const stubError = {
  badDataLength: 0xc0,
  badChecksum: 0xc1,
  invalidCommand: 0xc3,
  failedSpiOperation: 0xc4,
  notInFlashMode: 0xc6,
  inflate: 0xc7,
  notEnoughData: 0xc8,
  tooMuchData: 0xc9,
  notImplemented: 0xff,
} as const;

export type StubError = (typeof stubError)[keyof typeof stubError];
