# Runs programs of Linux on arm64 in namespaces of their own. Sourced by bash after `arm_parts`; needs root.

# Runs "${@:2}" where programs for arm64 start by themselves, and so start each other: a user namespace has a binfmt_misc of its own
# (Linux 6.7). All users exist in it. $PARTS is there as $1/parts, where every user may read; $1 is for this run alone. All ends with it.
under_qemu() {
  local work=$1
  shift
  [ -p "$work/ready" ] || mkfifo "$work/ready"
  mkdir -p "$work/parts"
  WORK=$work PARTS=$PARTS QEMU=$work/parts/${QEMU_ROOT##*/} unshare --mount --pid --fork --kill-child --mount-proc bash -euc '
    mount --bind "$PARTS" "$WORK/parts"
    # Users are mapped from outside once the namespace is there; the second bash gets the capabilities of its root.
    unshare --user --mount --net bash -c "echo \$\$ >\"\$0\"; read -r <\"\$0\"; exec bash -euc \"\$@\"" "$WORK/ready" "
      mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
      sed \"s|:/usr/[^:]*:|:\$QEMU/usr/bin/qemu-aarch64:|\" \"\$QEMU/usr/share/qemu/binfmt.d/qemu-aarch64.conf\" \
        >/proc/sys/fs/binfmt_misc/register
      mount -t sysfs sysfs /sys
      ip link set lo up
      export QEMU_LD_PREFIX=\$QEMU/usr/aarch64-linux-gnu
      \"\$@\"" under-qemu "$@" <&0 &
    inside=$!
    read -r user <"$WORK/ready"
    echo "0 0 65536" >"/proc/$user/uid_map"
    echo "0 0 65536" >"/proc/$user/gid_map"
    echo >"$WORK/ready"
    wait "$inside"' under-qemu "$@"
}
