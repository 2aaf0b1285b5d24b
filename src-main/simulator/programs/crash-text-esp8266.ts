import type { CrashKind } from '../../../src-shared/model/crash';
import { bareHex, hex } from './crash-words';

const stackAddress = 0x3fff_fdf0;
const stackEnd = 0x3fff_fe50;
/** Words of the stack; two of them are return addresses. */
const stackWords = [
  0x0000_0001, 0x0000_000a, 0x3ffe_e4bc, 0x4020_1086, 0x3fff_dad0, 0x0000_0000, 0x3ffe_e490, 0x4020_10b2,
  0x3fff_dad0, 0x0000_0000, 0x3ffe_e4b4, 0x4020_1c38, 0xfeef_effe, 0xfeef_effe, 0x3ffe_85d8, 0x4010_0459,
  0xfeef_effe, 0xfeef_effe, 0xfeef_effe, 0xfeef_effe, 0xfeef_effe, 0xfeef_effe, 0xfeef_effe, 0xfeef_effe,
];

const decoderLine = '--------------- CUT HERE FOR EXCEPTION DECODER ---------------';

/** A crash of an Arduino sketch on an ESP8266. @source esp8266/Arduino, cores/esp8266/core_esp8266_postmortem.cpp (LGPL; form only) */
export function esp8266CrashLines(kind: CrashKind): readonly string[] {
  return ['', decoderLine, '', ...headline(kind), '', ...stackLines(), '', decoderLine];
}

function headline(kind: CrashKind): readonly string[] {
  switch (kind) {
    case 'exception':
    case 'cache-error':
      return [
        'Exception (28):',
        `epc1=${hex(0x4020_1086)} epc2=${hex(0)} epc3=${hex(0)} excvaddr=${hex(0)} depc=${hex(0)}`,
      ];
    case 'abort':
    case 'heap-corruption':
      return ['User exception (panic/abort/assert)', 'Abort called'];
    case 'assert':
      return [
        'User exception (panic/abort/assert)',
        "Panic sensor.cpp:42 int measure(): Assertion 'sample' failed.",
      ];
    case 'stack-smashing':
      return ['Stack smashing detected', `Exception (0):`, `epc1=${hex(0x4020_1086)}`];
    case 'stack-overflow':
      return ['Stack overflow detected', `Exception (0):`, `epc1=${hex(0x4020_1086)}`];
    case 'interrupt-watchdog':
    case 'task-watchdog':
      return ['Soft WDT reset'];
  }
}

function stackLines(): readonly string[] {
  const lines = [
    '>>>stack>>>',
    '',
    'ctx: cont',
    `sp: ${bareHex(stackAddress)} end: ${bareHex(stackEnd)} offset: 0000`,
  ];
  for (let at = 0; at < stackWords.length; at += 4) {
    const words = stackWords.slice(at, at + 4).map(bareHex);
    const mark = stackWords[at + 3] === 0x4020_1086 ? '<' : ' ';
    lines.push(`${bareHex(stackAddress + at * 4)}:  ${words.join(' ')} ${mark}`);
  }
  return [...lines, '<<<stack<<<'];
}
