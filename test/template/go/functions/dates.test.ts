import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { civilFromDays, daysFromCivil } from '../../../../src/template/go/functions/time/civil.ts';
import { formatDuration, parseDuration } from '../../../../src/template/go/functions/time/duration.ts';
import { formatInstant } from '../../../../src/template/go/functions/time/format.ts';
import { parseLayout } from '../../../../src/template/go/functions/time/layout.ts';
import { parseInstant } from '../../../../src/template/go/functions/time/parse.ts';
import { UTC } from '../../../../src/template/go/functions/time/zone.ts';
import { fromUtf8 } from '../../../../src/template/go/utf8.ts';
import { testCases } from './template-cases.ts';

const parameters = { numRuns: Number(process.env['FC_NUM_RUNS'] ?? 500) };

testCases(
  'formatting times',
  [
    {
      name: 'date fields',
      input: '{{ date "Mon Monday Jan January 1 01 2 _2 02 __2 002 06 2006" 1700000000 }}',
      want: 'Tue Tuesday Nov November 11 11 14 14 14 318 318 23 2023',
    },
    {
      name: 'clock fields',
      input: '{{ date "15 3 03 4 04 5 05 PM pm MST -0700 Z07:00 .000" 1700000000 }}',
      want: '22 10 10 13 13 20 20 PM pm UTC +0000 Z .000',
    },
    {
      name: 'padding of small numbers',
      input: '{{ date "1 01 2 _2 02 __2 002 3 03 4 04 5 05 PM" 0 }}',
      want: '1 01 1  1 01   1 001 12 12 0 00 0 00 AM',
    },
    {
      name: 'fractions keep or drop zeros',
      input: '{{ (toDate "15:04:05.999" "01:02:03.45").Format "05.000 05,999 05.9999999999 05.99" }}',
      want: '03.450 03,45 03.45 03.45',
    },
    {
      name: 'words that only begin like fields are text',
      input: '{{ date "Month Janet Mondays .0000x1 _2006 2006_01" 0 }}',
      want: 'Month Janet Thursdays .0000x1 _1970 1970_01',
    },
    {
      name: 'offsets',
      input: '{{ dateInZone "-0700 -07:00 -07 -070000 -07:00:00 Z0700 Z07 Z07:00:00" 1700000000 "America/St_Johns" }}',
      want: '-0330 -03:30 -03 -033000 -03:30:00 -0330 -03 -03:30:00',
    },
    {
      name: 'years beyond four digits and below zero',
      input: '{{ date "2006" 253402300800 }} {{ date "06 2006" -99999999999 }} {{ date "2006" -62135596800 }}',
      want: '10000 99 -1199 0001',
    },
    {
      name: 'integers of some types are seconds',
      input: '{{ date "2006" 0 }} {{ date "2006" (int64 0) }} {{ htmlDate 86400 }}',
      want: '1970 1970 1970-01-02',
    },
    {
      name: 'all else is the present',
      input: '{{ date "2006" 0.5 }} {{ date "2006" "x" }} {{ date "2006" nil }}',
      want: '2033 2033 2033',
    },
  ],
  { now: () => 2_000_000_000_000 },
);

testCases('time zones', [
  {
    name: 'zones have their offset and abbreviation',
    input: '{{ dateInZone "2006-01-02 15:04 MST -0700" 1700000000 "America/New_York" }}',
    want: '2023-11-14 17:13 EST -0500',
  },
  {
    name: 'summer time',
    input:
      '{{ date_in_zone "15:04 MST" 1720000000 "Europe/London" }} {{ dateInZone "15:04 MST" 1720000000 "Europe/Paris" }}',
    want: '10:46 BST 11:46 CEST',
  },
  {
    name: 'zones whose abbreviation is a number',
    input: '{{ dateInZone "15:04 MST" 1700000000 "Asia/Dubai" }} {{ dateInZone "MST" 0 "America/Sao_Paulo" }}',
    want: '02:13 +04 -03',
  },
  {
    name: 'zones far from home',
    input:
      '{{ dateInZone "MST" 0 "Asia/Tokyo" }} {{ dateInZone "MST" 1700000000 "Asia/Kolkata" }} {{ dateInZone "MST" 1720000000 "Europe/Dublin" }} {{ dateInZone "MST" 0 "GMT" }}',
    want: 'JST IST IST GMT',
  },
  {
    name: 'unknown zones are UTC',
    input:
      '{{ dateInZone "15:04 MST" 1700000000 "No/Where" }} {{ dateInZone "15 MST" 0 "europe/paris" }} {{ htmlDateInZone 0 "../x" }}',
    want: '22:13 UTC 00 UTC 1970-01-01',
  },
]);

testCases(
  'a local time zone',
  [
    {
      name: 'is that of date and toDate',
      input: '{{ date "15 MST" 0 }} {{ toDate "2006-01-02" "2024-07-01" }}',
      want: '01 CET 2024-07-01 00:00:00 +0200 CEST',
    },
    {
      name: 'gives the times around a change of the clock',
      input:
        '{{ unixEpoch (toDate "2006-01-02 15:04" "2024-03-31 02:30") }} {{ unixEpoch (toDate "2006-01-02 15:04" "2024-03-31 03:30") }}',
      want: '1711848600 1711848600',
    },
    {
      name: 'takes its own offset and abbreviation for itself',
      input: '{{ toDate "2006-01-02 -0700" "2024-07-01 +0200" }} {{ toDate "2006-01-02 MST" "2024-07-01 CEST" }}',
      want: '2024-07-01 00:00:00 +0200 CEST 2024-07-01 00:00:00 +0200 CEST',
    },
  ],
  { timeZone: 'Europe/Paris' },
);

testCases('reading times', [
  {
    name: 'dates and clocks',
    input: '{{ toDate "2006-01-02 15:04:05" "2024-02-29 23:59:59" }}',
    want: '2024-02-29 23:59:59 +0000 UTC',
  },
  {
    name: 'fractions that the layout does not tell of',
    input: '{{ toDate "15:04:05" "01:02:03.123456789999" }}',
    want: '0000-01-01 01:02:03.123456789 +0000 UTC',
  },
  {
    name: 'offsets of their own',
    input: '{{ toDate "2006-01-02 -0700" "2024-02-29 +0530" }}',
    want: '2024-02-29 00:00:00 +0530 +0530',
  },
  {
    name: 'abbreviations without an offset',
    input: '{{ toDate "Jan 2 2006 3:04PM MST" "feb 3 2024 12:05AM EST" }}',
    want: '2024-02-03 00:05:00 +0000 EST',
  },
  { name: 'GMT with hours', input: '{{ toDate "2006 MST" "2024 GMT+3" }}', want: '2024-01-01 03:00:00 +0300 GMT+3' },
  {
    name: 'RFC 3339',
    input: '{{ toDate "2006-01-02T15:04:05Z07:00" "2024-01-02T03:04:05Z" }}',
    want: '2024-01-02 03:04:05 +0000 UTC',
  },
  {
    name: 'days of the year',
    input: '{{ toDate "06 002" "24 366" }} {{ toDate "2006 __2" "2023  60" }}',
    want: '2024-12-31 00:00:00 +0000 UTC 2023-03-01 00:00:00 +0000 UTC',
  },
  {
    name: 'names in any case, and spaces',
    input: '{{ toDate "Monday _2 January 2006" "SUNDAY  5 march   2024" }}',
    want: '2024-03-05 00:00:00 +0000 UTC',
  },
  {
    name: 'two digits of a year',
    input: '{{ toDate "06" "69" | date "2006" }} {{ toDate "06" "68" | date "2006" }}',
    want: '1969 2068',
  },
  {
    name: 'what does not match is the zero time',
    input: '{{ toDate "2006-01-02" "nope" }}',
    want: '0001-01-01 00:00:00 +0000 UTC',
  },
  {
    name: 'mustToDate fails for it',
    input: '{{ mustToDate "2006-01-02" "nope" }}',
    want: /parsing time "nope" as "2006-01-02": cannot parse "nope" as "2006"/,
  },
  { name: 'a month out of range', input: '{{ mustToDate "2006-01-02" "2024-13-01" }}', want: /month out of range/ },
  {
    name: 'a day that the month has not',
    input: '{{ mustToDate "2006-01-02" "2023-02-29" }}',
    want: /day out of range/,
  },
  { name: 'an hour out of range', input: '{{ mustToDate "15:04" "24:00" }}', want: /hour out of range/ },
  { name: 'a second out of range', input: '{{ mustToDate "15:04:05" "23:59:60" }}', want: /second out of range/ },
  {
    name: 'a day of the year that is another month',
    input: '{{ mustToDate "2006 002 Jan" "2024 060 Jan" }}',
    want: /day-of-year does not match month/,
  },
  { name: 'text after the end', input: '{{ mustToDate "2006" "2024é" }}', want: /extra text: "\\xc3\\xa9"/ },
]);

const time = '{{ $t := toDate "2006-01-02 15:04:05.000" "2024-03-15 10:20:30.500" }}';
testCases('methods of times', [
  {
    name: 'parts',
    input: `${time}{{ $t.Year }} {{ $t.Month }} {{ $t.Day }} {{ $t.YearDay }} {{ $t.Weekday }} {{ $t.Hour }} {{ $t.Minute }} {{ $t.Second }} {{ $t.Nanosecond }}`,
    want: '2024 March 15 75 Friday 10 20 30 500000000',
  },
  {
    name: 'months and weekdays are integers that print names',
    input: `${time}{{ printf "%d" $t.Month }} {{ int $t.Weekday }} {{ add 1 $t.Month }} {{ kindOf $t.Month }}`,
    want: '3 5 4 int',
  },
  {
    name: 'Unix times',
    input: `${time}{{ $t.Unix }} {{ $t.UnixMilli }} {{ $t.UnixMicro }} {{ $t.UnixNano }}`,
    want: '1710498030 1710498030500 1710498030500000 1710498030500000000',
  },
  {
    name: 'comparing',
    input: `${time}{{ $u := $t.AddDate 0 0 1 }}{{ $u.After $t }} {{ $u.Before $t }} {{ $u.Equal $t }} {{ $t.Compare $u }} {{ $t.IsZero }}`,
    want: 'true false false -1 false',
  },
  {
    name: 'durations between times',
    input: `${time}{{ $d := $t.Sub (toDate "2006-01-02" "2024-03-14") }}{{ $d }} {{ $d.Hours }} {{ $d.Milliseconds }} {{ $d.Round $d }} {{ kindOf $d }}`,
    want: '34h20m30.5s 34.34180555555555 123630500 34h20m30.5s int64',
  },
  {
    name: 'dates that carry over',
    input: `${time}{{ $t.AddDate 0 -1 16 | date "2006-01-02" }} {{ $t.AddDate 1 11 0 | date "2006-01-02" }}`,
    want: '2024-03-02 2026-02-15',
  },
  {
    name: 'rounding to durations',
    input: `${time}{{ $h := (toDate "15" "01").Sub (toDate "15" "00") }}{{ $t.Truncate $h }} {{ $t.Round $h | date "15:04" }}`,
    want: '2024-03-15 10:00:00 +0000 UTC 10:00',
  },
  {
    name: 'zones',
    input: '{{ $t := toDate "2006 -0700" "2024 +0530" }}{{ $t.UTC }} {{ $t.Local }} {{ ($t.In $t.UTC.Location) }}',
    want: '2023-12-31 18:30:00 +0000 UTC 2023-12-31 18:30:00 +0000 UTC 2023-12-31 18:30:00 +0000 UTC',
  },
  { name: 'methods of several results fail', input: `${time}{{ $t.Clock }}`, want: /with 3 results/ },
]);

testCases(
  'durations',
  [
    {
      name: 'duration takes texts and int64 for seconds',
      input: '{{ duration "95" }} {{ duration (int64 3661) }} {{ duration 95 }} {{ duration "x" }}',
      want: '1m35s 1h1m1s 0s 0s',
    },
    {
      name: 'durationRound takes the largest unit',
      input:
        '{{ durationRound "2h10m" }} {{ durationRound "2400h" }} {{ durationRound "9000h" }} {{ durationRound "50h" }} {{ durationRound "-90s" }} {{ durationRound (int64 1500000000) }}',
      want: '2h 3mo 1y 2d 1m 1s',
    },
    {
      name: 'a unit must be exceeded',
      input: '{{ durationRound "1s" }} {{ durationRound "60s" }} {{ durationRound "bad" }} {{ durationRound 400 }}',
      want: '0s 60s 0s 0s',
    },
    {
      name: 'durationRound of a time is its age',
      input: '{{ durationRound (toDate "2006" "2030") }} {{ ago (toDate "2006-01-02" "2033-05-17") }}',
      want: '3y 27h33m20s',
    },
    {
      name: 'ago takes seconds',
      input: '{{ ago 1999999990 }} {{ ago (int64 1999999999) }} {{ ago "x" }}',
      want: '10s 1s 0s',
    },
    {
      name: 'dateModify adds',
      input:
        '{{ toDate "2006" "2024" | dateModify "-1.5h" }} {{ toDate "2006" "2024" | date_modify "bad" | unixEpoch }}',
      want: '2023-12-31 22:30:00 +0000 UTC 1704067200',
    },
    {
      name: 'mustDateModify takes all units',
      input: '{{ toDate "2006" "2024" | must_date_modify "1h2m3s4ms5us6ns" }}',
      want: '2024-01-01 01:02:03.004005006 +0000 UTC',
    },
    {
      name: 'mustDateModify fails for an unknown unit',
      input: '{{ mustDateModify "1d" (now) }}',
      want: /unknown unit "d" in duration "1d"/,
    },
    {
      name: 'now is the present',
      input: '{{ now }} {{ unixEpoch now }}',
      want: '2033-05-18 03:33:20 +0000 UTC 2000000000',
    },
    { name: 'a number is no time', input: '{{ unixEpoch 5 }}', want: /can't handle 5 for arg of type time.Time/ },
  ],
  { now: () => 2_000_000_000_000 },
);

const spelled: readonly { text: string; want: string | RegExp }[] = [
  { text: '0', want: '0s' },
  { text: '+5s', want: '5s' },
  { text: '.5s', want: '500ms' },
  { text: '1.s', want: '1s' },
  { text: '1.5µs', want: '1.5µs' },
  { text: '1.1ns', want: '1ns' },
  { text: '9223372036854775807ns', want: '2562047h47m16.854775807s' },
  { text: '-9223372036854775808ns', want: '-2562047h47m16.854775808s' },
  { text: '9223372036854775808ns', want: /invalid duration/ },
  { text: '3000000h', want: /invalid duration/ },
  { text: '', want: /invalid duration ""/ },
  { text: '-', want: /invalid duration/ },
  { text: '.s', want: /invalid duration/ },
  { text: '1', want: /missing unit/ },
  { text: '1 s', want: /unknown unit/ },
];
for (const { text, want } of spelled) {
  test(`the duration ${JSON.stringify(text)} is ${want}`, () => {
    if (typeof want === 'string') assert.equal(formatDuration(parseDuration(fromUtf8(text))), fromUtf8(want));
    else assert.throws(() => parseDuration(text), want);
  });
}

test('days and dates of the calendar are those of JavaScript', () => {
  fc.assert(
    fc.property(fc.integer({ min: -90_000_000, max: 90_000_000 }), (days) => {
      const date = new Date(days * 86_400_000);
      const civil = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
      assert.deepEqual(civilFromDays(days), civil);
      assert.equal(daysFromCivil(civil.year, civil.month, civil.day), days);
    }),
    parameters,
  );
});

test('a time that is written and read again is the same', () => {
  const layout = '2006-01-02T15:04:05.000000000Z07:00';
  const instant = fc.record({
    seconds: fc.bigInt({ min: -62_167_219_200n, max: 253_402_300_799n }),
    nanoseconds: fc.integer({ min: 0, max: 999_999_999 }),
    zone: fc.constant(UTC),
  });
  fc.assert(
    fc.property(instant, (given) => {
      assert.deepEqual(parseInstant(layout, formatInstant(given, parseLayout(layout)), UTC), { ...given });
    }),
    parameters,
  );
});

test('a duration that is written and read again is the same', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (nanoseconds) => {
      const again = parseDuration(formatDuration(nanoseconds));
      // A fraction of a second is read in floating point.
      assert.ok(again - nanoseconds <= 1n && nanoseconds - again <= 1n, `${nanoseconds} became ${again}`);
    }),
    parameters,
  );
});
