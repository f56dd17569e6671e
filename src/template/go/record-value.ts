import { type CdcRecord, type Data, isRow } from '../../decode/record.ts';
import type { Row } from '../../decode/row.ts';
import type { TextCache } from '../text-cache.ts';
import { encodeJson } from './functions/json/encode.ts';
import { unlimited } from './limits.ts';
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
 * when they are asked for. `texts` decodes to one char per byte.
 * https://pkg.go.dev/github.com/conduitio/conduit-commons/opencdc#Record
 */
export function recordValue(record: CdcRecord, texts: TextCache): GoStruct {
  const fields = new RecordFields(record, texts);
  return new GoStruct(recordType, undefined, (name) => fields.get(name));
}

/** The fields, each made once: maps are references, so each look at one must find the same. */
class RecordFields {
  private readonly record: CdcRecord;
  private readonly texts: TextCache;
  private position: GoValue | undefined;
  private metadata: GoValue | undefined;
  private key: GoValue | undefined;
  private before: GoValue | undefined;
  private after: GoValue | undefined;
  private payload: GoValue | undefined;

  constructor(record: CdcRecord, texts: TextCache) {
    this.record = record;
    this.texts = texts;
  }

  get(name: string): GoValue {
    const { record } = this;
    switch (name) {
      case 'Position':
        this.position ??= positionValue(record.position);
        return this.position;
      case 'Operation':
        return operationValue(record.operation);
      case 'Metadata':
        this.metadata ??=
          record.metadata === null ? new GoMap(metadataType, null) : rowMap(record.metadata, this.texts, metadataType);
        return this.metadata;
      case 'Key':
        this.key ??= this.dataValue(record.key);
        return this.key;
      case 'Payload':
        this.payload ??= new GoStruct(changeType, undefined, (side) => this.side(side));
        return this.payload;
      default:
        return null;
    }
  }

  private side(name: string): GoValue {
    if (name === 'Before') {
      this.before ??= this.dataValue(this.record.before);
      return this.before;
    }
    this.after ??= this.dataValue(this.record.after);
    return this.after;
  }

  /** Raw data stays raw, as in Conduit, though its bytes be a JSON object; no data is a nil map (its JSON decoding). */
  private dataValue(data: Data): GoValue {
    if (data === null) return new GoMap(structuredType, null);
    if (!isRow(data)) return new GoBytes(data.raw.toString('latin1'), rawType);
    if (!isFromRawData(this.record, data)) return rowMap(data, this.texts, structuredType);
    return new GoBytes(data.bytes.toString('latin1', 0, data.bytes.length - 1), rawType);
  }
}

/** The position's bytes; a text that is no base64 stands for itself. */
function positionValue(json: string | null): GoValue {
  const text: unknown = json === null ? '' : JSON.parse(json);
  if (typeof text !== 'string' || text === '') return new GoBytes('', positionType, json === null);
  const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
  return new GoBytes(Buffer.from(text, isBase64 ? 'base64' : 'utf8').toString('latin1'), positionType);
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

/** The number behind a name, or in Go's spelling of one without: `Operation(9)`. */
function operationValue(name: string): GoValue {
  const known = operationValues[operationNames.indexOf(name)];
  if (known !== undefined) return known;
  const code = /^Operation\((\d+)\)$/.exec(name)?.[1];
  return new GoInteger(operationType, BigInt(code ?? 0));
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
const operationValues = operationNames.map((_, i) => new GoInteger(operationType, BigInt(i + 1)));
const metadataType = definedType('opencdc.Metadata', stringMapType);
const dataType = interfaceType('opencdc.Data');

const rawType: GoType = definedType('opencdc.RawData', bytesType, [
  method('Bytes', bytesType, (value) => new GoBytes(bytesOf(value))),
  method('Clone', dataType, (value) => value),
]);

const structuredType: GoType = definedType('opencdc.StructuredData', dictType, [
  method('Bytes', bytesType, jsonBytes),
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
    method('Bytes', bytesType, jsonBytes),
    { name: 'Clone', params: [], result: structType('opencdc.Record', []), call: (value) => value },
  ],
);

function jsonBytes(value: GoValue): GoBytes {
  return new GoBytes(encodeJson(value, { escapeHtml: true }, unlimited));
}

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
    ['position', plainData(field('Position'))],
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
  return data instanceof GoBytes ? new GoBytes(data.bytes, bytesType, data.isNil) : null;
}
