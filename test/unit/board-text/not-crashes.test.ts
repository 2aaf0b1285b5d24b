import { describe, expect, it } from 'vitest';
import { c3Boot, idfStart } from './sample-boots';
import { codesIn, readBoardText } from './read-board-text';

/** Hexadecimal and alarming words of boards that are well. */
const texts: Readonly<Record<string, string>> = {
  'a hex dump of ESP-IDF': `I (3012) dump: 0x3ffb5030   40 0e 14 ed 00 06 00 30  80 0d 08 05 3f fb 50 30  |@......0....?.P0|
I (3018) dump: 0x3ffb5040   00 00 00 00 00 00 00 01  00 00 00 01 3f fb 50 dc  |............?.P.|`,
  'a hex dump of words': `3fc8f2f0: 0x00000000 0x42004878 0x00000001 0x42015ece 0x00000000 0x00000000 0x00000000 0x00000000
3fc8f310: 0x00000001 0x403859b8 0x00000000 0x00000000 0x00000000 0x00000000 0xa5a5a5a5 0xa5a5a5a5`,
  'a list of MAC addresses': `I (5120) scan: 7c:df:a1:b2:c3:d4 rssi -61
I (5121) scan: 24:0a:c4:00:01:10 rssi -77
bssid 40:0d:08:05:3f:fb`,
  'a log that has no backtrace': `E (6001) app: Backtrace: none
I (6002) app: Backtrace: 0 frames
Backtrace: 0x400d1234 is not one`,
  'a backtrace that a program asked for': `Backtrace: 0x400e14ed:0x3ffb5030 0x400d0802:0x3ffb5050
I (6005) app: goes on`,
  'a crash that is talked about': `W (812) history: last time: Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.
I (813) history: that was 3 days ago`,
  'the panic handler in a help text': `Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.
is what the panic handler prints. See the manual.`,
  'a crash that is talked about before a reset that somebody asked for': `W (812) history: last reset: abort() was called at PC 0x400d66b9 on core 0
I (9000) console: restart
rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)`,
  'addresses of an I2C scan': `     0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f
00:          -- -- -- -- -- -- -- -- -- -- -- -- --
40: -- -- -- -- -- -- -- -- 48 -- -- -- -- -- -- --
found 0x3c and 0x76 at 0x40`,
  'abort in a help text': `abort()   stops the program
  abort() was called when nothing else helped
usage: panic, abort, assert`,
  'JSON with addresses': `{"pc":"0x420048b4","sp":"0x3fc8f2f0","PC      ":"0x400e14ed"}
{"Backtrace":"0x400e14ed:0x3ffb5030"}`,
  'a UUID': `uuid 550e8400-e29b-41d4-a716-446655440000
service 4fafc201-1fb5-459e-8fcc-c5c9c331914b: 0x4fafc201`,
  'an assertion in a test report': `Test 12: assert failed: expected 3 got 4
TEST(heap) assert failed: yes
14 assertions, 1 assert failed`,
  'free stack memory': `stack memory: 1234 free
Stack memory: 3212 bytes left
3fc8f2f0: ok`,
  'an exception that is handled': `Exception (handled) in parser
Exception (28) was expected: ok
Fatal exception handler installed`,
  'registers of a sensor': `CTRL    : 0x00000014  A0      : 0x00000001  SP      : 0x00000400
A1      : 0x00000002  STATUS  : 0x80000000`,
  'a watchdog that is switched on': `I (30) task_wdt: Task watchdog initialised
I (31) wdt: Interrupt wdt timeout on CPU0 is 300 ms`,
  'a heap that is checked': `I (500) heap: integrity ok, no CORRUPT HEAP found
CORRUPT HEAP: never seen`,
  'stack words in a chat': `Stack smashing is a game
Stack overflow in task names? ask on Stack Overflow
Panic at the disco`,
  'base64 of a picture': `iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk
YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==
END`,
  'markers of a core dump in a log message': `I (77) core: ================= CORE DUMP START is what comes next
AAAAAAAA`,
  'a digest': `I (232) app_init: ELF file SHA256:  5f0c1e9d3...
ELF file SHA256: 5f0c1e9d3b7a4826`,
};

describe('texts that look like crashes and are not', () => {
  it.each(Object.entries(texts))('%s', (_, text) => {
    for (const whole of [text, `${c3Boot}${idfStart}${text}\n${idfStart}`]) {
      const { crashes, coreDumps } = readBoardText(whole).all();
      expect(crashes).toEqual([]);
      expect(coreDumps).toEqual([]);
    }
    expect(codesIn(readBoardText(text))).not.toContain('crash');
  });

  it('are enough of them', () => {
    expect(Object.keys(texts).length).toBeGreaterThanOrEqual(15);
  });
});
