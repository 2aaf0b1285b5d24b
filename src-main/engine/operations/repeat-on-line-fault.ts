export { lineFaults, repeatOnLineFault } from '../loader/repeat-on-line-fault';
