#!/bin/sh
# The disk of a box: what is written lies in memory, over the machine's own files, which stay as they are. It is there as
# long as this program; `boot.sh` boots from it, as often as one likes.
set -e
disk=$1
mount --make-rprivate /
mount -t tmpfs tmpfs "$disk"
mkdir "$disk/upper" "$disk/work" "$disk/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$disk/upper,workdir=$disk/work" "$disk/root"
# Of the machine's own services none is to start.
rm -rf "$disk/root/etc/systemd/system" "$disk/root/etc/systemd/user" "$disk/root/var/lib/systemd/linger"
mkdir -p "$disk/root/etc/systemd/system" "$disk/root/etc/systemd/user" "$disk/root/opt/netsh"
# Systemd names a machine anew at each boot without this.
echo 00000000000000000000000000000001 >"$disk/root/etc/machine-id"
: >"$disk/root/etc/fstab"
echo ready
exec sleep infinity
