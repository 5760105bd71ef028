import { describe, expect, test } from 'vitest';
import { after, keysIn, normalOn, press, shown } from './typist.ts';

describe('motions', () => {
  test.each([
    ['h', 'show a|ll', 'show |all'],
    ['9h', 'show a|ll', '|show all'],
    ['l', '|show', 's|how'],
    ['l', 'sho|w', 'sho|w'],
    [' ', '|show', 's|how'],
    ['<Backspace>', 'sh|ow', 's|how'],
    ['<Right><Right><Left>', '|show', 's|how'],
    ['w', '|add port=80', 'add |port=80'],
    ['2w', '|add port=80', 'add port|=80'],
    ['3w', '|add port=80', 'add port=|80'],
    ['w', 'add port=|80', 'add port=8|0'],
    ['W', '|add port=80 x', 'add |port=80 x'],
    ['2W', '|add port=80 x', 'add port=80 |x'],
    ['b', 'add port=8|0', 'add port=|80'],
    ['2b', 'add port=|80', 'add |port=80'],
    ['B', 'add port=8|0', 'add |port=80'],
    ['9b', 'add port=8|0', '|add port=80'],
    ['e', '|add port=80', 'ad|d port=80'],
    ['2e', '|add port=80', 'add por|t=80'],
    ['E', 'ad|d port=80 x', 'add port=8|0 x'],
    ['9e', '|add port=80', 'add port=8|0'],
    ['0', '  add po|rt', '|  add port'],
    ['^', '  add po|rt', '  |add port'],
    ['$', '  |add port', '  add por|t'],
    ['<Home>', 'ad|d', '|add'],
    ['<End>', '|add', 'ad|d'],
    ['5|', '|add port', 'add |port'],
    ['|', 'add po|rt', '|add port'],
    ['99|', '|add port', 'add por|t'],
    ['fp', '|add port', 'add |port'],
    ['2fd', '|add port', 'ad|d port'],
    ['fz', '|add port', '|add port'],
    ['Fd', 'add por|t', 'ad|d port'],
    ['tp', '|add port', 'add| port'],
    ['Td', 'add por|t', 'add| port'],
    ['f.;', '|10.0.0.5', '10.0|.0.5'],
    ['f.2;', '|10.0.0.5', '10.0.0|.5'],
    ['f.;,', '|10.0.0.5', '10|.0.0.5'],
    ['t.;', '|10.0.0.5', '10.|0.0.5'],
    ['t.;;', '|10.0.0.5', '10.0.|0.5'],
    ['F.;', '10.0.0.|5', '10.0|.0.5'],
    [';', '|10.0.0.5', '|10.0.0.5'],
    ['%', '|a (b [c]) d', 'a (b [c]|) d'],
    ['%', 'a (b [c]|) d', 'a |(b [c]) d'],
    ['%', 'a (b |[c]) d', 'a (b [c|]) d'],
    ['%', '|abc', '|abc'],
    ['f漢l', '|a漢字', 'a漢|字'],
    ['$', '|a👨‍👩‍👧', 'a|👨‍👩‍👧'],
  ])('%s on %s', (keys, line, wanted) => expect(after(line, keys)).toBe(wanted));
});

describe('operators and short forms', () => {
  test.each([
    ['dw', '|add v4 80', '|v4 80'],
    ['d2w', '|add v4 80', '|80'],
    ['2dw', '|add v4 80', '|80'],
    ['dw', 'add v4 |80', 'add v4| '],
    ['de', '|add v4', '| v4'],
    ['db', 'add v4|tov4', 'add |tov4'],
    ['dB', 'add port=8|0', 'add |0'],
    ['d0', 'add |v4', '|v4'],
    ['d^', '  add |v4', '  |v4'],
    ['d$', 'add| v4', 'ad|d'],
    ['dd', 'add| v4', '|'],
    ['dh', 'ad|d', 'a|d'],
    ['dl', 'ad|d', 'a|d'],
    ['dfo', '|add port', '|rt'],
    ['dto', '|add port', '|ort'],
    ['dFd', 'add por|t', 'ad|t'],
    ['dTd', 'add por|t', 'add|t'],
    ['f.d;', '|10.0.0.5', '10|0.5'],
    ['f.;d,', '|10.0.0.5', '10|.0.5'],
    ['d%', 'a |(b) c', 'a | c'],
    ['d%', 'a (b|) c', 'a | c'],
    ['dfz', '|add', '|add'],
    ['d<Escape>x', '|add', '|dd'],
    ['dqx', '|add', '|dd'],
    ['x', 'a|dd', 'a|d'],
    ['3x', '|add v4', '| v4'],
    ['9x', 'a|dd', '|a'],
    ['x', '|', '|'],
    ['<Delete>', 'a|dd', 'a|d'],
    ['X', 'ad|d', 'a|d'],
    ['X', '|add', '|add'],
    ['D', 'add| v4', 'ad|d'],
    ['cwset<Escape>', '|add v4', 'se|t v4'],
    ['cw9<Escape>', 'port=|80 x', 'port=|9 x'],
    ['c2wx<Escape>', '|add v4 80', '|x 80'],
    ['cWx<Escape>', '|port=80 y', '|x y'],
    ['cw_<Escape>', 'add|  v4', 'add|_v4'],
    ['ccx<Escape>', 'add| v4', '|x'],
    ['ccx<Escape>', '|', '|x'],
    ['Cx<Escape>', 'add| v4', 'add|x'],
    ['Sx<Escape>', 'add| v4', '|x'],
    ['sx<Escape>', 'a|dd', 'a|xd'],
    ['2sx<Escape>', '|add', '|xd'],
    ['c$x<Escape>', 'add |v4', 'add |x'],
    ['yw$p', '|add v4', 'add v4add| '],
    ['yyp', 'a|b', 'aba|b'],
    ['yb', 'add v|4', 'add |v4'],
    ['Y0P', 'add |v4', 'v|4add v4'],
    ['guw', '|ADD v4', '|add v4'],
    ['gUw', '|add v4', '|ADD v4'],
    ['g~$', '|Add v4', '|aDD V4'],
    ['gUU', 'add |v4', '|ADD V4'],
    ['gUgU', 'add |v4', '|ADD V4'],
    ['guu', 'ADD |V4', '|add v4'],
    ['g~~', 'Add |v4', '|aDD V4'],
    ['d漢', '|add', '|add'],
  ])('%s on %s', (keys, line, wanted) => expect(after(line, keys)).toBe(wanted));
});

describe('text objects', () => {
  test.each([
    ['diw', 'add po|rt=80', 'add |=80'],
    ['daw', 'add |v4 80', 'add |80'],
    ['daw', 'add v|4', 'ad|d'],
    ['d2aw', '|add v4 80', '|80'],
    ['diW', 'add po|rt=80 x', 'add | x'],
    ['daW', 'add po|rt=80 x', 'add |x'],
    ['ciwx<Escape>', 'port=8|0', 'port=|x'],
    ['diw', 'add|  v4', 'add|v4'],
    ['ci"x<Escape>', 'a="b| c" d', 'a="|x" d'],
    ['ci"x<Escape>', '|a="b c" d', 'a="|x" d'],
    ['da"', 'a "b| c" d', 'a |d'],
    ["di'", "a 'b| c'", "a '|'"],
    ['di(', 'a (b |[c]) d', 'a (|) d'],
    ['da]', 'a (b [|c]) d', 'a (b |) d'],
    ['di{', 'a |{b} d', 'a {|} d'],
    ['di(', '|abc', '|abc'],
    ['di"', 'a |b', 'a |b'],
  ])('%s on %s', (keys, line, wanted) => expect(after(line, keys)).toBe(wanted));
});

describe('inserting', () => {
  test.each([
    ['ix<Escape>', 'a|b', 'a|xb'],
    ['<Insert>x<Escape>', 'a|b', 'a|xb'],
    ['ax<Escape>', 'a|b', 'ab|x'],
    ['Ix<Escape>', '  a|b', '  |xab'],
    ['Ax<Escape>', '|ab', 'ab|x'],
    ['3ixy<Escape>', '|', 'xyxyx|y'],
    ['2Ax<Escape>', 'a|b', 'abx|x'],
    ['i<Escape>', 'a|b', '|ab'],
    ['iab<Backspace>c<Escape>', '|', 'a|c'],
    ['ix<Left><Left>y<Escape>', 'ab|c', 'a|ybxc'],
    ['Rxy<Escape>', '|abc', 'x|yc'],
    ['Rxy<Escape>', 'ab|c', 'abx|y'],
    ['Rxyz<Backspace><Backspace><Escape>', '|abc', '|xbc'],
    ['Rx<Right>y<Escape>', '|abcd', 'xb|yd'],
    ['R漢<Escape>', '|ab', '|漢b'],
  ])('%s on %s', (keys, line, wanted) => expect(after(line, keys)).toBe(wanted));
});

describe('other commands', () => {
  test.each([
    ['rx', 'a|bc', 'a|xc'],
    ['2rx', 'a|bc', 'ax|x'],
    ['3rx', 'a|bc', 'a|bc'],
    ['r<Escape>x', 'a|bc', 'a|c'],
    ['~', '|aBc', 'A|Bc'],
    ['3~', '|aBc', 'Ab|C'],
    ['9~', 'a|Bc', 'ab|C'],
    ['xp', '|ab', 'b|a'],
    ['x3p', '|ab', 'baa|a'],
    ['xP', 'a|b', '|ba'],
    ['p', 'a|b', 'a|b'],
    ['xu', 'a|bc', 'a|bc'],
    ['xxuu', '|abc', '|abc'],
    ['xxx2u', '|abc', '|bc'],
    ['xxuu<Ctrl-R>', '|abc', '|bc'],
    ['xxuu2<Ctrl-R>', '|abc', '|c'],
    ['ixyz<Escape>u', '|abc', '|abc'],
    ['cwset port<Escape>u', '|add v4', '|add v4'],
    ['cwset port<Escape>u<Ctrl-R>', '|add v4', 'set por|t v4'],
  ])('%s on %s', (keys, line, wanted) => expect(after(line, keys)).toBe(wanted));
});

describe('the dot repeats', () => {
  test.each([
    ['x.', '|abc', '|c'],
    ['x2.', '|abcd', '|d'],
    ['3x.', '|abcdefgh', '|gh'],
    ['dw.', '|a b c', '|c'],
    ['dfo.', '|aoboc', '|c'],
    ['cwx<Escape>w.', '|add v4 80', 'x |x 80'],
    ['ixy<Escape>.', '|', 'xx|yy'],
    ['Ax<Escape>.', '|a', 'ax|x'],
    ['2Ax<Escape>.', '|a', 'axxx|x'],
    ['Ax<Escape>3.', '|a', 'axxx|x'],
    ['a<Backspace>x<Escape>l.', '|abc', 'x|xc'],
    ['rxl.', '|abc', 'x|xc'],
    ['~.', '|abc', 'AB|c'],
    ['xp.', '|abc', 'ba|ac'],
    ['Rx<Escape>l.', '|abc', 'x|xc'],
    ['xu.', '|abc', '|bc'],
    ['xyl.', '|abc', '|c'],
    ['vlxl.', '|abcdef', 'c|f'],
    ['vlcx<Escape>l.', '|abcd', 'x|x'],
    ['.', '|abc', '|abc'],
  ])('%s on %s', (keys, line, wanted) => expect(after(line, keys)).toBe(wanted));
});

describe('visual mode', () => {
  test.each([
    ['vwd', '|add v4', '|4'],
    ['vex', '|add v4', '| v4'],
    ['v$d', 'add| v4', 'ad|d'],
    ['vbd', 'add v|4', 'add| '],
    ['vlohd', 'ab|cd', '|a'],
    ['vecset<Escape>', '|add v4', 'se|t v4'],
    ['vlsx<Escape>', '|abc', '|xc'],
    ['viwd', 'port=8|0', 'port|='],
    ['va"d', 'a "b| c" d', 'a |d'],
    ['vly$p', '|abc', 'abca|b'],
    ['vlU', '|abc', '|ABc'],
    ['vlu', '|ABC', '|abC'],
    ['vl~', '|aBc', '|Abc'],
    ['vlgU', '|abc', '|ABc'],
    ['vl<Escape>x', '|abc', 'a|c'],
    ['vlvx', '|abc', 'a|c'],
    ['v2ld', '|abcd', '|d'],
    ['vfcd', '|abcd', '|d'],
    ['vd', '|', '|'],
  ])('%s on %s', (keys, line, wanted) => expect(after(line, keys)).toBe(wanted));
});

describe('the history', () => {
  test.each([
    ['k', '|', 'interface portproxy add v4tov4 8|0'],
    ['2k', '|', '漢|字'],
    ['-', '|', 'interface portproxy add v4tov4 8|0'],
    ['kkj', '|', 'interface portproxy add v4tov4 8|0'],
    ['kk+', '|', 'interface portproxy add v4tov4 8|0'],
    ['<Up><Up><Down>', '|', 'interface portproxy add v4tov4 8|0'],
    ['9k', '|', 'interface portprox|y'],
    ['gg', '|', 'interface portprox|y'],
    ['kkG', '|show', '|show'],
    ['k', 'sho|w', 'show helpe|r'],
    ['/show<Enter>', '|', 'show helpe|r'],
    ['?show<Enter>', '|', 'show al|l'],
    ['/show<Enter>n', '|', 'show al|l'],
    ['/show<Enter>nN', '|', 'show helpe|r'],
    ['/show<Enter>nn', '|', 'show al|l'],
    ['?show<Enter>n', '|', 'show helpe|r'],
    ['/show<Escape>n', '|x', 'show helpe|r'],
    ['/show<Escape>2n', '|x', 'show al|l'],
    ['/show<Enter>u', '|x', '|x'],
    ['n', '|x', '|x'],
  ])('%s on %s', (keys, line, wanted) => expect(after(line, keys)).toBe(wanted));
});

test('a paste in normal mode goes behind the cursor, in the first column before it, and the mode stays', () => {
  const pasted = { kind: 'paste', text: 'x y' } as const;
  const behind = press(normalOn('a|b'), [pasted]);
  expect(shown(behind)).toBe('abx |y');
  expect(behind.vi?.mode.kind).toBe('normal');
  expect(shown(press(behind, keysIn('u')))).toBe('a|b');
  expect(shown(press(normalOn('|ab'), [pasted]))).toBe('x |yab');
  expect(press(normalOn('a|b'), [{ kind: 'paste', text: 'x\ny' }]).mode).toMatchObject({
    kind: 'pasted',
    lines: ['abx', 'y'],
  });
});

test('Escape and a character that come together are pressed apart, Alt or not', () => {
  const typed = press(normalOn('|abc'), keysIn('A'));
  const together = { kind: 'chord', chord: 'Alt-B', typed: 'b' } as const;
  expect(shown(press(typed, [together]))).toBe('|abc');
});

test('a line that is run begins the next one in insert mode, and what can be repeated is kept', () => {
  const before = press(normalOn('|ab'), keysIn('fbx<Enter>'));
  expect(shown(before)).toBe('|');
  expect(before.vi?.mode.kind).toBe('insert');
  expect(shown(press(before, keysIn('abab<Escape>0;x.')))).toBe('a|b');
});

test('Tab in normal mode completes behind the cursor, in insert mode', () => {
  const tabbed = press(normalOn('interfa|c'), keysIn('<Tab>'));
  expect(shown(tabbed)).toBe('interface |');
  expect(tabbed.vi?.mode.kind).toBe('insert');
});
