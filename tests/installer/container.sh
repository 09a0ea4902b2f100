#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# container.sh BUILD WORK SCRIPT: boots systemd in namespaces of its own over a copy-on-write view of this host, with
# the helper installed, and runs WORK/SCRIPT there as a unit. Nothing outside WORK is changed.
set -euo pipefail
build=$1 work=$2 script=$3

if [[ ${TANDEM_INSIDE:-} != yes ]]; then
    mkdir -p "$work/cgroup"
    mount -t cgroup2 none "$work/cgroup"
    trap 'umount "$work/cgroup"' EXIT
    mkdir "$work/cgroup/tandem-$$"
    # A cgroup of its own is the root of what this systemd sees.
    bash -c "echo \$\$ >'$work/cgroup/tandem-$$/cgroup.procs'
        TANDEM_INSIDE=yes exec unshare --mount --pid --fork --kill-child --net --uts --ipc --cgroup \
            bash '$0' '$build' '$work' '$script'" || true
    for _ in {1..50}; do
        find "$work/cgroup/tandem-$$" -depth -type d -exec rmdir {} + 2>/dev/null && break
        sleep 0.1
    done
    exit 0
fi

mount --make-rprivate /
mkdir "$work/layers"
mount -t tmpfs tmpfs "$work/layers"
mkdir "$work/layers/"{upper,work,root}
root=$work/layers/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$work/layers/upper,workdir=$work/layers/work" "$root"
mount -t proc proc "$root/proc"
for directory in run tmp; do
    mount -t tmpfs tmpfs "$root/$directory"
done
mount --rbind /dev "$root/dev"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"

# This systemd is for our units alone.
units=$root/etc/systemd/system
rm -rf "$units"
mkdir -p "$units/default.target.wants"
for target in default sysinit basic network-online; do
    printf '[Unit]\nDefaultDependencies=no\n' >"$units/$target.target"
done
for other in systemd-journald.{socket,service} systemd-journald-dev-log.socket dbus.{socket,service}; do
    ln -s /dev/null "$units/$other"
done
cmake --install "$build" --prefix "$root/usr" --component helper >/dev/null
sed -i "s#$root##" "$root"/usr/lib/systemd/system/tandem*.service
for unit in tandemd tandem-agent; do
    mkdir "$units/$unit.service.d"
    # The developers' preset looks for leaks by ptrace(2), which the sandbox refuses.
    printf '[Service]\nStandardOutput=append:/run/test/%s.log\nStandardError=append:/run/test/%s.log\n%s\n' \
        $unit $unit Environment=ASAN_OPTIONS=detect_leaks=0 >"$units/$unit.service.d/log.conf"
done
cat >"$units/script.service" <<END
[Unit]
DefaultDependencies=no
[Service]
Type=oneshot
TimeoutStartSec=90s
ExecStart=/bin/bash -x /run/test/$script
StandardOutput=append:/run/test/script.out
StandardError=append:/run/test/script.err
ExecStopPost=/bin/systemctl poweroff --force --force
END
ln -s ../script.service "$units/default.target.wants/"
# All stop in one transaction, as a host that goes down has it, and say so; and the watchdog need not be waited for.
printf '[Unit]\nDefaultDependencies=no\n' >"$units/host.target"
printf '[Service]\nExecStart=/bin/sleep 1000\n' >"$units/maxscale.service"
for unit in tandemd tandem-agent maxscale; do
    mkdir -p "$units/$unit.service.d"
    printf '[Unit]\nPartOf=host.target\n[Service]\nExecStopPost=+/bin/sh -c "echo %%N >>/run/order"\nWatchdogSec=%s\n' \
        $([[ $unit == tandemd ]] && echo 3s || echo 0) >"$units/$unit.service.d/test.conf"
done
mkdir "$root/run/test"
mount --bind "$work" "$root/run/test"

ip link set lo up
ip link add eth0 type veth peer name peer0
ip address add 10.77.0.1/24 dev eth0
ip link set eth0 up
ip link set peer0 up
cd "$root"
exec env -i container=tandem PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    chroot . /lib/systemd/systemd --system --log-target=console --log-level=notice --show-status=no
