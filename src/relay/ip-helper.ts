/** Windows runs IP Helper, which forwards the rows of its own portproxy, in one of these. */
const ITS_HOST = 'svchost.exe';

/** Returns what to do where a program that has a port may be IP Helper, as a sentence with a space before it; else nothing. */
export function ipHelperAdvice(name: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32' || name.toLowerCase() !== ITS_HOST) return '';
  return (
    " It may be IP Helper with rows of Windows' own portproxy. To take them over: reg export " +
    String.raw`HKLM\SYSTEM\CurrentControlSet\Services\PortProxy rows.reg, then import rows.reg here, then ` +
    "netsh interface portproxy reset by Windows' netsh."
  );
}
