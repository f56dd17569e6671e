import { dictType, stringType } from '../type.ts';
import { dict, ExecError, type GoFunction, type GoMap, typeOf } from '../value.ts';
import { define } from './define.ts';
import { formatUrl, hostnameOf, parseUrl } from './url/url.ts';

/** sprig's functions on URLs: https://masterminds.github.io/sprig/url.html */
export function urlFunctions(): readonly GoFunction[] {
  return [
    define('urlParse', [stringType], dictType, (args) => {
      // Every character is looked at many times.
      args.budget.spend(args.text(0).length >> 2);
      const { userinfo = '', ...parts } = parseUrl(args.text(0));
      return dict(new Map(Object.entries({ ...parts, userinfo, hostname: hostnameOf(parts.host) })));
    }),
    define('urlJoin', [dictType], stringType, (args) => {
      const part = (key: string): string => textUnder(args.map(0), key);
      const userinfo = part('userinfo');
      return formatUrl({
        scheme: part('scheme'),
        host: part('host'),
        path: part('path'),
        query: part('query'),
        opaque: part('opaque'),
        fragment: part('fragment'),
        userinfo: userinfo === '' ? undefined : parseUrl(`proto://${userinfo}@host`).userinfo,
      });
    }),
  ];
}

function textUnder(map: GoMap, key: string): string {
  const value = map.get(key);
  if (value === undefined || typeof value === 'string') return value ?? '';
  throw new ExecError(`unable to parse ${key} key, must be of type string, but ${typeOf(value).kind} found`);
}
