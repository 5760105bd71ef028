import { request } from 'node:http';
import type { Sandbox } from './sandbox.ts';

/** Sends one request to a service's control socket as any HTTP client would; gives the status and the JSON. */
export function rawRequest(
  box: Sandbox,
  method: string,
  path: string,
  body?: string | Buffer,
): Promise<{ readonly status: number | undefined; readonly json: unknown }> {
  return new Promise((resolve, reject) => {
    const socketPath = box.socket;
    const sent = request({ socketPath, method, path, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => resolve({ status: response.statusCode, json: JSON.parse(text) }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The first line of an answer that does not end. */
export function firstLine(box: Sandbox, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socketPath = box.socket;
    const sent = request({ socketPath, path, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (!text.includes('\n')) return;
        resolve(text.slice(0, text.indexOf('\n')));
        sent.destroy();
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}
