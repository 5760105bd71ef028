import { command, required } from '../src/language/schema.ts';
import type { Host, NetshCommand } from './host.ts';
import { oneOf } from './values/word.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** `completion`: prints the script with which a shell completes netsh's command line. */
export const completion: NetshCommand = command({
  name: 'completion',
  text: 'Prints a script by which a shell completes netsh.',
  extension: true,
  tags: { shell: required(oneOf(SHELLS), 'The shell that will read the script.') },
  remarks: [
    'Prints a script for that shell; its first lines say where it belongs.',
    'With it, Tab completes contexts, commands, tags and values, such as the',
    'entries there are.',
  ],
  examples: ['completion bash'],
  action: async ({ shell }, _host: Host) => {
    const lines = await scriptFor(shell);
    return { kind: 'text', lines, json: { shell, script: lines } };
  },
});

/** Returns a script, which is loaded only now. */
async function scriptFor(shell: (typeof SHELLS)[number]): Promise<readonly string[]> {
  switch (shell) {
    case 'bash':
      return (await import('./completion/bash.ts')).BASH;
    case 'zsh':
      return (await import('./completion/zsh.ts')).ZSH;
    case 'fish':
      return (await import('./completion/fish.ts')).FISH;
    case 'powershell':
      return (await import('./completion/powershell.ts')).POWERSHELL;
  }
}
