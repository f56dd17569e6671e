import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sprigFunctions } from '../../../../src/template/go/functions/index.ts';
import { isUnavailable } from '../../../../src/template/go/value.ts';
import { render, testCases } from './template-cases.ts';

test('the table has the 211 functions of sprig 3.3, each under its name', () => {
  const table = sprigFunctions();
  assert.equal(table.size, 211);
  for (const [name, fn] of table) assert.equal(fn.name, name);
});

test('sixteen functions are unavailable', () => {
  const names = [...sprigFunctions().values()].filter(isUnavailable).map(({ name }) => name);
  assert.deepEqual(names.sort(), [
    'bcrypt',
    'buildCustomCert',
    'decryptAES',
    'derivePassword',
    'encryptAES',
    'env',
    'expandenv',
    'genCA',
    'genCAWithKey',
    'genPrivateKey',
    'genSelfSignedCert',
    'genSelfSignedCertWithKey',
    'genSignedCert',
    'genSignedCertWithKey',
    'getHostByName',
    'htpasswd',
  ]);
});

test('an unavailable function is refused before any record', () => {
  assert.throws(() => render('{{ if false }}{{ genCA "a" 1 }}{{ end }}'), /"genCA" makes or uses keys/);
  assert.throws(() => render('{{ getHostByName "a" }}'), /asks the network/);
});

test('env without an environment is refused with the option to pass', () => {
  const env = sprigFunctions().get('env');
  assert.ok(env !== undefined && isUnavailable(env));
  assert.match(env.hint ?? '', /--template-env/);
});

testCases(
  'the environment',
  [
    { name: 'env reads a variable', input: '{{ env "NAME" }}|{{ env "NONE" }}', want: 'Zoë|' },
    { name: 'expandenv replaces variables', input: '{{ expandenv "a$NAME ${NAME}b $NONE$" }}', want: 'aZoë Zoëb $' },
    {
      name: 'expandenv eats wrong braces',
      input: '{{ expandenv "a${}b ${c" }} {{ expandenv "$NAME_x $1 $$ ${*}." }}',
      want: 'ab c    .',
    },
  ],
  { env: new Map([['NAME', 'Zoë']]) },
);

const chance = [0.1, 0.5, 0.9, 0.2, 0.7, 0.3, 0.999, 0];
function seeded(): () => number {
  let next = 0;
  return () => chance[next++ % chance.length] ?? 0;
}

test('random texts have their alphabet and length', () => {
  const random = seeded();
  assert.match(render('{{ randAlpha 20 }}', { random }), /^[A-Za-z]{20}$/);
  assert.match(render('{{ randNumeric 20 }}', { random }), /^\d{20}$/);
  assert.match(render('{{ randAlphaNum 20 }}', { random }), /^[A-Za-z0-9]{20}$/);
  assert.match(render('{{ randAscii 20 }}', { random }), /^[ -~]{20}$/);
  assert.equal(render('{{ randAlpha -1 }}{{ randAlpha 0 }}', { random }), '');
  assert.match(render('{{ uuidv4 }}', { random }), /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  assert.equal(Buffer.from(render('{{ randBytes 5 }}', { random }), 'base64').length, 5);
});

test('chance comes from the source given', () => {
  assert.equal(render('{{ randInt 10 20 }} {{ randInt 10 20 }}', { random: seeded() }), '11 15');
  assert.equal(render('{{ shuffle "aéb" }}', { random: () => 0 }), 'éba');
});

testCases('chance that is refused', [
  { name: 'randInt needs a range', input: '{{ randInt 5 5 }}', want: /invalid argument to Intn/ },
  { name: 'randBytes needs a length', input: '{{ randBytes -1 }}', want: /makeslice/ },
  { name: 'randAlpha has a limit', input: '{{ randAlpha 9223372036854775807 }}', want: /longer than 1048576 bytes/ },
]);

test('what depends on the clock or on chance says so', () => {
  const volatile = [...sprigFunctions().values()].filter((fn) => !isUnavailable(fn) && fn.volatile === true);
  const names = volatile.map(({ name }) => name).sort();
  assert.deepEqual(names, [
    'ago',
    'date',
    'dateInZone',
    'date_in_zone',
    'durationRound',
    'htmlDate',
    'htmlDateInZone',
    'now',
    'randAlpha',
    'randAlphaNum',
    'randAscii',
    'randBytes',
    'randInt',
    'randNumeric',
    'shuffle',
    'uuidv4',
  ]);
});
