/**
 * Says what Go finds wrong with a URL; undefined where it takes it. Relative references are fine.
 * Shape:  Go's text, such as `parse "%zz": invalid URL escape "%zz"`.
 * Source: Go net/url Parse; user names before a host are not looked into.
 */
export function urlMistake(text: string): string | undefined {
  const hash = text.indexOf('#');
  const [url, fragment] = hash === -1 ? [text, ''] : [text.slice(0, hash), text.slice(hash + 1)];
  const mistake = mistakeOf(url) ?? badEscape(fragment);
  return mistake === undefined ? undefined : `parse ${JSON.stringify(text)}: ${mistake}`;
}

function mistakeOf(url: string): string | undefined {
  if (/[\u0000-\u001f\u007f]/.test(url)) return 'net/url: invalid control character in URL';
  if (url.startsWith(':')) return 'missing protocol scheme';
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.exec(url)?.[0] ?? '';
  const [rest = ''] = url.slice(scheme.length).split('?', 1);
  if (!rest.startsWith('/')) {
    if (scheme !== '') return undefined;
    const [segment = ''] = rest.split('/', 1);
    if (segment.includes(':')) return 'first path segment in URL cannot contain colon';
  }
  if (!rest.startsWith('//') || (scheme === '' && rest.startsWith('///'))) return badEscape(rest);
  const [authority = ''] = rest.slice(2).split('/', 1);
  return badHost(authority.slice(authority.lastIndexOf('@') + 1)) ?? badEscape(rest.slice(2 + authority.length));
}

function badHost(host: string): string | undefined {
  if (host.startsWith('[')) return host.includes(']') ? undefined : "missing ']' in host";
  const colon = host.lastIndexOf(':');
  const port = colon === -1 ? '' : host.slice(colon);
  if (!/^(:[0-9]*)?$/.test(port)) return `invalid port ${JSON.stringify(port)} after host`;
  const wrong = badEscape(host);
  if (wrong !== undefined) return wrong;
  const other = /[^a-zA-Z0-9._~!$&'()*+,;=:[\]<>"%\u0080-\u{10ffff}-]/u.exec(host)?.[0];
  return other === undefined ? undefined : `invalid character ${JSON.stringify(other)} in host name`;
}

function badEscape(text: string): string | undefined {
  const at = text.search(/%(?![0-9a-fA-F]{2})/);
  return at === -1 ? undefined : `invalid URL escape ${JSON.stringify(text.slice(at, at + 3))}`;
}
