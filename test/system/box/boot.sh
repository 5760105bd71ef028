#!/bin/sh
# Boots a box: makes its disk the root of this process, whose namespaces are its own, and becomes its process 1. The project
# stands at /opt/netsh, read-only. Never run systemd on the machine's own root: it empties its /tmp.
set -e
root=$1/root
project=$2
mount --make-rprivate /
mount --rbind "$root" "$root"
cd "$root"
mount --bind "$project" opt/netsh
mount -o remount,bind,ro opt/netsh
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mount -t tmpfs tmpfs dev
for node in null zero full random urandom tty; do
  touch "dev/$node"
  mount --bind "/dev/$node" "dev/$node"
done
mkdir -p dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
mount -t tmpfs tmpfs dev/shm
ip link set lo up
touch run/in-the-box
mkdir -p run/old
pivot_root . run/old
cd /
umount -l /run/old
[ -e /run/in-the-box ] || exit 1
exec env -i container=docker PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=multi-user.target --log-target=journal --show-status=0
