# Runs a program of Windows in namespaces of its own: nothing of it reaches the network, and all of it ends with it.
# Sourced by bash after `windows_parts`; needs root.

# Runs C:\node\node.exe with the arguments "${@:2}" on a drive C: in which the folder $1/c is C:\here; \\server\share is $1/share.
# $1 is for this run, and later ones, alone. What the program writes goes to the file $1/out, since Node takes a pipe of Unix for
# none of Windows, or to the terminal where standard output is one; gives its exit code.
under_wine() {
  local work=$1
  shift
  mkdir -p "$work/tmp" "$work/home" "$work/share"
  WORK=$work ROOT=$WINE_ROOT NODE=$WINDOWS_NODE unshare --mount --net --pid --fork --kill-child bash -euc '
    mount --make-rprivate /
    mount --bind "$WORK" "$ROOT/work"
    mount --bind "$WORK/tmp" "$ROOT/tmp"
    mount --rbind /dev "$ROOT/dev"
    mount -t proc proc "$ROOT/proc"
    ip link set lo up
    export HOME=/work/home WINEPREFIX=/work/prefix WINESERVER=/usr/lib/wine/wineserver64 XDG_RUNTIME_DIR=/tmp LC_ALL=C.UTF-8 \
      WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="
    unset TMPDIR NODE_EXTRA_CA_CERTS
    wine() { chroot "$ROOT" /usr/lib/wine/wine64 "$@"; }
    drive=$WORK/prefix/drive_c
    if [ ! -d "$drive" ]; then
      wine wineboot.exe -i >"$WORK/wineboot.log" 2>&1
      mkdir -p "$drive/node" "$WORK/prefix/dosdevices/unc/server"
      ln "$NODE" "$drive/node/node.exe" 2>/dev/null || cp "$NODE" "$drive/node/node.exe"
      ln -s /work/c "$drive/here"
      ln -s /work/share "$WORK/prefix/dosdevices/unc/server/share"
    fi
    [ -t 1 ] || exec >"$WORK/out" 2>&1 </dev/null
    wine "C:\\node\\node.exe" "$@"' under-wine "$@"
}
