/** What entries do not have, as the rest of a sentence, by the settings of other programs for it. */
const LOST: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:timeout|proxy_timeout|proxy_connect_timeout|tcp_timeout|tcp_keepalive_probe)$/,
    'no timeouts of their own',
  ],
  [/^(?:maxconn|max_conns|fullconn)$/, 'no limit on connections'],
  [/^(?:rate-limit|proxy_download_rate|proxy_upload_rate)$/, 'no limit on rates'],
  [
    /^(?:so_keepalive|proxy_socket_keepalive|tcp_keepalive|keepalive|clitcpka|srvtcpka|tcpka)$/,
    'no setting for keep-alive',
  ],
];

/** Timeouts that exports write, and that entries keep. */
const KEPT =
  /^(?:timeout (?:client|server) 24d|timeout connect 10s|proxy_timeout 24d|proxy_connect_timeout 10s)$/;

/** Returns why a setting is lost, as a full sentence; undefined where nothing is lost without it. */
export function lostSetting(words: readonly string[]): string | undefined {
  const setting = words.join(' ');
  const name = words[0] === 'option' ? words[1] : words[0]?.split('=')[0];
  const what =
    name === undefined || KEPT.test(setting) ? undefined : LOST.find(([names]) => names.test(name))?.[1];
  return what === undefined ? undefined : `${setting} is lost: entries have ${what}.`;
}
