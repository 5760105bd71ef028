import { type UnemulatedRow, everywhere } from '../row.ts';

const LISTENERS = { linux: 'ss -t -l -n -p', macos: 'lsof -nP -iTCP -sTCP:LISTEN' };
const UNRESERVED =
  '{system} needs no reservation for a URL: any program may listen on a port from 1024 on, root on any.';
const CERTIFICATE =
  'On {system} the certificate of a port is in the settings of the web server that listens there.';
const ADDRESSES = 'On {system} each web server has the addresses on which it listens in its own settings.';

/** `http` and `winhttp`. */
export const WEB_ROWS: readonly UnemulatedRow[] = [
  { words: 'http', ...LISTENERS },
  { words: 'http add iplisten', tags: 'ipaddress', ...everywhere(ADDRESSES) },
  { words: 'http add sslcert', tags: 'ipport certhash appid', ...everywhere(CERTIFICATE) },
  { words: 'http add urlacl', tags: 'url user', ...everywhere(UNRESERVED) },
  { words: 'http delete iplisten', tags: 'ipaddress', ...everywhere(ADDRESSES) },
  { words: 'http delete sslcert', tags: 'ipport', ...everywhere(CERTIFICATE) },
  { words: 'http delete urlacl', tags: 'url', ...everywhere(UNRESERVED) },
  {
    words: 'http flush logbuffer',
    ...everywhere('{system} has no web server of its own whose log could wait in a buffer.'),
  },
  { words: 'http show iplisten', ...LISTENERS },
  { words: 'http show servicestate', ...LISTENERS },
  {
    words: 'http show sslcert',
    tags: 'ipport',
    ...everywhere('openssl s_client -connect {ipport} -showcerts'),
  },
  { words: 'http show urlacl', tags: 'url', ...LISTENERS },
  { words: 'winhttp', linux: 'env | grep -i _proxy', macos: 'scutil --proxy' },
  {
    words: 'winhttp import proxy',
    tags: 'source',
    linux: 'export http_proxy=http://HOST:PORT https_proxy=http://HOST:PORT',
    macos: 'scutil --proxy',
  },
  {
    words: 'winhttp reset proxy',
    linux: 'unset http_proxy https_proxy no_proxy',
    macos: 'networksetup -setwebproxystate Wi-Fi off',
  },
  {
    words: 'winhttp set proxy',
    tags: 'proxy-server bypass-list',
    linux:
      'export http_proxy=http://{proxy-server} https_proxy=http://{proxy-server}[ no_proxy={bypass-list}]',
    macos: 'networksetup -setwebproxy Wi-Fi HOST PORT',
  },
  { words: 'winhttp show proxy', linux: 'env | grep -i _proxy', macos: 'scutil --proxy' },
];
