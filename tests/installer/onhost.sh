# SPDX-License-Identifier: GPL-3.0-or-later
# Runs in container.sh's systemd, as README's "On real hosts" has it; says what it finds, for systemd_test.py to judge.
say() { echo "$1=${*:2}"; }
until_true() { for _ in {1..100}; do "$@" && return; sleep 0.1; done; }
has_vip() { ip -4 -oneline address show dev eth0 | grep -q 10.77.0.100; }
has_no_vip() { ! has_vip; }
property() { systemctl show --property="$2" --value "$1"; }
restarted() { [[ $(property tandemd MainPID) != "$1" && $(property tandemd SubState) == running ]]; }

systemd-sysusers && systemd-tmpfiles --create tandem.conf && systemctl daemon-reload
say installed $?
install -m 0640 -g tandem /run/test/cluster.toml /etc/tandem/cluster.toml
install -m 0644 /run/test/limits.toml /etc/tandem/limits.toml
install -m 0400 -o tandemd -g tandem /run/test/vrrp.password /etc/tandem/
setpriv --reuid tandemd --regid tandem --clear-groups tandemd --check
say engine_check $?
setpriv --reuid tandem --regid tandem --clear-groups tandem-agent --check
say agent_check $?
tandemd --release # by hand, as root: the service must not mind
say released $?
systemctl start tandem-agent
until_true test -e /var/lib/tandem/identity.crt
say fingerprint "$(openssl x509 -in /var/lib/tandem/identity.crt -outform DER | sha256sum)"
say peers "$(cat /var/lib/tandem/peers.json)"

systemctl enable --now tandemd tandem-agent
say started $?
say ready "$(property tandemd SubState)"
guard=$(property tandemd MainPID)
for key in CapPrm CapBnd CapAmb Seccomp NoNewPrivs; do
    say "tandemd_$key" "$(awk "/^$key:/ {print \$2}" "/proc/$guard/status")"
    say "agent_$key" "$(awk "/^$key:/ {print \$2}" "/proc/$(property tandem-agent MainPID)/status")"
done
say users "$(ps -o user= -p "$guard")" "$(ps -o user= -p "$(property tandem-agent MainPID)")"
say scheduling "$(chrt --pid "$guard" | head -1)"
until_true has_vip
say vip_taken "$(has_vip && echo yes)"
say fence "$(nft list tables netdev)"
asked() { tandemctl status --run-dir /run/tandem --json >/run/test/status.json; grep -q MASTER /run/test/status.json; }
until_true asked
say engine_socket "$(stat --format '%a %U %G' /run/tandem/engine.sock)"
say agent_socket "$(stat --format '%a %U %G' /run/tandem/agent.sock)"
setpriv --reuid tandem --regid tandem --clear-groups rm -f /run/tandem/engine.sock
say socket_kept "$(test -e /run/tandem/engine.sock && echo yes)"

systemctl reload tandemd
say reloaded $?
sleep 0.5
say same_guard "$([[ $(property tandemd MainPID) == "$guard" ]] && has_vip && echo yes)"

# A roll-out of one host: offered by an admin here, tried, kept; each by the user whose it is.
say rolled_out "$(python3 /run/test/rollout.py)"
say cluster_file "$(stat --format '%a %U %G' /etc/tandem/cluster.toml)" "$(grep -c 'priority = 140' /etc/tandem/cluster.toml)"
setpriv --reuid tandem --regid tandem --clear-groups rm -f /etc/tandem/limits.toml 2>/dev/null
say limits_kept "$(stat --format '%U' /etc/tandem/limits.toml)"
say rolled_out_guard "$([[ $(property tandemd MainPID) == "$guard" ]] && has_vip && echo yes)"

# All of it is killed: --release cleans up, and systemd starts it again.
systemctl kill --kill-who=all --signal=KILL tandemd
until_true has_no_vip
say vip_released "$(has_no_vip && echo yes)"
until_true restarted "$guard"
say restarted "$(property tandemd NRestarts)"
until_true has_vip

# A guard that does not move is found by the watchdog.
guard=$(property tandemd MainPID)
kill -STOP "$guard"
for _ in {1..250}; do restarted "$guard" && break; sleep 0.1; done
say watchdog "$(property tandemd NRestarts)"
until_true has_vip

# A host goes down.
systemctl start maxscale host.target
rm -f /run/order
systemctl stop host.target
all_stopped() { ! systemctl --quiet is-active tandemd tandem-agent maxscale && [[ $(wc -l </run/order) == 3 ]]; }
until_true all_stopped
say order "$(tr '\n' ' ' </run/order)"
say vip_left "$(has_vip && echo yes)"
say fence_left "$(nft list tables netdev)"
say result "$(property tandemd Result)"

echo 'format = 2' >/etc/tandem/cluster.toml
systemctl start tandemd
say bad_file $? "$(property tandemd ExecMainStatus)"
sleep 3
say bad_file_state "$(property tandemd ActiveState)" "$(property tandemd NRestarts)"
say done yes
