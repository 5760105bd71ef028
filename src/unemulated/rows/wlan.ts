import type { UnemulatedRow } from '../row.ts';

const SHARING = 'On macOS: System Settings, General, Sharing, Internet Sharing.';
const AIRPORT = 'system_profiler SPAirPortDataType';

/** `wlan`. */
export const WLAN_ROWS: readonly UnemulatedRow[] = [
  { words: 'wlan', linux: 'nmcli device wifi', macos: AIRPORT },
  {
    words: 'wlan add profile',
    tags: 'filename interface user',
    linux: 'nmcli --ask device wifi connect SSID',
    macos: 'networksetup -setairportnetwork en0 SSID PASSWORD',
  },
  {
    words: 'wlan connect',
    tags: 'name ssid interface',
    linux: 'nmcli connection up id {name}',
    macos: 'networksetup -setairportnetwork en0 {name}',
  },
  {
    words: 'wlan delete profile',
    tags: 'name interface',
    linux: 'nmcli connection delete id {name}',
    macos: 'networksetup -removepreferredwirelessnetwork en0 {name}',
  },
  {
    words: 'wlan disconnect',
    tags: 'interface',
    linux: 'nmcli device disconnect {dev}',
    macos: 'networksetup -setairportpower en0 off',
  },
  {
    words: 'wlan export profile',
    tags: 'name folder interface key',
    linux: 'ls /etc/NetworkManager/system-connections # profiles are files there',
    macos: 'networksetup -listpreferredwirelessnetworks en0',
  },
  {
    words: 'wlan set autoconfig',
    tags: 'enabled interface',
    linux: {
      'enabled=no': 'nmcli device set {dev} autoconnect no',
      else: 'nmcli device set {dev} autoconnect yes',
    },
    macos: { 'enabled=no': 'networksetup -setairportpower en0 off', else: AIRPORT },
  },
  {
    words: 'wlan set hostednetwork',
    tags: 'mode ssid key keyusage',
    linux: 'nmcli device wifi hotspot ssid {ssid} password PASSWORD',
    macos: SHARING,
  },
  {
    words: 'wlan set profileparameter',
    tags: 'name interface connectionmode',
    linux: {
      'connectionmode=manual': 'nmcli connection modify id {name} connection.autoconnect no',
      'connectionmode=auto': 'nmcli connection modify id {name} connection.autoconnect yes',
      else: 'nmcli connection edit id {name}',
    },
    macos: 'networksetup -listpreferredwirelessnetworks en0',
  },
  { words: 'wlan show all', linux: 'nmcli device show', macos: AIRPORT },
  { words: 'wlan show drivers', linux: 'iw list', macos: AIRPORT },
  { words: 'wlan show hostednetwork', linux: 'nmcli device wifi show-password', macos: SHARING },
  { words: 'wlan show interfaces', linux: 'iw dev', macos: AIRPORT },
  {
    words: 'wlan show networks',
    tags: 'interface mode',
    linux: 'nmcli device wifi list',
    macos: AIRPORT,
  },
  {
    words: 'wlan show profiles',
    tags: 'name interface key',
    linux: {
      'key=clear': 'nmcli --show-secrets connection show id {name}',
      name: 'nmcli connection show id {name}',
      else: 'nmcli connection show',
    },
    macos: {
      'key=clear': 'security find-generic-password -w -a {name}',
      else: 'networksetup -listpreferredwirelessnetworks en0',
    },
  },
  {
    words: 'wlan show wirelesscapabilities',
    linux: 'iw list',
    macos: AIRPORT,
  },
  { words: 'wlan show wlanreport', linux: 'journalctl -u NetworkManager', macos: AIRPORT },
  { words: 'wlan start hostednetwork', linux: 'nmcli connection up id Hotspot', macos: SHARING },
  { words: 'wlan stop hostednetwork', linux: 'nmcli connection down id Hotspot', macos: SHARING },
];
