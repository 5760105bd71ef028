/** What entries do not have, as the rest of a sentence, by the settings of other programs for it. */
const LOST: readonly (readonly [RegExp, string])[] = [
  [/^(?:timeout|tcp_keepalive_probe)$/, 'no timeout of this sort'],
  [/^(?:maxconn|max_conns|fullconn)$/, 'no limit on the connections of a target'],
  [/^rate-limit$/, 'no limit on the rate of all new connections'],
  [/^(?:proxy_download_rate|proxy_upload_rate)$/, 'no limit on the rate of one connection'],
  [
    /^(?:so_keepalive|proxy_socket_keepalive|tcp_keepalive|keepalive|clitcpka|srvtcpka|tcpka)$/,
    'no setting for keep-alive',
  ],
];

/** Returns why a setting is lost, as a full sentence; undefined where nothing is lost without it. */
export function lostSetting(words: readonly string[]): string | undefined {
  const setting = words.join(' ');
  const name = words[0] === 'option' ? words[1] : words[0]?.split('=')[0];
  const what = name === undefined ? undefined : LOST.find(([names]) => names.test(name))?.[1];
  return what === undefined ? undefined : `${setting} is lost: entries have ${what}.`;
}
