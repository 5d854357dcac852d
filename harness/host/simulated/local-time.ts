/**
 * Local time as processes of a zone see it: what `Date` shows of hours and days, the texts that it makes and reads, and `Intl`. By itself the zone is UTC, whatever that of the
 * machine is, so that a report does not depend on where it is made.
 *
 * A zone is a whole number of hours here, and its daylight saving is that somebody sets another one.
 */
export class LocalTime {
  #zoneMinutes = 0;

  constructor() {
    const zoneMinutes = (): number => this.#zoneMinutes;
    showLocalParts(zoneMinutes);
    showLocalTexts(zoneMinutes);
    takeLocalParts(zoneMinutes);
  }

  /** Sets how many minutes local time is ahead of UTC: whole hours. */
  set(zoneMinutes: number): void {
    this.#zoneMinutes = zoneMinutes;
  }
}

type Zone = () => number;

const MINUTE_MS = 60_000;
const RealDate = Date;
const utc = RealDate.UTC;
const PARTS = ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'] as const;

/** What the clock on the wall shows, as if it were UTC. */
function shifted(date: Date, zone: Zone): Date {
  return new RealDate(timeOf(date) + zone() * MINUTE_MS);
}

const timeOf = (date: Date): number => RealDate.prototype.getTime.call(date);

function define(name: string, value: (this: Date, ...args: never[]) => unknown): void {
  Object.defineProperty(RealDate.prototype, name, { value, configurable: true, writable: true });
}

function showLocalParts(zone: Zone): void {
  for (const part of PARTS) {
    const get = RealDate.prototype[`getUTC${part}`];
    define(`get${part}`, function () {
      return get.call(shifted(this, zone));
    });
    if (part === 'Day') continue;
    const set = RealDate.prototype[`setUTC${part}`] as (this: Date, ...values: number[]) => number;
    define(`set${part}`, function (...values: number[]) {
      const wall = shifted(this, zone);
      set.apply(wall, values);
      return RealDate.prototype.setTime.call(this, timeOf(wall) - zone() * MINUTE_MS);
    });
  }
  define('getYear', function () {
    return shifted(this, zone).getUTCFullYear() - 1900;
  });
  define('getTimezoneOffset', function () {
    // Of no time there is no zone, and none has minus nothing.
    return Number.isNaN(timeOf(this)) ? Number.NaN : 0 - zone();
  });
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function showLocalTexts(zone: Zone): void {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = (wall: Date): string => {
    const year = wall.getUTCFullYear();
    const shown = `${year < 0 ? '-' : ''}${String(Math.abs(year)).padStart(4, '0')}`;
    return `${DAYS[wall.getUTCDay()]} ${MONTHS[wall.getUTCMonth()]} ${two(wall.getUTCDate())} ${shown}`;
  };
  const time = (wall: Date): string => {
    const minutes = zone();
    const ahead = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;
    const clock = [wall.getUTCHours(), wall.getUTCMinutes(), wall.getUTCSeconds()].map(two).join(':');
    return `${clock} GMT${ahead} (${minutes === 0 ? 'Coordinated Universal Time' : `GMT${ahead.slice(0, 3)}:${ahead.slice(3)}`})`;
  };
  const texts: readonly (readonly [name: string, text: (wall: Date) => string])[] = [
    ['toString', (wall) => `${day(wall)} ${time(wall)}`],
    ['toDateString', day],
    ['toTimeString', time],
  ];
  for (const [name, text] of texts) {
    define(name, function () {
      const wall = shifted(this, zone);
      return Number.isNaN(timeOf(wall)) ? 'Invalid Date' : text(wall);
    });
  }
  const inZone = (options: unknown): Intl.DateTimeFormatOptions => {
    const given = (options ?? {}) as Intl.DateTimeFormatOptions;
    return given.timeZone === undefined ? { ...given, timeZone: zoneName(zone()) } : given;
  };
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'] as const) {
    const real = RealDate.prototype[name] as (this: Date, locales?: string, options?: Intl.DateTimeFormatOptions) => string;
    define(name, function (locales?: string, options?: unknown) {
      return real.call(this, locales, inZone(options));
    });
  }
  Intl.DateTimeFormat = new Proxy(Intl.DateTimeFormat, {
    construct: (target, [locales, options], made) => Reflect.construct(target, [locales, inZone(options)], made),
    apply: (target, self, [locales, options]) => Reflect.apply(target, self, [locales, inZone(options)]),
  });
}

/** The names of the database count westwards. */
function zoneName(minutes: number): string {
  const hours = Math.round(minutes / 60);
  return hours === 0 ? 'UTC' : `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`;
}

/** `new Date(2024, 0, 1)` and `new Date('2024-01-01T10:00')` mean the local one. */
function takeLocalParts(zone: Zone): void {
  const clock = Date;
  const parse = (text: string): number => parsed(text, zone);
  const msOf = (args: unknown[]): unknown[] => {
    if (args.length > 1) return [utc(...(args as [number, number])) - zone() * MINUTE_MS];
    return typeof args[0] === 'string' ? [parse(args[0])] : args;
  };
  const local: DateConstructor = new Proxy(clock, {
    construct: (target, args, made) => Reflect.construct(target, msOf(args), made === local ? target : made),
    // Called without `new` it is a text, of now.
    apply: (target) => new target().toString(),
    get: (target, key, receiver) => (key === 'parse' ? parse : Reflect.get(target, key, receiver)),
  });
  Object.defineProperty(RealDate.prototype, 'constructor', { value: local, configurable: true, writable: true });
  globalThis.Date = local;
}

/** A date alone is one of UTC; what names its zone is there; everything else is local. */
function parsed(text: string, zone: Zone): number {
  const ms = RealDate.parse(text);
  if (Number.isNaN(ms) || /^\s*[+-]?\d{4,6}(-\d\d){0,2}\s*$/.test(text)) return ms;
  if (/(?:Z|UTC?|GMT|[ECMP][SD]T|\d[+-]\d\d:?\d\d)\b|GMT[+-]\d{4}/i.test(text.replace(/^[+-]?\d{4,6}-\d\d-\d\d/, ''))) return ms;
  const asUtc = RealDate.parse(/\dT\d/i.test(text) ? `${text.trim()}Z` : `${text} UTC`);
  return Number.isNaN(asUtc) ? ms : asUtc - zone() * MINUTE_MS;
}
