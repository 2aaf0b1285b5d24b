export const enDoctor = {
  about: 'find out why a board does not answer',
  port: 'port to look at; else the likeliest one',
  chip: 'chip that it should be',
  looking: 'Looking at {port}; this takes up to half a minute …',
  step: '  {number}. {text}',
  evidence: 'What was looked at:',
  evidenceLine: '  - {text}',
  bootText: 'What the board said:',
  bootLine: '  | {text}',
  hint: '`kiln doctor --port {port}` finds out why.',
} as const;
