import { type Civil, dayOfYear, weekdayOf } from './civil-time.ts';
import { type Chunk, chunksOf, MONTHS, WEEKDAYS } from './go-layout.ts';

/** Prints a moment by a Go layout. Source: Go time/format.go AppendFormat. */
export function formatTime(civil: Civil, layout: string): string {
  return chunksOf(layout)
    .map((chunk) => formatChunk(civil, chunk))
    .join('');
}

function formatChunk(civil: Civil, chunk: Chunk): string {
  if (chunk.kind === 'text') return chunk.text;
  if (chunk.kind === 'fraction') {
    const digits = String(civil.nanosecond).padStart(9, '0').slice(0, chunk.digits).padEnd(chunk.digits, '0');
    if (!chunk.trims) return chunk.separator + digits;
    const kept = digits.replace(/0+$/, '');
    return kept === '' ? '' : chunk.separator + kept;
  }
  return formatField(civil, chunk.text);
}

function formatField(civil: Civil, field: string): string {
  const hour12 = civil.hour % 12 === 0 ? 12 : civil.hour % 12;
  switch (field) {
    case 'January':
      return MONTHS[civil.month - 1] as string;
    case 'Jan':
      return (MONTHS[civil.month - 1] as string).slice(0, 3);
    case 'Monday':
      return WEEKDAYS[weekdayOf(civil)] as string;
    case 'Mon':
      return (WEEKDAYS[weekdayOf(civil)] as string).slice(0, 3);
    case '1':
      return String(civil.month);
    case '01':
      return two(civil.month);
    case '2':
      return String(civil.day);
    case '_2':
      return String(civil.day).padStart(2, ' ');
    case '02':
      return two(civil.day);
    case '__2':
      return String(dayOfYear(civil)).padStart(3, ' ');
    case '002':
      return String(dayOfYear(civil)).padStart(3, '0');
    case '15':
      return two(civil.hour);
    case '3':
      return String(hour12);
    case '03':
      return two(hour12);
    case '4':
      return String(civil.minute);
    case '04':
      return two(civil.minute);
    case '5':
      return String(civil.second);
    case '05':
      return two(civil.second);
    case '06':
      return two(((civil.year % 100) + 100) % 100);
    case '2006':
      return civil.year < 0 ? `-${String(-civil.year).padStart(4, '0')}` : String(civil.year).padStart(4, '0');
    case 'PM':
      return civil.hour >= 12 ? 'PM' : 'AM';
    case 'pm':
      return civil.hour >= 12 ? 'pm' : 'am';
    case 'MST':
      return civil.zone;
    default:
      return formatOffset(civil.offset, field);
  }
}

/** `-07:00`, `Z0700` and their like. Units: seconds east of UTC. */
function formatOffset(offset: number, field: string): string {
  if (field.startsWith('Z') && offset === 0) return 'Z';
  const size = Math.abs(offset);
  const colon = field.includes(':') ? ':' : '';
  const digits = field.replaceAll(/[^0-9]/g, '').length;
  let text = `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}`;
  if (digits >= 4) text += colon + two(Math.floor(size / 60) % 60);
  if (digits >= 6) text += colon + two(size % 60);
  return text;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
