import type { Plugin } from 'rolldown';

/**
 * Escapes the few characters of the code that are not ASCII: V8 keeps the whole text of a file with one of them in two bytes
 * a character, and reads it more slowly.
 */
export function asciiCode(): Plugin {
  return {
    name: 'ascii-code',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type === 'chunk') chunk.code = chunk.code.replaceAll(/[^\0-\x7f]/g, escaped);
        }
      },
    },
  };
}

/** Such characters stand in strings, templates and patterns, which all know this escape. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
