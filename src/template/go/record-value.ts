import { type CdcRecord, type Data, isRow } from '../../decode/record.ts';
import type { Row } from '../../decode/row.ts';
import { encodeJson } from './functions/json/encode.ts';
import { rowMap } from './row-map.ts';
import {
  basicType,
  bytesType,
  definedType,
  dictType,
  type GoMethod,
  type GoType,
  interfaceType,
  stringMapType,
  stringType,
  structType,
} from './type.ts';
import { dict, GoBytes, GoInteger, GoMap, GoStruct, type GoValue, integerValue, typeOf } from './value.ts';

/**
 * The record as the struct that Conduit gives to templates, with the methods that templates can reach. Parts are read
 * when they are asked for. https://pkg.go.dev/github.com/conduitio/conduit-commons/opencdc#Record
 */
export function recordValue(record: CdcRecord): GoStruct {
  return struct(recordType, (name) => recordField(record, name));
}

/** A struct whose fields are made once: maps are references, so each look at a field must find the same one. */
function struct(type: GoType, make: (name: string) => GoValue): GoStruct {
  const made = new Map<string, GoValue>();
  return new GoStruct(type, undefined, (name) => {
    let value = made.get(name);
    if (value === undefined) {
      value = make(name);
      made.set(name, value);
    }
    return value;
  });
}

function recordField(record: CdcRecord, name: string): GoValue {
  switch (name) {
    case 'Position':
      return positionValue(record.position);
    case 'Operation':
      return new GoInteger(operationType, operationCode(record.operation));
    case 'Metadata':
      return record.metadata === null ? new GoMap(metadataType, null) : rowMap(record.metadata, metadataType);
    case 'Key':
      return dataValue(record, record.key);
    case 'Payload':
      return struct(changeType, (side) => dataValue(record, side === 'Before' ? record.before : record.after));
    default:
      return null;
  }
}

/** The position's bytes; a text that is no base64 stands for itself. */
function positionValue(json: string | null): GoValue {
  const text: unknown = json === null ? '' : JSON.parse(json);
  if (typeof text !== 'string' || text === '') return new GoBytes('', positionType, json === null);
  const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
  return new GoBytes(Buffer.from(text, isBase64 ? 'base64' : 'utf8').toString('latin1'), positionType);
}

/** Raw data stays raw, as in Conduit, though its bytes be a JSON object; no data is a nil map (its JSON decoding). */
function dataValue(record: CdcRecord, data: Data): GoValue {
  if (data === null) return new GoMap(structuredType, null);
  if (!isRow(data)) return new GoBytes(data.raw.toString('latin1'), rawType);
  if (!isFromRawData(record, data)) return rowMap(data, structuredType);
  return new GoBytes(data.bytes.toString('latin1', 0, data.bytes.length - 1), rawType);
}

/** Such a row has bytes of its own, ended by a line feed; the others share those of the record. */
function isFromRawData(record: CdcRecord, row: Row): boolean {
  if (row.bytes === record.source.bytes) return false;
  const { metadata, key, before, after } = record;
  return [metadata, key, before, after].every(
    (part) => part === row || part === null || !isRow(part) || part.bytes !== row.bytes,
  );
}

const operationNames: readonly string[] = ['create', 'update', 'delete', 'snapshot'];

function operationCode(name: string): bigint {
  const code = /^Operation\((\d+)\)$/.exec(name)?.[1];
  return BigInt(code ?? operationNames.indexOf(name) + 1);
}

function operationName(value: GoValue): string {
  const code = integerValue(value) ?? 0n;
  return operationNames[Number(code) - 1] ?? `Operation(${code})`;
}

function method(name: string, result: GoType, call: (receiver: GoValue) => GoValue): GoMethod {
  return { name, params: [], result, call };
}

const positionType = definedType('opencdc.Position', bytesType, [method('String', stringType, bytesOf)]);
const operationType = basicType('opencdc.Operation', 'int', [method('String', stringType, operationName)]);
const metadataType = definedType('opencdc.Metadata', stringMapType);
const dataType = interfaceType('opencdc.Data');

const rawType: GoType = definedType('opencdc.RawData', bytesType, [
  method('Bytes', bytesType, (value) => new GoBytes(bytesOf(value))),
  method('Clone', dataType, (value) => value),
]);

const structuredType: GoType = definedType('opencdc.StructuredData', dictType, [
  method('Bytes', bytesType, (value) => new GoBytes(encodeJson(value, { escapeHtml: true }))),
  method('Clone', dataType, (value) => (value instanceof GoMap ? cloneMap(value) : value)),
]);

const changeType = structType('opencdc.Change', [
  { name: 'Before', type: dataType },
  { name: 'After', type: dataType },
]);

const recordType: GoType = structType(
  'opencdc.Record',
  [
    { name: 'Position', type: positionType },
    { name: 'Operation', type: operationType },
    { name: 'Metadata', type: metadataType },
    { name: 'Key', type: dataType },
    { name: 'Payload', type: changeType },
    { name: 'serializer', type: interfaceType('opencdc.RecordSerializer') },
  ],
  [
    method('Map', dictType, (value) => recordMap(value)),
    method('Bytes', bytesType, (value) => new GoBytes(recordJson(value))),
    { name: 'Clone', params: [], result: structType('opencdc.Record', []), call: (value) => value },
  ],
);

function bytesOf(value: GoValue): string {
  return value instanceof GoBytes ? value.bytes : '';
}

/** Inner maps become structured data too, as Conduit's clone has it. */
function cloneMap(map: GoMap): GoMap {
  const entries = map.keys().map((key): [string, GoValue] => {
    const value = map.get(key) ?? null;
    return [key, typeOf(value).name === dictType.name && value instanceof GoMap ? cloneMap(value) : value];
  });
  return new GoMap(structuredType, new Map(entries));
}

/** `Record.Map`: the record as plain maps. */
function recordMap(value: GoValue): GoValue {
  const field = fieldsOf(value);
  const change = fieldsOf(field('Payload'));
  const metadata = field('Metadata');
  const payload = new Map([
    ['before', plainData(change('Before'))],
    ['after', plainData(change('After'))],
  ]);
  const entries: [string, GoValue][] = [
    ['position', new GoBytes(bytesOf(field('Position')))],
    ['operation', operationName(field('Operation'))],
    ['metadata', metadata instanceof GoMap ? genericMap(metadata) : null],
    ['key', plainData(field('Key'))],
    ['payload', dict(payload)],
  ];
  return dict(new Map(entries));
}

function fieldsOf(value: GoValue): (name: string) => GoValue {
  return value instanceof GoStruct ? value.field : () => null;
}

function genericMap(map: GoMap): GoValue {
  return new GoMap(dictType, map.isNil ? null : new Map(map.keys().map((key) => [key, map.get(key) ?? null])));
}

function plainData(data: GoValue): GoValue {
  if (data instanceof GoMap) return data.as(dictType);
  return data instanceof GoBytes ? new GoBytes(data.bytes) : null;
}

/** `Record.Bytes`: the record's JSON, its fields in their order. */
function recordJson(value: GoValue): string {
  const json = (part: GoValue) => encodeJson(part, { escapeHtml: true });
  const field = fieldsOf(value);
  const change = fieldsOf(field('Payload'));
  const payload = `{"before":${json(change('Before'))},"after":${json(change('After'))}}`;
  return `{"position":${json(field('Position'))},"operation":${json(operationName(field('Operation')))},"metadata":${json(field('Metadata'))},"key":${json(field('Key'))},"payload":${payload}}`;
}
