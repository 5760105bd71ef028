import { isIP, isIPv4 } from 'node:net';

/** An entry as the table has it. */
export interface Row {
  readonly family: 'v4tov4' | 'v4tov6' | 'v6tov4' | 'v6tov6';
  readonly from: string;
  readonly fromPort: string;
  readonly to: string;
  readonly toPort: string;
}

/** What netsh printed of a table, with CR LF as on Windows. */
export interface Printed {
  readonly showAll: string;
  readonly show: Readonly<Record<Row['family'], string>>;
  readonly dump: string;
}

/** A program that reads what netsh prints, written from its description. */
interface Reader {
  readonly reads: (printed: Printed, rows: readonly Row[]) => readonly string[];
  /** What it must find of an entry; undefined: it does not see such entries on Windows either. */
  readonly sees: (row: Row) => string | undefined;
  /** What it takes for entries, on Windows too: lines of the head of each section, or of each but the first. */
  readonly alsoTakes?: {
    readonly of: 'every' | 'others';
    readonly lines: (family: Row['family']) => readonly string[];
  };
}

const whole = ({ from, fromPort, to, toPort }: Row) => [from, fromPort, to, toPort].join(' ');
const ofV4 = (row: Row) => (row.family === 'v4tov4' ? whole(row) : undefined);
const onlyIf = (isSeen: (row: Row) => boolean) => (row: Row) => (isSeen(row) ? whole(row) : undefined);
/** Lines as PowerShell and most languages split them: the last line end begins no line. */
const linesOf = (text: string) => text.replace(/\r?\n$/, '').split(/\r?\n/);
const words = (line: string) => line.trim().split(/\s+/);
const isNumber = (text: string | undefined) => /^\d+$/.test(text ?? '');
const isIPv4Row = ({ from, to }: Row) => isIPv4(from) && isIPv4(to);
const behind = (lines: readonly string[], isRule: (line: string) => boolean) =>
  lines.slice(lines.findIndex(isRule) + 1);
const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const title = (family: Row['family']) => `Listen on ipv${family[1]}: Connect to ipv${family.at(-1)}:`;
const HEADER = 'Address Port Address Port';
const DASHES = '--------------- ---------- --------------- ----------';
const head = (family: Row['family']) => [title(family), HEADER, DASHES];
/** Any line of four fields with numbers as ports. */
const fourFields = (text: string) =>
  linesOf(text)
    .map(words)
    .filter((fields) => fields.length === 4 && isNumber(fields[1]) && isNumber(fields[3]))
    .map((fields) => fields.join(' '));
/** Rows by the title above them. */
const byTitle = (text: string, row: (family: string, fields: readonly string[]) => string) => {
  let family = '';
  return linesOf(text).flatMap((line) => {
    const found = /^.*ip(v\d).*ip(v\d).*$/.exec(line);
    if (found) family = `${found[1]}to${found[2]}`;
    const fields = words(line);
    return found || line.trim() === '' || /^(Address|-)/.test(line) ? [] : [row(family, fields)];
  });
};

/** The programs of wild/parsers.md that read the table: by line number or byte, by the shape of a row, by dump. */
export const READERS: Readonly<Record<string, Reader>> = {
  'Himeyama/wsl2_portproxy: 1 line is none, else lines 5 to the last but one': {
    reads({ show }) {
      const lines = linesOf(show.v4tov4);
      return lines.length === 1 ? [] : lines.slice(5, -1).map((line) => line.split(/\s+/).join(' '));
    },
    sees: ofV4,
  },
  '15443346953: for /f "skip=5 tokens=2"': {
    reads: ({ showAll }) =>
      linesOf(showAll)
        .slice(5)
        .flatMap((line) => (line === '' ? [] : (words(line)[1] ?? []))),
    sees: (row) => row.fromPort,
    alsoTakes: { of: 'others', lines: () => ['on', 'Port', '----------'] },
  },
  "20633333659: find('-\\r\\n') + 3": {
    reads: ({ showAll }) =>
      showAll
        .slice(showAll.indexOf('-\r\n') < 0 ? showAll.length : showAll.indexOf('-\r\n') + 3)
        .split('\r\n')
        .flatMap((line) => (line === '' ? [] : words(line).join(' '))),
    sees: whole,
    alsoTakes: { of: 'others', lines: head },
  },
  'metasploit portproxy.rb: lines that begin with a digit or *': {
    reads: ({ showAll }) =>
      linesOf(showAll).flatMap((line) => (/^[\d*]/.test(line.trim()) ? words(line).join(' ') : [])),
    sees: onlyIf(({ from }) => /^[\d*]/.test(from)),
  },
  'alexshnup/WSLPortProxyIPSync: the first field is 0.0.0.0': {
    reads: ({ showAll }) =>
      linesOf(showAll)
        .slice(2)
        .map((line) => line.split(/\s+/))
        .filter((fields) => fields[0] === '0.0.0.0')
        .map((fields) => fields.join(' ')),
    sees: onlyIf(({ from }) => from === '0.0.0.0'),
  },
  '54724094478: .*PORT$': {
    reads: ({ showAll }, rows) =>
      rows
        .filter(({ toPort }) => linesOf(showAll).some((line) => new RegExp(`.*${toPort}$`).test(line)))
        .map(whole),
    sees: whole,
  },
  'RLuf/fzportproxy: four fields behind the first ---': {
    reads: ({ showAll }) => fourFields(behind(linesOf(showAll), (line) => line.includes('---')).join('\n')),
    sees: whole,
  },
  'Timoteee/WSL-PortProxy-Manager: four fields or more behind the dashes': {
    reads: ({ showAll }) => {
      const lines = linesOf(showAll);
      const isRule = (line: string) => /^-{3,}\s+-{3,}/.test(line);
      if (!lines.some(isRule)) return [];
      return behind(lines, isRule)
        .map(words)
        .filter((fields) => fields.length >= 4)
        .map((fields) => fields.join(' '));
    },
    sees: whole,
    alsoTakes: { of: 'others', lines: head },
  },
  'prophetw/windowsPortProxy: lines behind ----': {
    reads: ({ showAll }) => {
      const lines = linesOf(showAll);
      const isRule = (line: string) => line.includes('----');
      if (!lines.some(isRule)) return [];
      return behind(lines, isRule).flatMap((line) => (line === '' ? [] : line.split(/\s+/).join(' ')));
    },
    sees: whole,
    alsoTakes: { of: 'others', lines: head },
  },
  'xnftrone/wslportproxy: ^(\\S+)\\s+(\\d+)\\s+(\\S+)\\s+(\\d+)$': {
    reads: ({ showAll }) =>
      linesOf(showAll).flatMap((line) => {
        const found = /^(\S+)\s+(\d+)\s+(\S+)\s+(\d+)$/.exec(line.trim());
        return found ? found.slice(1).join(' ') : [];
      }),
    sees: whole,
  },
  'fmsyt/windows-portproxy: title, Address, dashes, rows': {
    reads: ({ showAll }) =>
      showAll.trim() === '' ? [] : byTitle(showAll, (family, fields) => [family, ...fields].join(' ')),
    sees: (row) => `${row.family} ${whole(row)}`,
  },
  '45441716935: findstr /C:" PORT ", tokens 1 and 2': {
    reads: ({ showAll }, rows) =>
      rows.flatMap(({ fromPort }) =>
        linesOf(showAll)
          .filter((line) => line.includes(` ${fromPort} `))
          .map((line) => words(line).slice(0, 2).join(' ')),
      ),
    sees: ({ from, fromPort }) => `${from} ${fromPort}`,
  },
  'JamesHa0/portproxy-gui: addresses that are literals or *, family by family': {
    reads: ({ show }) =>
      Object.values(show).flatMap((text) =>
        [...text.matchAll(/([0-9a-fA-F.:*]+)\s+(\d+)\s+([0-9a-fA-F.:*]+)\s+(\d+)/g)].map((found) =>
          found.slice(1).join(' '),
        ),
      ),
    sees: onlyIf(({ from, to }) => (from === '*' || isIP(from) > 0) && isIP(to) > 0),
  },
  'wengfb/win-portproxy-web: four fields, IPv4 addresses': {
    reads: ({ showAll }) =>
      fourFields(showAll).filter((row) => isIPv4(row.split(' ')[0]!) && isIPv4(row.split(' ')[2]!)),
    sees: onlyIf(isIPv4Row),
  },
  '69713534134, 56141265118: ^\\s*IPv4\\s+PORT\\s+IPv4\\s+PORT\\s*$': {
    reads: ({ showAll }) =>
      linesOf(showAll).flatMap((line) => {
        const found = /^\s*(\d{1,3}(?:\.\d{1,3}){3})\s+(\d+)\s+(\d{1,3}(?:\.\d{1,3}){3})\s+(\d+)\s*$/.exec(
          line,
        );
        return found ? found.slice(1).join(' ') : [];
      }),
    sees: onlyIf(isIPv4Row),
  },
  '2490812881, 52487606221, 55551763833, 71603167245: Select-String "ADDR\\s+PORT\\s+"': {
    reads: ({ show }, rows) =>
      rows
        .filter(({ from }) => isIPv4(from))
        .filter(({ from, fromPort }) => new RegExp(String.raw`${from}\s+${fromPort}\s+`).test(show.v4tov4))
        .map(whole),
    sees: onlyIf(({ family, from }) => family === 'v4tov4' && isIPv4(from)),
  },
  '49200215106: src\\s+port\\s+dst\\s+port of the wanted rule': {
    reads: ({ showAll }, rows) =>
      rows
        .filter((row) =>
          new RegExp(
            whole(row)
              .split(' ')
              .map(escaped)
              .join(String.raw`\s+`),
          ).test(showAll),
        )
        .map(whole),
    sees: whole,
  },
  '69403699413, 38884398103: four fields, not Address, not ---': {
    reads: ({ showAll }) =>
      linesOf(showAll)
        .map(words)
        .filter((fields) => fields.length === 4 && fields[0] !== 'Address' && !fields[0]!.startsWith('---'))
        .map((fields) => fields.join(' ')),
    sees: whole,
  },
  '60472997793: four fields, net.ParseIP, in their order': {
    reads: ({ showAll }) =>
      fourFields(showAll).filter((row) => isIP(row.split(' ')[0]!) > 0 && isIP(row.split(' ')[2]!) > 0),
    sees: onlyIf(({ from, to }) => isIP(from) > 0 && isIP(to) > 0),
  },
  '60532230149, 60360619546, 60385714996: rows by shape, * is 0.0.0.0, no IPv6': {
    reads: ({ showAll }) =>
      fourFields(showAll)
        .filter((row) => /^(\*|[\d.]+) \d+ [\d.]+ \d+$/.test(row))
        .map((row) => row.replace(/^\*/, '0.0.0.0')),
    sees: (row) =>
      (row.from === '*' || isIPv4(row.from)) && isIPv4(row.to)
        ? whole(row).replace(/^\*/, '0.0.0.0')
        : undefined,
  },
  '66545329938: ParsePortproxyShow, the family from the title': {
    reads: ({ showAll }) => byTitle(showAll, (family, fields) => [family, ...fields].join(' ')),
    sees: (row) => `${row.family} ${whole(row)}`,
  },
  '55585619440, 55740670668: one title per family, * becomes 0.0.0.0 or ::': {
    reads: ({ showAll }) =>
      byTitle(showAll, (family, [from, ...others]) =>
        [from === '*' ? (family.startsWith('v4') ? '0.0.0.0' : '::') : from, ...others].join(' '),
      ),
    sees: (row) => whole(row).replace(/^\*/, row.family.startsWith('v4') ? '0.0.0.0' : '::'),
  },
  '7171475622: findstr ADDR, then the port': {
    reads: ({ showAll }, rows) =>
      rows
        .filter(({ from, fromPort }) =>
          linesOf(showAll).some(
            (line) => line.includes(from) && words(line)[1] === fromPort && words(line).length === 4,
          ),
        )
        .map(whole),
    sees: whole,
  },
  '41012338696, 58127862308, 66240413025: four fields': {
    reads: ({ showAll }) => fourFields(showAll),
    sees: whole,
  },
  "dbalabka/wsl-chrome-portproxy-launcher: tr -d '\\r', grep": {
    reads: ({ showAll }, rows) =>
      rows
        .filter(({ from, fromPort }) =>
          showAll
            .replaceAll('\r', '')
            .split('\n')
            .some((line) => new RegExp(`^${escaped(from)} +${fromPort} `).test(line)),
        )
        .map(whole),
    sees: whole,
  },
  'lcw4u/Windows-PortProxy-Manager: UTF-8 first': {
    reads: ({ showAll }) =>
      fourFields(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(showAll))),
    sees: whole,
  },
  '5624037355: a Russian head, ---, four parts or more': {
    reads: ({ showAll }) =>
      linesOf(showAll)
        .filter((line) => line !== '' && !/^(Прослушивать ipv4|Адрес)/.test(line) && !line.includes('---'))
        .map(words)
        .filter((parts) => parts.length >= 4)
        .map((parts) => parts.join(' ')),
    sees: whole,
    alsoTakes: { of: 'every', lines: (family) => [title(family), HEADER] },
  },
  '27093406084: -match "80"': {
    reads: ({ showAll }, rows) => (showAll.includes('80') ? rows.map(whole) : []),
    sees: whole,
  },
  '39722600201: a page into which show all is pasted': {
    reads: ({ showAll }) => fourFields(showAll),
    sees: whole,
  },
  '21209001901: add lines between reset and popd of the dump': {
    reads({ dump }) {
      const lines = linesOf(dump);
      return lines.slice(lines.lastIndexOf('reset') + 1, lines.lastIndexOf('popd')).flatMap((line) => {
        const found = [/listenport=(\d+)/, /connectport=(\d+)/, /connectaddress=([0-9.]+)/].map(
          (one) => one.exec(line)?.[1],
        );
        return found.every((one) => one !== undefined) ? found.join(' ') : [];
      });
    },
    sees: ({ fromPort, to, toPort }) => (isIPv4(to) ? [fromPort, toPort, to].join(' ') : undefined),
  },
  '70266483660: add lines of the dump to 127.0.0.1, port 22': {
    reads: ({ dump }) =>
      [
        ...dump.matchAll(
          /add v4tov4 listenport=(\d+) connectaddress=127\.0\.0\.1 connectport=22(?: listenaddress=0\.0\.0\.0)?/g,
        ),
      ].map((found) => found[1]!),
    sees: ({ to, toPort, fromPort }) => (to === '127.0.0.1' && toPort === '22' ? fromPort : undefined),
  },
  '58635389553, 59038867670: findstr "listenport=PORT" in show': {
    reads: ({ showAll }, rows) =>
      rows.filter((row) => showAll.includes(`listenport=${row.fromPort}`)).map(whole),
    sees: () => undefined,
  },
  '70907345106, 55723121114, 58572290106: :PORT in show': {
    reads: ({ showAll }, rows) => rows.filter((row) => showAll.includes(`:${row.fromPort}`)).map(whole),
    sees: () => undefined,
  },
};
