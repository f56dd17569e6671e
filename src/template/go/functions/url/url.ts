import { quote } from '../../strconv/quote.ts';
import { ExecError } from '../../value.ts';
import { escapeUrl, unescapeUrl } from './escape.ts';

/** The parts of a URL as sprig's `urlParse` names them; `userinfo` is escaped, undefined where there is none. */
export interface UrlParts {
  readonly scheme: string;
  readonly userinfo: string | undefined;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly opaque: string;
  readonly fragment: string;
}

/**
 * The parts of a URL, with or without scheme and host (https://pkg.go.dev/net/url#Parse).
 * @throws ExecError for what Go takes for none.
 */
export function parseUrl(text: string): UrlParts {
  const [beforeFragment, fragment] = cut(text, '#');
  try {
    return { ...parseWithoutFragment(beforeFragment), fragment: unescapeUrl(fragment, 'fragment') };
  } catch (error) {
    if (error instanceof ExecError) throw new ExecError(`parse ${quote(text.slice(0, 200))}: ${error.message}`);
    throw error;
  }
}

/** The URL of the parts (`URL.String`). */
export function formatUrl({ scheme, userinfo, host, path, query, opaque, fragment }: UrlParts): string {
  let text = scheme === '' ? '' : `${scheme}:`;
  if (opaque !== '') {
    text += opaque;
  } else {
    const hasAuthority = host !== '' || userinfo !== undefined;
    if (hasAuthority || (scheme !== '' && path !== '')) text += '//';
    if (userinfo !== undefined) text += `${userinfo}@`;
    text += escapeUrl(host, 'host');
    const escaped = path === '*' ? '*' : escapeUrl(path, 'path');
    if (escaped !== '' && !escaped.startsWith('/') && host !== '') text += '/';
    // A colon in the first segment would make it a scheme.
    if (text === '' && cut(escaped, '/')[0].includes(':')) text += './';
    text += escaped;
  }
  if (query !== '') text += `?${query}`;
  return fragment === '' ? text : `${text}#${escapeUrl(fragment, 'fragment')}`;
}

/** The host without its port and without the brackets of an IPv6 address (`URL.Hostname`). */
export function hostnameOf(host: string): string {
  const colon = host.lastIndexOf(':');
  const name = colon !== -1 && isPort(host.slice(colon)) ? host.slice(0, colon) : host;
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}

function parseWithoutFragment(text: string): Omit<UrlParts, 'fragment'> {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\x00-\x1f\x7f]/.test(text)) throw new ExecError('net/url: invalid control character in URL');
  const none = { userinfo: undefined, host: '', query: '', opaque: '' };
  if (text === '*') return { ...none, scheme: '', path: '*' };
  const [scheme, afterScheme] = splitScheme(text);
  const [rest, query] = cut(afterScheme, '?');
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...none, scheme, query, opaque: rest, path: '' };
    if (cut(rest, '/')[0].includes(':')) throw new ExecError('first path segment in URL cannot contain colon');
  }
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///'))) {
    return { ...none, scheme, query, path: unescapeUrl(rest, 'path') };
  }
  const slash = rest.indexOf('/', 2);
  const authority = slash === -1 ? rest.slice(2) : rest.slice(2, slash);
  const path = slash === -1 ? '' : rest.slice(slash);
  return { scheme, query, opaque: '', ...parseAuthority(authority), path: unescapeUrl(path, 'path') };
}

/** The scheme in small letters, and the rest; an empty scheme where there is none. */
function splitScheme(text: string): readonly [string, string] {
  if (text.startsWith(':')) throw new ExecError('missing protocol scheme');
  const [whole = ''] = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(text) ?? [];
  return whole === '' ? ['', text] : [whole.slice(0, -1).toLowerCase(), text.slice(whole.length)];
}

function parseAuthority(authority: string): { readonly userinfo: string | undefined; readonly host: string } {
  const at = authority.lastIndexOf('@');
  const host = parseHost(authority.slice(at + 1));
  if (at === -1) return { userinfo: undefined, host };
  const userinfo = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) throw new ExecError('net/url: invalid userinfo');
  const normal = (part: string): string => escapeUrl(unescapeUrl(part, 'userPassword'), 'userPassword');
  const [name, password] = cut(userinfo, ':');
  return { userinfo: userinfo.includes(':') ? `${normal(name)}:${normal(password)}` : normal(name), host };
}

function parseHost(host: string): string {
  if (!host.startsWith('[')) {
    const colon = host.lastIndexOf(':');
    if (colon !== -1 && !isPort(host.slice(colon))) {
      throw new ExecError(`invalid port ${quote(host.slice(colon, colon + 200))} after host`);
    }
    return unescapeUrl(host, 'host');
  }
  const end = host.lastIndexOf(']');
  if (end === -1) throw new ExecError("missing ']' in host");
  const port = host.slice(end + 1);
  if (!isPort(port)) throw new ExecError(`invalid port ${quote(port.slice(0, 200))} after host`);
  const zone = host.slice(0, end).indexOf('%25');
  if (zone === -1) return unescapeUrl(host, 'host');
  return (
    unescapeUrl(host.slice(0, zone), 'host') +
    unescapeUrl(host.slice(zone, end), 'zone') +
    unescapeUrl(host.slice(end), 'host')
  );
}

/** Whether the text is a colon with any digits, or nothing. */
function isPort(text: string): boolean {
  return /^(:\d*)?$/.test(text);
}

function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
