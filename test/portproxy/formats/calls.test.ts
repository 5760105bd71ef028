import { describe, expect, test } from 'vitest';
import { detectFormat, readTable } from '../../../src/portproxy/formats/read-table.ts';
import { SERVICES, format, summary } from './support.ts';

/** What is read of a file that calls netsh, with values given by the user. */
async function calls(text: string, given: Record<string, string> = {}, takesConditions = false) {
  expect(detectFormat(text)?.name).toBe('windows');
  const values = new Map(Object.entries(given));
  const table = await readTable(text, format('windows'), SERVICES, { values, takesConditions });
  const { entries, faults, leftOut, notes } = summary(table);
  const firewall = table.firewallCalls.map(({ line, args }) => `${line}: ${args}`);
  const filled = table.filled.map(
    ({ reference, values, line }) => `${reference}=${values.join(',')} ${line}`,
  );
  return { entries, faults, leftOut, notes, firewall, filled, unused: table.unusedValues };
}

const add = (port: number | string, to = '10.0.0.5') => `netsh interface portproxy add v4tov4 ${port} ${to}`;
const entry = (line: number, port: number, to = '10.0.0.5') => `${line}: v4tov4 *:${port} > ${to}:${port}`;

describe('batch', () => {
  test.each([
    ['set', 'set A=10.0.0.5\n', '%A%'],
    ['set in quotes', 'set "A=10.0.0.5"\n', '%A%'],
    ['a variable made of another', 'set B=0.0.5\nset A=10.%B%\n', '%a%'],
    ['delayed expansion', 'setlocal enabledelayedexpansion\nset A=10.0.0.5\n', '!A!'],
    ['arithmetic', 'set /a N=2+3\nset A=10.0.0.%N%\n', '%A%'],
    ['arithmetic of several', 'set /a M=1, N=M*4\nset /a N+=1\nset A=10.0.0.%N%\n', '%A%'],
    ['on one line with others', '@echo off & set A=10.0.0.5\n', '%A%'],
  ])('%s', async (_name, before, used) => {
    const text = `${before}${add(80, used)}\n`;
    const { entries, faults } = await calls(text);
    expect({ entries, faults }).toEqual({ entries: [entry(text.split('\n').length - 1, 80)], faults: [] });
  });

  test.each([
    ['a list', 'for %%p in (80 443) do '],
    ['a list with commas', 'for %%p in (80,443) do @'],
    ['a list from a variable', 'set P=80 443& for %%p in (%P%) do call '],
    ['a count', 'for /L %%p in (80,363,443) do '],
    ['a list that is typed', 'for %p in (80 443) do '],
  ])('a loop over %s', async (_name, loop) => {
    const used = loop.includes('%%') ? '%%p' : '%p';
    expect((await calls(`${loop}${add(used)}`)).entries).toEqual([entry(1, 80), entry(1, 443)]);
  });

  test('loops in brackets, in each other, with quoted and stripped values', async () => {
    const text = `@echo off
setlocal enabledelayedexpansion
set n=1000
for %%h in ("10.0.0.5" 10.0.0.6) do (
  for %%q in (80,443) do (
    set /a n=n+1
    netsh interface portproxy add v4tov4 listenport=!n! connectaddress=%%~h connectport=%%q
  )
)
`;
    expect(await calls(text)).toMatchObject({
      entries: [
        '7: v4tov4 *:1001 > 10.0.0.5:80',
        '7: v4tov4 *:1002 > 10.0.0.5:443',
        '7: v4tov4 *:1003 > 10.0.0.6:80',
        '7: v4tov4 *:1004 > 10.0.0.6:443',
      ],
      filled: ['!n!=1001,1002,1003,1004 6', '%%~h=10.0.0.5,10.0.0.6 4', '%%q=80,443 5'],
    });
  });

  test('a value of a block is filled in before the block begins, unless it is delayed', async () => {
    const text = `set P=80\nfor %%i in (1) do (\n set P=81\n ${add('%P%')}\n ${add('!P!')}\n)\n`;
    expect((await calls(text)).entries).toEqual([entry(4, 80), entry(5, 81)]);
  });

  test('a variable that a command sets is missing, with the line that sets it, and can be given', async () => {
    const text = `set WSL_IP=
for /f "tokens=1" %%i in ('wsl hostname -I') do set WSL_IP=%%i
set /p PORT=Port:
${add('%PORT%', '%WSL_IP%')}
${add(80, '%~1')}
${add(81, '%PATH:a=b%')}
`;
    expect((await calls(text)).faults).toEqual([
      '4: %PORT% is asked for (line 3). %WSL_IP% is set by a command (line 2). Give them: with="PORT=8080;WSL_IP=10.0.0.5".',
      '5: %~1 is an argument of the file. Give it: with="1=10.0.0.5".',
      '6: The file does not tell what %PATH:a=b% is; write the value instead.',
    ]);
    const given = await calls(text, { wsl_ip: '10.0.0.9', port: '8080', '1': '10.0.0.7' });
    expect(given).toMatchObject({
      entries: [entry(4, 8080, '10.0.0.9'), entry(5, 80, '10.0.0.7')],
      faults: [expect.stringMatching(/^6: /)],
      filled: ['%PORT%=8080 0', '%WSL_IP%=10.0.0.9 0', '%~1=10.0.0.7 0'],
    });
    expect((await calls(text, { wslip: '10.0.0.9' })).unused).toEqual(['wslip']);
  });

  test('what runs on a condition only is left out with its reason, or taken when that is asked for', async () => {
    const text = `if exist x ${add(80)}
if "%1"=="a" (
  ${add(81)}
) else (
  ${add(82)}
)
ver >nul || ${add(83)}
for /f %%i in ('dir') do ${add(84)}
if not errorlevel 1 goto end
${add(85)}
exit /b
:other
${add(86)}
:end
${add(87)}
`;
    const { entries, leftOut } = await calls(text);
    expect(entries).toEqual([entry(10, 85)]);
    expect(leftOut).toEqual([
      '1: It runs only if the condition of line 1 holds; conditions=yes takes it.',
      '3: It runs only if the condition of line 2 holds; conditions=yes takes it.',
      '5: It runs only in the else of line 4; conditions=yes takes it.',
      '7: It runs only if the command before it fails (line 7); conditions=yes takes it.',
      '8: It runs only if the list of line 8 has values; conditions=yes takes it.',
      '13: It runs only if a goto leads to it, after line 11; conditions=yes takes it.',
      '15: It runs only if a goto leads to it, after line 11; conditions=yes takes it.',
    ]);
    const all = await calls(text, {}, true);
    expect(all.entries.map((one) => one.split(':')[0])).toEqual(['1', '3', '5', '7', '8', '10', '13', '15']);
    expect(all.leftOut).toEqual([]);
  });

  test('lines of advfirewall come along with their values, those that only show do not', async () => {
    const text = `set P=80
${add('%P%')}
netsh advfirewall firewall add rule name="port %P%" dir=in action=allow protocol=TCP localport=%P% > nul
netsh adv f delete rule name=all
netsh advfirewall firewall show rule name=all
netsh advfirewall firewall add rule name=x dir=in action=allow remoteip=%IP%
if exist x netsh advfirewall reset
`;
    expect(await calls(text)).toMatchObject({
      entries: [entry(2, 80)],
      faults: [],
      firewall: [
        '3: advfirewall firewall add rule name="port 80" dir=in action=allow protocol=TCP localport=80',
        '4: adv f delete rule name=all',
      ],
      leftOut: [
        '6: %IP% is not set by the file before this line. Give it: with="IP=10.0.0.5".',
        '7: It runs only if the condition of line 7 holds; conditions=yes takes it.',
      ],
    });
  });

  test('a line that names portproxy and is not taken is named', async () => {
    const text = `${add(80)}
rem ${add(81)}
@rem ${add(82)}
:: ${add(83)}
echo ${add(84)}
set CMD=${add(85)}
sc query portproxy
netsh interface portproxy show all
netsh -r server interface portproxy reset
"%TOOL%" interface portproxy add v4tov4 86 10.0.0.5
`;
    const { entries, leftOut, notes } = await calls(text);
    expect(entries).toEqual([entry(1, 80)]);
    expect(leftOut).toEqual([
      '5: It only prints the command.',
      '7: No netsh command was found in it.',
      '9: It is about another machine (-r).',
      '10: No netsh command was found in it.',
      '6: It is a remark, or a value that no command of the file uses.',
    ]);
    expect(notes).toEqual([
      '8: It changes nothing, so that there is nothing to import.',
      '2: It is a remark.',
      '3: It is a remark.',
      '4: It is a remark.',
    ]);
  });
});

describe('PowerShell', () => {
  test.each([
    ['a text', "$a = '10.0.0.5'\n", '$a'],
    ['a typed variable', '[string]$a = "10.0.0.5"\n', '${a}'],
    ['a text in a text', '$b = "0.5"\n$a = "10.0.$b"\n', '"$($a)"'],
    ['a parameter with a value', 'param(\n  [int]$Port = 80,\n  [string]$a = "10.0.0.5"\n)\n', '$a'],
    ['a sum', '$n = 2\n$a = "10.0.0.$($n + 3)"\n', '$a'],
    ['an item', "$all = @('10.0.0.4', '10.0.0.5')\n", '$($all[1])'],
    ['joined lines', "$a = '10.0.0.5'\n", '`\n  $a'],
  ])('%s', async (_name, before, used) => {
    const { entries, faults } = await calls(`${before}${add(80, used)} | Out-Null\n`);
    expect({ entries, faults }).toEqual({ entries: [entry(before.split('\n').length, 80)], faults: [] });
  });

  test.each([
    ['$ports = @(80, 443)\nforeach ($p in $ports) {\n', '$p'],
    ['$ports = 80,\n  443\nforeach ($p in @(80,443)) {\n', '$p'],
    ['$ports = @(\n  80 # web\n  443\n)\nforeach ($p in $ports)\n{\n', '$p'],
    ['@(80,443) | ForEach-Object {\n', '$_'],
    ['80,443 | % {\n', '$_'],
    ['$x=@(80,443);\nfor( $i = 0; $i -lt $x.length; $i++ ){\n $p = $x[$i];\n', '$p'],
    ['for ($p = 80; $p -le 443; $p += 363) {\n', '$p'],
  ])('a loop: %j', async (loop, used) => {
    const text = `${loop}iex "${add(used)}";\n}\n`;
    const line = loop.split('\n').length;
    expect((await calls(text)).entries).toEqual([entry(line, 80), entry(line, 443)]);
  });

  test.each([
    `Start-Process netsh -ArgumentList "interface portproxy add v4tov4 80 10.0.0.5" -Verb RunAs -Wait`,
    `Start-Process -FilePath "netsh.exe" -ArgumentList 'interface','portproxy','add','v4tov4','80','10.0.0.5' -NoNewWindow`,
    `Start-Process cmd -ArgumentList '/c ${add(80)}' -Verb RunAs`,
    `powershell -Command "Start-Process cmd -ArgumentList '/c ${add(80)}' -Verb RunAs"`,
    `$all = 'interface','portproxy','add','v4tov4','80','10.0.0.5'; & netsh @all`,
    `$all = @('interface','portproxy','add','v4tov4','80','10.0.0.5'); & netsh.exe $all`,
    `& netsh @('interface','portproxy','add','v4tov4','80','10.0.0.5')`,
    `$cmd = "${add(80)}"; Invoke-Expression $cmd`,
    `$result = ${add(80)} 2>&1`,
    `Invoke-Expression -Command '${add(80)}'`,
    `netsh interface portproxy add v4tov4 "listenport=80" "connectaddress=10.0.0.5" | Out-Null`,
    `netsh -c "interface portproxy" add v4tov4 80 10.0.0.5`,
    `try { ${add(80)} } catch { Write-Host $_ }`,
  ])('%s', async (text) => {
    const { entries, faults, leftOut } = await calls(text);
    expect({ entries, faults, leftOut }).toEqual({ entries: [entry(1, 80)], faults: [], leftOut: [] });
  });

  test('what is missing is named', async () => {
    const text = `<#
 ${add(1)}
#>
$ip = (wsl hostname -I).Trim()
function Add-It { param($p) ${add('$p')} }
if ($true) { ${add(80)} }
$other = "${add(81)}"
${add(82, '$ip')}
${add(83, '$(wsl hostname -I)')}
& netsh @rest
`;
    expect(await calls(text)).toMatchObject({
      entries: [],
      faults: [
        '8: $ip is set by a command (line 4). Give it: with="ip=10.0.0.5".',
        '9: The file does not tell what $(wsl hostname -I) is; write the value instead.',
      ],
      leftOut: [
        '5: It runs only if function Add-It is called; conditions=yes takes it.',
        '6: It runs only if the condition of line 6 holds; conditions=yes takes it.',
        '10: @rest is not set by the file before this line. Give it: with="rest=10.0.0.5".',
        '2: It is a remark, or a value that no command of the file uses.',
        '7: It is a remark, or a value that no command of the file uses.',
      ],
    });
    expect(await calls(text, { ip: '10.0.0.9' })).toMatchObject({
      entries: [entry(8, 82, '10.0.0.9')],
      filled: ['$ip=10.0.0.9 0'],
    });
  });
});

describe('POSIX shells', () => {
  test('variables, loops, defaults and joined lines', async () => {
    const text = `#!/bin/bash
HOST=10.0.0.5
export PORTS="80 443"
TO="\${TO:-$HOST}"
for p in $PORTS; do
  netsh.exe interface portproxy add v4tov4 listenport=$p connectaddress=\${TO}
done
for p in 81 82
do powershell.exe -Command "Start-Process netsh -ArgumentList 'interface portproxy add v4tov4 $p $HOST' -Verb RunAs"
done
for i in {1..2}; do cmd.exe /c "netsh interface portproxy add v4tov4 100$i $HOST"; done
all=(2001 2002)
for p in "\${all[@]}"; do sudo netsh.exe interface portproxy add v4tov4 $((p + 1)) $HOST 1> /dev/null; done
netsh.exe interface portproxy add v4tov4 \\
  listenport=99 \\
  connectaddress='10.0.0.5'
`;
    const { entries, faults, leftOut } = await calls(text);
    expect(entries.map((one) => one.replace(/ >.*/, ''))).toEqual(
      ['6: 80', '6: 443', '9: 81', '9: 82', '11: 1001', '11: 1002', '13: 2002', '13: 2003', '14: 99'].map(
        (one) => one.replace(': ', ': v4tov4 *:'),
      ),
    );
    expect({ faults, leftOut }).toEqual({ faults: [], leftOut: [] });
  });

  test('what is missing is named', async () => {
    const text = `#!/bin/sh
IP=$(hostname -I | awk '{print $1}')
# ${add(80)}
${add(81, '$IP')}
if [ -n "$IP" ]; then
  ${add(82)}
fi
forward() { ${add('$1')}; }
`;
    expect(await calls(text)).toMatchObject({
      entries: [],
      faults: ['4: $IP is set by a command (line 2). Give it: with="IP=10.0.0.5".'],
      leftOut: [
        '6: It runs only if the condition of line 5 holds; conditions=yes takes it.',
        '8: It runs only if function forward is called; conditions=yes takes it.',
      ],
      notes: ['3: It is a remark.'],
    });
  });
});

describe('texts in quotes of other languages', () => {
  test.each([
    `const { execSync } = require('child_process');\nexecSync("${add(80)}");`,
    `import subprocess\nsubprocess.run(["netsh", "interface", "portproxy", "add", "v4tov4",\n "80", "10.0.0.5"])`,
    `import os\nos.system('${add(80)}')`,
    `const a = 1;\nspawn('netsh', ['interface', 'portproxy', 'add', 'v4tov4', '80', '10.0.0.5']);`,
    `using System;\nProcess.Start("netsh", "interface portproxy add v4tov4 80 10.0.0.5");`,
    `#include <stdlib.h>\nsystem("${add(80)}");`,
  ])('%j', async (text) => {
    const { entries, faults } = await calls(text);
    expect({ entries, faults }).toEqual({ entries: [entry(2, 80)], faults: [] });
  });

  test('what is computed is named', async () => {
    const text = `const x = 1;
execSync(\`${add('${port}')}\`);
exec("netsh interface portproxy add v4tov4 listenport=" + port);
console.log("${add(80)}");
// ${add(81)}
`;
    expect(await calls(text, {})).toMatchObject({
      entries: [],
      faults: [
        '2: ${port} is not set by the file before this line. Give it: with="port=8080".',
        '3: The program adds more to it, which is not in this line.',
      ],
      leftOut: ['4: It only prints the command.'],
      notes: ['5: It is a remark.'],
    });
  });
});
